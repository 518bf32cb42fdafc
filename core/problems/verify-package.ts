import { includedIn } from '../grading/included-code.ts';
import { JudgeError, MissingToolchainError } from '../grading/judge.ts';
import { isLanguageId } from '../grading/languages/index.ts';
import { type JudgingTools, judgeProgram } from './judge-program.ts';
import type { DataChecks } from './package/data-checks.ts';
import { messageOf } from './package/fault.ts';
import type { JurySubmission, ProblemManifest } from './problem.ts';
import { describeMissing, whyNotRunnable } from './runnable.ts';
import {
  checkJurySubmission,
  type JudgedJurySubmission,
  type JuryVerdict,
  limitForTiming,
  proposeTimeLimit,
  type TimeLimitProposal,
} from './verification.ts';
import { type TestDataVerification, verifyTestData } from './verify-test-data.ts';

/** One jury submission's line. */
export interface VerifiedSubmission {
  readonly submission: JurySubmission;
  /** Absent when it was skipped. */
  readonly verdict?: JuryVerdict;
  /** Why it was not judged: nobody's fault. */
  readonly skipped?: string;
  /** Why the judge could not answer for it, which is not as expected. */
  readonly failed?: string;
}

/** What verifying a package found. */
export interface PackageVerification {
  readonly testData: TestDataVerification;
  readonly submissions: readonly VerifiedSubmission[];
  readonly timeLimit: TimeLimitProposal;
  /** The test data and every judged submission are as expected; an accepted one was judged. */
  readonly asExpected: boolean;
}

export interface VerifyOptions extends JudgingTools {
  /** Called before anything that takes its time, with what that is. */
  readonly onBegin?: (what: string) => void;
  /** Called once the test data have been validated, before any submission. */
  readonly onTestData?: (testData: TestDataVerification) => void;
  /** Called after each submission. */
  readonly on?: (verified: VerifiedSubmission) => void;
}

/** What programs may take where the package states no time limit and none is known yet, in ms. */
const GENEROUS_MS = 10_000;

/** Judge calls that validating may take beside one for each input or output, which it comes to at the very worst. */
const CALLS_BESIDE = 40;

/**
 * Validates a package's test data, then judges its own submissions as participants' are judged, but longer than the time limit, so that margins
 * show. Without a stated limit those that must fit go first, and the limit that they speak for is used for the rest.
 *
 * @throws JudgeError when the judge fails as a whole
 */
export async function verifyPackage(
  manifest: ProblemManifest,
  checks: DataChecks,
  options: VerifyOptions,
): Promise<PackageVerification> {
  const offered = new Set((await options.judge.languages(options.signal)).map(({ id }) => id));
  const testData = await verifyTestData(checks, manifest, {
    limits: manifest.limits,
    judge: options.judge,
    newNonce: options.newNonce,
    readTestData: options.read,
    maxCalls: CALLS_BESIDE + checks.inputs.length + checks.outputs.length,
    offered,
    ...(options.onBegin === undefined ? {} : { onBegin: options.onBegin }),
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  });
  options.onTestData?.(testData);
  const mustFit = ({ requirements }: JurySubmission) =>
    requirements.some(({ timeLimit }) => timeLimit === 'lower');
  const inOrder = [...manifest.jurySubmissions].sort((a, b) => Number(mustFit(b)) - Number(mustFit(a)));
  const judged: JudgedJurySubmission[] = [];
  const verified: VerifiedSubmission[] = [];
  const errors: unknown[] = [];
  let timeMs = manifest.timeLimitOrigin === 'default' ? null : manifest.limits.timeMs;
  for (const submission of inOrder) {
    const skipped = reasonToSkip(manifest, submission, offered);
    if (skipped === null && timeMs === null && !mustFit(submission))
      timeMs = proposeTimeLimit(manifest, judged).proposedMs ?? manifest.limits.timeMs;
    let line: VerifiedSubmission;
    if (skipped === null) {
      const limit = timeMs ?? GENEROUS_MS;
      options.onBegin?.(submission.path);
      const entry = await judgeOne(manifest, submission, limit, options).catch(whyNot);
      if ('error' in entry) {
        if (entry.told.failed !== undefined) errors.push(entry.error);
        line = { submission, ...entry.told };
      } else {
        judged.push(entry);
        line = { submission, verdict: checkJurySubmission(manifest, entry, limit) };
      }
    } else line = { submission, skipped };
    verified.push(line);
    options.on?.(line);
  }
  if (judged.length === 0 && errors.length > 0 && errors.every((error) => blamesJudge(error, errors.length)))
    throw errors[0];
  const asExpected =
    testData.asExpected &&
    verified.every(
      ({ verdict, failed }) => failed === undefined && (verdict?.complaints.length ?? 0) === 0,
    ) &&
    verified.some(({ verdict }) => verdict?.verdict === 'AC');
  return { testData, submissions: verified, timeLimit: proposeTimeLimit(manifest, judged), asExpected };
}

