import { readCompareFlags } from './compare-outputs.ts';
import { validateByProgram } from './custom-validation.ts';
import { type Validated, validateByDefault } from './default-validation.ts';
import { checkAnswer, showAnswer, validateAnswer } from './function/validate-answer.ts';
import { judgeConversation } from './interactive/judge-conversation.ts';
import { showConversation } from './interactive/show-conversation.ts';
import type { JudgeSubmissionRequest } from './judge-submission.ts';
import { hashOf } from './output-digests.ts';
import { DEFAULT_LIMITS } from './problem-limits.ts';
import { type Ending, inTime, type ProgramRun } from './program-run.ts';
import { OUTPUT_HEAD_BYTES, type TestCaseResult } from './submission-result.ts';
import type { TestCase } from './test-case.ts';

type Setting = Pick<
  JudgeSubmissionRequest,
  | 'testCases'
  | 'validation'
  | 'signature'
  | 'limits'
  | 'judge'
  | 'newNonce'
  | 'readTestData'
  | 'maxJudgeCalls'
  | 'textBytes'
  | 'transcriptBytes'
  | 'headStartLanguages'
  | 'signal'
>;

type Said = Pick<TestCaseResult, 'verdict' | 'detail'>;

const TOO_LONG: Said = {
  verdict: 'JE',
  detail: { feedback: 'the output is longer than this host can return, and its beginning is right' },
};

/** What is said of a run that was late, and as if in time came to `one`: an interactor that could not judge it is heard. */
function tooLate(setting: Setting, run: ProgramRun, one: Said): Said {
  const heard = one.verdict === 'AC' ? null : hear(setting, run);
  return heard ?? { verdict: 'TLE', detail: { clock: 'cpu' } };
}

/** Whether a run that ended well says enough, although a part of its output is missing. */
export async function isEnough(setting: Setting, run: ProgramRun): Promise<boolean> {
  // A function's answer is read whole or not at all.
  if (setting.validation.kind === 'interactive') return true;
  if (setting.validation.kind === 'none') return setting.signature === undefined;
  return setting.validation.kind === 'default' && (await compare(setting, run)).verdict !== 'unknown';
}

/**
 * The results of runs of a participant's program, in their order: what ended badly by how it ended, the rest by the
 * problem's output validation; a custom validator sees all outputs together. Throws as `readTestData` and
 * {@link validateByProgram} do.
 * @returns with the ids of those that were right but for being late
 */
export async function validateRuns(
  setting: Setting,
  ran: readonly ProgramRun[],
): Promise<{
  readonly results: readonly TestCaseResult[];
  readonly calls: number;
  readonly late: readonly string[];
}> {
  const runs = ran.map((run) => inTime(run) ?? run);
  const custom = setting.validation.kind === 'custom' ? setting.validation : undefined;
  const outputs = runs.filter(({ ending, complete }) => ending.kind === 'ok' && complete);
  const { verdicts, calls } =
    custom === undefined ? { verdicts: [], calls: 0 } : await askValidator(setting, custom, outputs);
  const told = new Map(verdicts.map((verdict, at) => [outputs[at]?.index, verdict]));
  const results: TestCaseResult[] = [];
  const late: string[] = [];
  for (const [at, run] of runs.entries()) {
    let one: Said;
    const heard = hear(setting, run);
    if (heard !== null) one = heard;
    else if (run.ending.kind !== 'ok') one = fromEnding(run.ending);
    else if (custom !== undefined) one = told.get(run.index) ?? TOO_LONG;
    else {
      const { verdict, detail } = await compare(setting, run);
      one = verdict === 'unknown' ? TOO_LONG : { verdict, detail };
    }
    const before = ran[at] as ProgramRun;
    const said = run === before ? one : tooLate(setting, before, one);
    const result = resultOf(setting, run, said);
    if (run !== before && one.verdict === 'AC') late.push(result.testCaseId);
    results.push(result);
  }
  return { results, calls, late };
}

