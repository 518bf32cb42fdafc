import type { GrantedLimits } from './call-limits.ts';
import { executeProgram } from './execute-program.ts';
import type { ExecuteSummary } from './execute-request.ts';
import { type Frame, frameProgram } from './frame.ts';
import type { Signature } from './function/signature.ts';
import type { LoadedCode } from './included-code.ts';
import { type PreparedInteraction, prepareInteraction } from './interactive/prepare-interaction.ts';
import type { Judge } from './judge.ts';
import { InteractorError } from './judge-report.ts';
import { LANGUAGES, type LanguageId, type ProgramSource } from './languages/index.ts';
import type { Language } from './languages/language.ts';
import type { OutputValidation } from './output-validation.ts';
import { prepareProgram } from './prepare-program.ts';
import type { ProblemLimits } from './problem-limits.ts';
import { scoreSubmission } from './scoring.ts';
import { findLateness, type Scoring } from './second-look.ts';
import type { FreshResult, TestCaseResult } from './submission-result.ts';
import type { TestCase, TestGroup } from './test-case.ts';
import { isEnough, validateRuns } from './validate-runs.ts';
import { deriveVerdict, type TestCaseVerdict } from './verdict.ts';

export type { FreshResult, SubmissionResult, TestCaseResult, Way } from './submission-result.ts';

/** `first-failure`: nothing is said about test cases after the first that fails. `run-all`: within the budget. */
export type StopPolicy = 'first-failure' | 'run-all';

/** What is to be judged, and by whom. */
export interface JudgeSubmissionRequest {
  /** One source, or the files of a package's program. */
  readonly source: ProgramSource;
  /** The file or class to start, where a package says so. */
  readonly entryPoint?: string;
  /** What the problem puts beside every program in the language; not in function mode. */
  readonly included?: LoadedCode;
  readonly language: LanguageId;
  readonly limits: Pick<ProblemLimits, 'timeMs' | 'memoryKiB' | 'outputKiB'> & Partial<ProblemLimits>;
  /** In judging order. Ids are unique. */
  readonly testCases: readonly TestCase[];
  /** Reads an input, an answer or a validator's file by hash. A rejection ends judging with that error. */
  readonly readTestData: (hash: string) => Promise<Uint8Array>;
  readonly policy: StopPolicy;
  /** `none`: nothing is compared, and AC means that the program ran to its end. */
  readonly validation: OutputValidation | { readonly kind: 'none' };
  /** Function mode: the source is `solve`, test cases are JSON (arguments as an array, the answer as a value). */
  readonly signature?: Signature;
  /** What is put around the source where it is no whole program. */
  readonly frame?: Frame;
  /** Given for scoring problems only; the result then has a score. */
  readonly groups?: readonly TestGroup[];
  readonly judge: Judge;
  /** 32 hex digits, fresh and unguessable at each call. */
  readonly newNonce: () => string;
  /** Whether the host batches this language (its examination says so); default true. */
  readonly batches?: boolean;
  /** Languages whose compilers have a head start on the host (its examination says so); default none. */
  readonly headStartLanguages?: readonly string[];
  /** false: a process of its own for every test case, even where a fork server would do; default true. */
  readonly forkServer?: boolean;
  /** Judge calls that this submission may use at most; default 40 and one a test case. */
  readonly maxJudgeCalls?: number;
  /** Bytes that the result keeps of each output and each standard error; default {@link OUTPUT_HEAD_BYTES}. */
  readonly textBytes?: number;
  /** Bytes of an interactive problem's conversations that the result tells, for each test case; default none. */
  readonly transcriptBytes?: number;
  readonly signal?: AbortSignal;
}

const COMPILE_OUTPUT_CHARACTERS = 4000;
const PROGRAM_PROCESSES = 64;
const INTERACTOR_CHARACTERS = 300;

/**
 * Judges one submission: in one judge call where the host's limits allow it, and in as few as they force otherwise.
 *
 * Throws JudgeError when the judge failed and another try, perhaps elsewhere, may succeed; whatever `readTestData`
 * throws; CompareFlagError and UnsafeFileNameError for a problem or a source that should not have been accepted. A
 * result with verdict JE means that trying again will not help.
 */