/**
 * Whether an error says something about the judge itself, when it answers for none of `programs` programs: it cannot be
 * asked, or grants less than the problem needs. What it refuses is the program's own, and so may be what breaks a single one.
 */
function blamesJudge(error: unknown, programs: number): boolean {
  if (!(error instanceof JudgeError) || error.kind === 'rejected') return false;
  return programs > 1 || !['broken', 'timeout', 'lost'].includes(error.kind);
}

/** What the judge cannot answer for costs that submission, and a language without a toolchain its programs: not the rest. */
function whyNot(error: unknown): { error: unknown; told: Pick<VerifiedSubmission, 'skipped' | 'failed'> } {
  if (error instanceof JudgeError && error.kind === 'aborted') throw error;
  if (error instanceof MissingToolchainError) return { error, told: { skipped: describeMissing(error) } };
  return { error, told: { failed: messageOf(error) } };
}

async function judgeOne(
  manifest: ProblemManifest,
  submission: JurySubmission,
  timeMs: number,
  options: VerifyOptions,
): Promise<JudgedJurySubmission> {
  const { language } = submission.program;
  if (!isLanguageId(language)) throw new Error(`${language} is not judged`);
  const judgeLimits = await options.judge.limits(options.signal);
  const limitMs = limitForTiming(timeMs, manifest.timeMultipliers.tooSlow, judgeLimits);
  const files = await Promise.all(
    submission.program.files.map(async ({ name, hash }) => ({ name, content: await options.read(hash) })),
  );
  // Names matter to what the problem puts beside its programs, and to nothing else.
  const isNameless = includedIn(manifest.included, language) === undefined;
  const source = isNameless && files.length === 1 && files[0] !== undefined ? files[0].content : files;
  // Too slow programs take their whole limit on each test case: one is enough, unless points or groups are asked about,
  // or the first failure is not what is asked for.
  const stopsEarly = submission.requirements.every(
    ({ of, permitted, score }) => of === '' && score === undefined && permitted.includes('TLE'),
  );
  const { entryPoint } = submission.program;
  const judge = async (policy: 'first-failure' | 'run-all'): Promise<JudgedJurySubmission> => {
    const program = {
      source,
      ...(entryPoint === undefined ? {} : { entryPoint }),
      language,
      limits: { ...manifest.limits, timeMs: limitMs },
      policy,
    };
    return { submission, result: await judgeProgram(manifest, program, options), limitMs };
  };
  if (!stopsEarly) return await judge('run-all');
  const first = await judge('first-failure');
  const isWhole = first.result.perCase.every(({ verdict }) => verdict !== 'not-run');
  const settled = isWhole || checkJurySubmission(manifest, first, timeMs).complaints.length === 0;
  return settled ? first : await judge('run-all');
}

function reasonToSkip(
  { validation }: ProblemManifest,
  { program, requirements }: JurySubmission,
  offered: ReadonlySet<number>,
): string | null {
  const reason = whyNotRunnable(program.language, offered);
  if (reason !== null) return reason;
  const validator = validation.kind !== 'default' ? validation.program.language : program.language;
  const unjudged = whyNotRunnable(validator, offered);
  if (unjudged !== null) return `its output cannot be validated: ${unjudged}`;
  return requirements.length === 0 ? 'nothing says what it must get' : null;
}
