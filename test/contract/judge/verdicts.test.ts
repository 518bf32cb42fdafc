import { describe, expect, it } from 'vitest';
import {
  LANGUAGE_IDS,
  LANGUAGES,
  type Language,
  type LanguageId,
} from '../../../core/grading/languages/index.ts';
import { readRoomParts, readRoomProgram, readSaid } from '../../support/room-programs.ts';
import { judgeWith, makeTestData, THOROUGH, tellVerdicts, useJudge } from './judge-under-test.ts';

/** What a language's `echo` does when this is its input, and what each must be judged as; any other input it prints. */
const EXPECTED = {
  wrong: /^WA$/,
  spin: /^TLE cpu$/,
  sleep: /^TLE wall$/,
  hoard: /^MLE$/,
  flood: /^OLE$/,
  exit3: /^RTE exit 3$/,
  crash: /^RTE/,
} as const;
const MISDEEDS = Object.keys(EXPECTED) as (keyof typeof EXPECTED)[];

const under = useJudge();

/** Little output and time, so that what floods and what sleeps ends soon; time enough to fill the memory on a slow machine. */
const limits = { timeMs: 2000, memoryKiB: 128 * 1024, outputKiB: 512 };
/** Inputs that hold a word, each with the word as its answer. */
const echoIn = (language: LanguageId) => {
  const { queries }: Language = LANGUAGES[language];
  return (words: readonly string[]) =>
    makeTestData(words.map((word) => [queries?.writeWords(word) ?? `${word}\n`, `${word}\n`]));
};

/** In long runs only: the sample exam has other languages of their kind. */
const LATER: readonly string[] = ['c', 'go', 'rust', 'typescript'];
const isSeldom = (language: LanguageId) => (LANGUAGES[language] as Language).seldom === true;
const languages = LANGUAGE_IDS.filter(
  (language) => THOROUGH || !(LATER.includes(language) || isSeldom(language)),
);

/** Compilers that run on a virtual machine take some ten seconds each time: in long runs only. */
const isQuick = (language: LanguageId) =>
  (LANGUAGES[language] as Language).alsoNeeds?.includes('java') !== true;

/** What the others are held to in short runs: one judge call. */
describe.skipIf(THOROUGH).each(LANGUAGE_IDS.filter((language) => isSeldom(language) && isQuick(language)))(
  '%s, in short',
  (language) => {
    it('accepts a right program, and tells it from one that ends badly', async (context) => {
      if (!under.offers(LANGUAGES[language].judge0.id)) context.skip(`the host has no ${language}`);
      const data = echoIn(language)(['a', 'exit3', 'b', 'wrong']);
      const result = await judgeWith(under.judge, language, readRoomProgram(language, 'echo'), data);
      expect([result.compileOutput, ...tellVerdicts(result)]).toEqual([
        undefined,
        'AC',
        'RTE exit 3',
        'AC',
        'WA',
      ]);
      expect(result).toMatchObject({ judgeCalls: 1, whySplit: [], notes: [] });
    });
  },
);

describe.each(languages)('%s', (language) => {
  const echoing = readRoomProgram(language, 'echo');
  const echo = echoIn(language);
  /** Each misdeed between two test cases that must not suffer from it. */
  const misdeeds = echo(['first', ...MISDEEDS.flatMap((misdeed) => [misdeed, `after-${misdeed}`])]);
  const needs = (context: { skip: (reason: string) => void }) => {
    if (!under.offers(LANGUAGES[language].judge0.id)) context.skip(`the host has no ${language}`);
  };

  it('accepts a right program in one judge call', async (context) => {
    needs(context);
    const result = await judgeWith(under.judge, language, echoing, echo(['a', 'b', 'c']));
    expect(tellVerdicts(result)).toEqual(['AC', 'AC', 'AC']);
    expect(result).toMatchObject({ verdict: 'AC', judgeCalls: 1, callsSaved: 2, whySplit: [], notes: [] });
  });

  it('judges a program of several files', async (context) => {
    needs(context);
    const result = await judgeWith(under.judge, language, readRoomParts(language), echo(['a', 'b']));
    expect([result.compileOutput, ...tellVerdicts(result)]).toEqual([undefined, 'AC', 'AC']);
    expect(result).toMatchObject({ judgeCalls: 1, whySplit: [], notes: [] });
  });

  it('judges every misdeed as what it is, and each test case between them AC', async (context) => {
    needs(context);
    const result = await judgeWith(under.judge, language, echoing, misdeeds, { limits });
    const told = tellVerdicts(result);
    const between = told.filter((_, index) => index % 2 === 0);
    expect(between).toEqual(between.map(() => 'AC'));
    MISDEEDS.forEach((misdeed, index) => {
      expect(`${misdeed}: ${told[2 * index + 1]}`).toMatch(
        new RegExp(`^${misdeed}: ${EXPECTED[misdeed].source.slice(1)}`),
      );
    });
    // What starts slowly fills a call's time sooner.
    const { startWallMs } = LANGUAGES[language];
    if (!under.real) expect(result.judgeCalls).toBeLessThan(startWallMs > 2000 ? 5 : 3);
  });

  it('tells what the compiler said', async (context) => {
    needs(context);
    const { compile, check }: Language = LANGUAGES[language];
    if ((compile ?? check) === undefined) context.skip(`nothing reads ${language} before it is run`);
    const result = await judgeWith(under.judge, language, readRoomProgram(language, 'broken'), misdeeds);
    expect(result).toMatchObject({ verdict: 'CE', perCase: [], judgeCalls: 1 });
    expect(result.compileOutput).toMatch(readSaid(language).broken);
  });

  it('stops at the first failure when told to', async (context) => {
    needs(context);
    const result = await judgeWith(under.judge, language, echoing, echo(['a', 'exit3', 'spin', 'b']), {
      policy: 'first-failure',
    });
    expect(tellVerdicts(result)).toEqual(['AC', 'RTE exit 3', 'not-run', 'not-run']);
    expect(result).toMatchObject({ verdict: 'RTE', firstFailing: 'secret/2', judgeCalls: 1 });
  });
});
