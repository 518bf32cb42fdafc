import { randomBytes } from 'node:crypto';
import { basename, resolve } from 'node:path';
import pc from 'picocolors';
import { systemClock } from '../adapters/system-clock.ts';
import { formatDuration } from '../core/api/format-quantity.ts';
import { presentResult } from '../core/api/present-submission.ts';
import { given } from '../core/exam/given.ts';
import { JudgeError } from '../core/grading/judge.ts';
import { LANGUAGE_IDS, type LanguageId } from '../core/grading/languages/index.ts';
import type { SubmissionResult } from '../core/grading/submission-result.ts';
import type { TestCase } from '../core/grading/test-case.ts';
import { allowsLanguage } from '../core/problems/allowed-languages.ts';
import { judgeProgram } from '../core/problems/judge-program.ts';
import { formatFault } from '../core/problems/package/fault.ts';
import { matchesGlob } from '../core/problems/package/glob.ts';
import { readPackage } from '../core/problems/package/read-package.ts';
import { nameOf, type ProblemManifest } from '../core/problems/problem.ts';
import { whyNotRunnable } from '../core/problems/runnable.ts';
import { tryProgram } from '../core/problems/try-program.ts';
import {
  findInputFaults,
  findSourceFaults,
  type ProgramHandedIn,
} from '../core/submissions/check-program.ts';
import { runOnOwnInput } from '../core/submissions/own-input.ts';
import { toProgram } from '../core/submissions/to-program.ts';
import { renderCases, type ShownCase } from '../terminal/render-cases.ts';
import { renderTry } from '../terminal/render-try.ts';
import { createScreen } from '../terminal/screen.ts';
import type { TryOptions } from './commands/problem-try.ts';
import { type Context, print } from './context.ts';
import { CommandError, EXIT } from './exit-codes.ts';
import { openPackage, readerOf } from './open-package.ts';
import { guessLanguage, nameOnce, readProgram, readText } from './read-source.ts';
import { readJudgeOptions, withJudge } from './with-judge.ts';

/** What is kept of each output and each standard error, bytes: whoever tries a program reads them. */
const TEXT_BYTES = 256 * 1024;
/** What is kept of a conversation with an interactor: of the only one that is tried, and of each of several, bytes. */
const ONE_TRANSCRIPT_BYTES = 256 * 1024;
const TRANSCRIPT_BYTES = 4 * 1024;
/** How often it is said on a terminal how long it has taken, ms. */
const TICK_MS = 500;
/** What a shell ends with after Ctrl-C. */
const INTERRUPTED = 130;

/** Judges a program by a package on a judge host of this machine's, and tells what came of it. Throws CommandError. */
export async function tryFiles(
  path: string,
  named: readonly string[],
  options: TryOptions,
  context: Context,
): Promise<void> {
  const namedJudge = readJudgeOptions(options);
  const { faults, manifest, contents } = readPackage(openPackage(path));
  if (manifest === null)
    throw new CommandError(
      EXIT.badInput,
      `the package is refused:\n${faults.map((fault) => `  ${formatFault(fault)}`).join('\n')}`,
      `assize problem verify ${path} says the same, and more once it is mended`,
    );
  const files = nameOnce(named);
  const handedIn = readProgram(files, options.main);
  const language = options.language ?? guessLanguage(...files);
  const input = options.input === undefined ? undefined : readText(options.input === '-' ? 0 : options.input);
  checkMayBeHandedIn(manifest, { ...handedIn, language, input });
  const isOwn = input !== undefined;
  const testCases = isOwn ? [] : chooseTestCases(manifest, options.testCase ?? []);
  const own = isOwn ? runOnOwnInput(input) : undefined;

  const screen = createScreen(process.stdout);
  const stopping = new AbortController();
  process.once('SIGINT', () => stopping.abort());
  const startedAt = systemClock.now();
  let known: readonly ShownCase[] = [];
  const draw = () => {
    if (context.json) return;
    const left = testCases.length - known.length;
    const since = formatDuration(systemClock.now() - startedAt);
    screen.draw([
      ...renderCases(known, false),
      ...(isOwn || left > 0 ? [pc.dim(`  ... ${isOwn ? 'running' : `judging ${left} more`}, ${since}`)] : []),
    ]);
  };
  const ticking = screen.interactive ? setInterval(draw, TICK_MS) : undefined;
  try {
    const result = await withJudge(namedJudge, context.err, async (judge) => {
      const offered = new Set((await judge.languages(stopping.signal)).map(({ id }) => id));
      const missing = whyNotRunnable(language, offered);
      if (missing !== null) throw new CommandError(EXIT.unavailable, missing);
      const tools = {
        judge,
        read: readerOf(contents),
        newNonce: () => randomBytes(16).toString('hex'),
        signal: stopping.signal,
      };
      const program = {
        ...toProgram(handedIn),
        language,
        policy: options.firstFailing === true ? ('first-failure' as const) : ('run-all' as const),
        textBytes: TEXT_BYTES,
        transcriptBytes: testCases.length === 1 ? ONE_TRANSCRIPT_BYTES : TRANSCRIPT_BYTES,
      };
      draw();
      if (own !== undefined) return await judgeProgram(manifest, { ...program, ...own }, tools);
      return await tryProgram(
        manifest,
        { ...program, testCases },
        {
          ...tools,
          on: (soFar) => {
            known = present(soFar, manifest, isOwn).results ?? [];
            draw();
          },
        },
      );
    });
    screen.clear();
    await tell(context, { path, files, language, isOwn }, manifest, result, readerOf(contents));
    if (result.verdict === 'JE') process.exitCode = EXIT.unavailable;
    else if (result.verdict !== 'AC') process.exitCode = EXIT.negative;
  } catch (error) {
    if (stopping.signal.aborted) process.exitCode = INTERRUPTED;
    else if (error instanceof JudgeError)
      throw new CommandError(EXIT.unavailable, `it could not be judged: ${error.message}`);
    else throw error;
  } finally {
    clearInterval(ticking);
    screen.clear();
  }
}

