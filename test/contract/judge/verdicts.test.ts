import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LanguageId } from '../../../core/grading/languages/index.ts';
import {
  type JudgeUnderTest,
  judgeWith,
  makeTestData,
  startJudgeUnderTest,
  tellVerdicts,
} from './judge-under-test.ts';
import { type Misdeed, PROGRAMS } from './misdeeds.ts';

/** What the misdeed of test case 2 of 4 must be judged as. */
const EXPECTED: Record<Misdeed, string> = {
  wrong: 'WA',
  spin: 'TLE cpu',
  sleep: 'TLE wall',
  hoard: 'MLE',
  flood: 'OLE',
  exit3: 'RTE exit 3',
  crash: 'RTE',
};

let under: JudgeUnderTest;
let available: ReadonlySet<number>;
beforeAll(async () => {
  under = await startJudgeUnderTest();
  available = new Set((await under.judge.languages()).map(({ id }) => id));
});
afterAll(async () => await under.stop());

/** Little output and time, so that what floods and what sleeps ends soon. */
const limits = { timeMs: 700, memoryKiB: 256 * 1024, outputKiB: 512 };
const data = makeTestData(['1', 'X', '3', '4'].map((input, index) => [`${input}\n`, `${index + 1}\n`]));
const right = makeTestData(['1', '2', '3', '4'].map((input) => [`${input}\n`, `${input}\n`]));

describe.each(Object.entries(PROGRAMS) as [LanguageId, (typeof PROGRAMS)[LanguageId]][])(
  '%s',
  (language, programs) => {
    const needs = (context: { skip: (reason: string) => void }) => {
      if (!available.has(programs.judge0Id)) context.skip(`the host has no ${language}`);
    };

    it('accepts a right program in one judge call', async (context) => {
      needs(context);
      const result = await judgeWith(under.judge, language, programs.make('wrong'), right);
      expect(tellVerdicts(result)).toEqual(['AC', 'AC', 'AC', 'AC']);
      expect(result).toMatchObject({ verdict: 'AC', judgeCalls: 1, callsSaved: 3, whySplit: [], notes: [] });
    });

    it.each(Object.entries(EXPECTED) as [Misdeed, string][])(
      'judges %s in test case 2 as %s and the others AC',
      async (misdeed, expected) => {
        if (!available.has(programs.judge0Id)) return;
        const result = await judgeWith(under.judge, language, programs.make(misdeed), data, { limits });
        const told = tellVerdicts(result);
        expect([told[0], told[2], told[3]]).toEqual(['AC', 'AC', 'AC']);
        expect(told[1]).toMatch(new RegExp(`^${expected}`));
        expect(result.judgeCalls).toBe(1);
      },
    );

    it('tells what the compiler said', async (context) => {
      needs(context);
      if (programs.broken === undefined) return;
      const result = await judgeWith(under.judge, language, programs.broken, data);
      expect(result).toMatchObject({ verdict: 'CE', perCase: [], judgeCalls: 1 });
      expect(result.compileOutput).toMatch(programs.brokenSays as RegExp);
    });

    it('stops at the first failure when told to', async (context) => {
      needs(context);
      const result = await judgeWith(under.judge, language, programs.make('exit3'), data, {
        policy: 'first-failure',
      });
      expect(tellVerdicts(result)).toEqual(['AC', 'RTE exit 3', 'not-run', 'not-run']);
      expect(result).toMatchObject({ verdict: 'RTE', firstFailing: 'secret/2', judgeCalls: 1 });
    });
  },
);