/** What an interactor says of a run, unless the run's own ending decides. */
function hear({ validation }: Setting, { ending, conversation }: ProgramRun): Said | null {
  if (validation.kind !== 'interactive' || conversation === undefined || ending.kind === 'lost') return null;
  const { program, listens = false } = validation;
  return judgeConversation({ ending, conversation }, { testlib: program.testlib === true, listens });
}

async function compare(
  { testCases, validation, signature, readTestData }: Setting,
  run: ProgramRun,
): Promise<Validated> {
  if (validation.kind !== 'default')
    return signature === undefined ? { verdict: 'AC', detail: {} } : checkAnswer(signature, run);
  const { answerHash, validatorArgs } = testCases[run.index] as TestCase;
  const flags = readCompareFlags(validatorArgs ?? validation.args);
  const answer = await readTestData(answerHash);
  return signature === undefined
    ? validateByDefault(run, answer, flags)
    : validateAnswer(signature, run, answer, flags);
}

async function askValidator(
  setting: Setting,
  validation: Extract<Setting['validation'], { kind: 'custom' }>,
  runs: readonly ProgramRun[],
): ReturnType<typeof validateByProgram> {
  if (runs.length === 0) return { verdicts: [], calls: 0 };
  return await validateByProgram({
    ...setting,
    validation,
    limits: { ...DEFAULT_LIMITS, ...setting.limits },
    outputs: runs.map((run) => {
      const { output } = show(setting, run);
      return {
        testCase: setting.testCases[run.index] as TestCase,
        bytes: output.length,
        read: async () => output,
      };
    }),
    maxCalls: setting.maxJudgeCalls ?? 40 + runs.length,
  });
}

/** A function's answer as JSON; a program's output as it is. */
function show({ signature }: Setting, run: ProgramRun): ProgramRun {
  return signature === undefined ? run : showAnswer(signature, run);
}

function resultOf(setting: Setting, raw: ProgramRun, { verdict, detail }: Said): TestCaseResult {
  const run = show(setting, raw);
  return {
    testCaseId: (setting.testCases[run.index] as TestCase).id,
    verdict,
    detail,
    cpuMs: run.cpuMs,
    wallMs: run.wallMs,
    memoryKiB: run.memoryKiB,
    outputHead: decode(run.output.subarray(0, setting.textBytes ?? OUTPUT_HEAD_BYTES)),
    stderrHead: showErrors(run, setting.textBytes ?? OUTPUT_HEAD_BYTES),
    outputBytes: run.outputBytes,
    ...(run.conversation === undefined || (setting.transcriptBytes ?? 0) === 0
      ? {}
      : { conversation: showConversation(run.conversation) }),
    ...(run.complete
      ? { outputSha256: hashOf(run.output) }
      : run.digests === undefined
        ? {}
        : { outputSha256: run.digests.exact }),
    way: run.way,
    call: run.call,
  };
}

const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

/** Standard error as far as there is room for it, with a line where bytes are left out. */
function showErrors(
  { stderr, stderrGap = { at: stderr.length, bytes: 0 } }: ProgramRun,
  most: number,
): string {
  const fits = stderr.length <= most;
  const begins = stderr.subarray(0, fits ? stderrGap.at : Math.min(stderrGap.at, most));
  const ends = fits ? stderr.subarray(stderrGap.at) : new Uint8Array();
  const left = stderr.length + stderrGap.bytes - begins.length - ends.length;
  return left === 0 ? decode(stderr) : `${decode(begins)}\n... (${left} bytes are left out)\n${decode(ends)}`;
}

function fromEnding(ending: Exclude<Ending, { kind: 'ok' }>): Said {
  switch (ending.kind) {
    case 'TLE':
      return { verdict: 'TLE', detail: { clock: ending.clock } };
    case 'RTE':
      return {
        verdict: 'RTE',
        detail: 'signal' in ending ? { signal: ending.signal } : { exitCode: ending.exitCode },
      };
    case 'lost':
      return { verdict: 'JE', detail: { feedback: ending.reason } };
    default:
      return { verdict: ending.kind, detail: {} };
  }
}