export async function judgeSubmission(request: JudgeSubmissionRequest): Promise<FreshResult> {
  const language = LANGUAGES[request.language];
  const { validation } = request;
  const interaction =
    validation.kind === 'interactive' ? await prepareInteraction(validation, request) : undefined;
  const ids = request.testCases.map(({ id }) => id);
  const source =
    request.frame === undefined ? request.source : frameProgram(request.frame, request.source, ids);
  const program = prepareProgram({ ...request, source }, language, interaction);
  const stopAtFailure = request.policy === 'first-failure';
  const results: TestCaseResult[] = [];
  const late = new Set<string>();
  let validatorCalls = 0;
  let summary: ExecuteSummary = { calls: 0, whySplit: [], notes: [] };
  let unjudgeable: string | undefined;
  try {
    for await (const { runs, ...soFar } of executeProgram({
      judge: request.judge,
      granted: grantLimits(request.limits, language, interaction),
      inputs: request.testCases.map((testCase) =>
        interaction === undefined
          ? {
              bytes: testCase.inputBytes,
              read: async () => program.encodeInput(await request.readTestData(testCase.inputHash)),
            }
          : { bytes: interaction.sizeOf(testCase), read: () => interaction.read(testCase) },
      ),
      ...(interaction === undefined ? {} : { interactor: interaction.header }),
      makeBundle: (_, host) => program.makeBundle(host),
      ...(program.single === undefined ? {} : { single: program.single }),
      ...(program.driver === undefined ? {} : { driver: program.driver }),
      batches: request.batches ?? true,
      stopAtFailure,
      newNonce: request.newNonce,
      maxCalls: request.maxJudgeCalls ?? 40 + request.testCases.length,
      isEnough: (run) => isEnough(request, run),
      ...(request.signal === undefined ? {} : { signal: request.signal }),
    })) {
      summary = soFar;
      const validated = await validateRuns(request, runs);
      results.push(...validated.results);
      for (const testCaseId of validated.late) late.add(testCaseId);
      validatorCalls += validated.calls;
      if (stopAtFailure && validated.results.some(({ verdict }) => verdict !== 'AC')) break;
    }
  } catch (error) {
    if (!(error instanceof InteractorError)) throw error;
    unjudgeable = `the interactor does not compile: ${error.message.slice(0, INTERACTOR_CHARACTERS)}`;
    results.push(...request.testCases.map((testCase) => cannotJudge(testCase, `${unjudgeable}`)));
  }

  const compiled = summary.compileError === undefined;
  const perCase = compiled ? tellResults(request, results) : [];
  const derived = compiled ? deriveVerdict(perCase) : { verdict: 'CE' as const };
  const counts: Partial<Record<TestCaseVerdict, number>> = {};
  for (const { verdict } of perCase) counts[verdict] = (counts[verdict] ?? 0) + 1;
  const lateness = compiled
    ? findLateness(results, late, request.limits.timeMs, scoringOf(request))
    : undefined;
  const judged = perCase.filter(({ verdict }) => verdict !== 'not-run').length;
  return {
    ...derived,
    ...(request.groups === undefined
      ? {}
      : { score: scoreSubmission(request.testCases, request.groups, perCase) }),
    perCase,
    counts,
    judgeCalls: unjudgeable === undefined ? summary.calls : 1,
    validatorCalls,
    callsSaved: Math.max(0, judged - summary.calls),
    mode: request.signature === undefined ? 'stdio' : 'function',
    ...(compiled ? {} : { compileOutput: trimCompileOutput(summary.compileError ?? '') }),
    whySplit: summary.whySplit,
    notes: summary.notes,
    ...(lateness === undefined ? {} : { lateness }),
    cpuMs: Math.max(0, ...perCase.map(({ cpuMs }) => cpuMs)),
    wallMs: Math.max(0, ...perCase.map(({ wallMs }) => wallMs)),
    memoryKiB: Math.max(0, ...perCase.map(({ memoryKiB }) => memoryKiB)),
  };
}

/** What a request's points are given by; undefined where its problem does not score. */
export function scoringOf({ testCases, groups }: JudgeSubmissionRequest): Scoring | undefined {
  return groups === undefined ? undefined : { testCases, groups };
}

/** What a run of this language may use when the problem grants a program this much, and what talks with it. */
export function grantLimits(
  limits: Pick<ProblemLimits, 'timeMs' | 'memoryKiB' | 'outputKiB'>,
  language: Language,
  interaction?: Pick<PreparedInteraction, 'beside' | 'startWallMs'>,
): GrantedLimits {
  return {
    cpuMs: limits.timeMs,
    // CPU time judges; the wall limit only ends what sleeps, and a busy host must not turn slow into wrong.
    wallMs: 3 * limits.timeMs + 1000 + language.startWallMs + (interaction?.startWallMs ?? 0),
    memoryKiB: limits.memoryKiB + language.runtimeMemoryKiB,
    outputBytes: limits.outputKiB * 1024,
    outOfMemory: language.outOfMemory,
    processes: PROGRAM_PROCESSES + language.runtimeProcesses,
    ...(interaction === undefined ? {} : { beside: interaction.beside }),
  };
}

/** The beginning of what the compiler said, in whole lines, without the sandbox's paths. */
function trimCompileOutput(text: string): string {
  const clean = text
    .replaceAll('\r', '')
    .replace(/\/box\/(?:prog\/)?|\bprog\//g, '')
    .trim();
  if (clean.length <= COMPILE_OUTPUT_CHARACTERS) return clean;
  const cut = clean.slice(0, COMPILE_OUTPUT_CHARACTERS);
  return `${cut.slice(0, Math.max(cut.lastIndexOf('\n'), 1))}\n...`;
}

/** One for each test case; by `first-failure` nothing is told of what ran after the first failure. */
function tellResults(
  { testCases, policy }: JudgeSubmissionRequest,
  results: readonly TestCaseResult[],
): readonly TestCaseResult[] {
  const failing = policy === 'run-all' ? -1 : results.findIndex(({ verdict }) => verdict !== 'AC');
  const told = failing < 0 ? results : results.slice(0, failing + 1);
  return testCases.map((testCase, index) => told[index] ?? notRun(testCase));
}

function cannotJudge(testCase: TestCase, feedback: string): TestCaseResult {
  return { ...notRun(testCase), verdict: 'JE', detail: { feedback } };
}

/** The result of a test case that was not run. */
export function notRun(testCase: TestCase): TestCaseResult {
  return {
    testCaseId: testCase.id,
    verdict: 'not-run',
    detail: {},
    cpuMs: 0,
    wallMs: 0,
    memoryKiB: 0,
    outputHead: '',
    stderrHead: '',
    outputBytes: 0,
    way: 'batch',
    call: 0,
  };
}