/** Refuses what an exam would refuse, with every fault. Throws CommandError. */
function checkMayBeHandedIn(
  manifest: ProblemManifest,
  program: ProgramHandedIn & { readonly input: string | undefined },
): void {
  const { limits, signature, frame } = manifest;
  const { language, input } = program;
  const faults = [
    ...(allowsLanguage(manifest, language)
      ? []
      : [
          {
            field: 'language',
            detail: `${language} is not allowed here; choose ${LANGUAGE_IDS.filter((id) => allowsLanguage(manifest, id)).join(', ')}`,
          },
        ]),
    ...(input === undefined ? [] : findInputFaults(input, signature)),
    ...findSourceFaults(program, {
      name: nameOf(manifest),
      sourceKiB: limits.sourceKiB,
      ...given({ signature }),
      isFramed: frame !== undefined,
    }),
  ];
  if (faults.length > 0)
    throw new CommandError(
      EXIT.badInput,
      `an exam would refuse it:\n${faults.map(({ field, detail }) => `  ${field}: ${detail}`).join('\n')}`,
    );
}

/** The test cases of these names or patterns, in judging order; all for none. Throws CommandError. */
function chooseTestCases({ testCases }: ProblemManifest, patterns: readonly string[]): readonly TestCase[] {
  for (const pattern of patterns)
    if (!testCases.some(({ id }) => matchesGlob(pattern, id)))
      throw new CommandError(
        EXIT.notFound,
        `no test case is called ${pattern}`,
        `there are ${testCases
          .slice(0, 8)
          .map(({ id }) => id)
          .join(', ')}${testCases.length > 8 ? `, and ${testCases.length - 8} more` : ''}`,
      );
  return patterns.length === 0
    ? testCases
    : testCases.filter(({ id }) => patterns.some((pattern) => matchesGlob(pattern, id)));
}

/** A result as the API shows it to staff. */
const present = (result: SubmissionResult, manifest: ProblemManifest, isOwn: boolean) =>
  presentResult(result, { as: 'staff', shows: 'all', manifest }, isOwn);

async function tell(
  context: Context,
  {
    path,
    files,
    language,
    isOwn,
  }: { path: string; files: readonly string[]; language: LanguageId; isOwn: boolean },
  manifest: ProblemManifest,
  result: SubmissionResult,
  read: (hash: string) => Promise<Uint8Array>,
): Promise<void> {
  const shown = present(result, manifest, isOwn);
  const wrong = result.perCase.find(({ verdict }) => verdict === 'WA');
  const testCase = manifest.testCases.find(({ id }) => id === wrong?.testCaseId);
  const text = async (hash: string) => new TextDecoder().decode(await read(hash));
  const firstWrong =
    wrong === undefined || testCase === undefined || isOwn || manifest.validation.kind === 'interactive'
      ? undefined
      : {
          testCaseId: wrong.testCaseId,
          input: await text(testCase.inputHash),
          // A validator of the package's own takes more than one answer: what is wanted is not known.
          ...(manifest.validation.kind !== 'default' ? {} : { wanted: await text(testCase.answerHash) }),
          printed: wrong.outputHead,
        };
  const document = { problem: basename(resolve(path)), files, language, result: shown };
  print(context, document, () =>
    renderTry({
      title: `${nameOf(manifest)}  ${language}  ${files.join(' ')}`,
      result: shown,
      isOwn,
      ...given({ firstWrong }),
    }),
  );
}
