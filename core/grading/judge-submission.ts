import type { GrantedLimits } from './call-limits.ts';
import { readCompareFlags } from './compare-outputs.ts';
import { type CustomVerdict, validateByProgram } from './custom-validation.ts';
import { validateByDefault } from './default-validation.ts';
import { executeProgram } from './execute-program.ts';
import type { Signature } from './function/signature.ts';
import { showAnswer, validateAnswer } from './function/validate-answer.ts';
import type { Judge } from './judge.ts';
import { LANGUAGES, type LanguageId, type ProgramSource } from './languages/index.ts';
import type { Language } from './languages/language.ts';
import { hashOutput } from './output-digests.ts';
import type { OutputValidation } from './output-validation.ts';
import { prepareProgram } from './prepare-program.ts';
import { DEFAULT_LIMITS, type ProblemLimits } from './problem-limits.ts';
import type { Ending, ProgramRun } from './program-run.ts';
import { scoreSubmission } from './scoring.ts';
import { OUTPUT_HEAD_BYTES, type SubmissionResult, type TestCaseResult } from './submission-result.ts';
import type { TestCase, TestGroup } from './test-case.ts';
import { deriveVerdict, type TestCaseVerdict, type VerdictDetail } from './verdict.ts';

export type { SubmissionResult, TestCaseResult, Way } from './submission-result.ts';

/** `first-failure`: nothing is said about test cases after the first that fails. `run-all`: within the budget. */
export type StopPolicy = 'first-failure' | 'run-all';

/** What is to be judged, and by whom. */
export interface JudgeSubmissionRequest {
  /** One source, or the files of a package's program. */
  readonly source: ProgramSource;
  /** The file or class to start, where a package says so. */
  readonly entryPoint?: string;
  readonly language: LanguageId;
  readonly limits: Pick<ProblemLimits, 'timeMs' | 'memoryKiB' | 'outputKiB'> & Partial<ProblemLimits>;
  /** In judging order. Ids are unique. */
  readonly testCases: readonly TestCase[];
  /** Reads an input, an answer or a validator's file by hash. A rejection ends judging with that error. */
  readonly readTestData: (hash: string) => Promise<Uint8Array>;
  readonly policy: StopPolicy;
  readonly validation: OutputValidation;
  /** Function mode: the source is `solve`, test cases are JSON (arguments as an array, the answer as a value). */
  readonly signature?: Signature;
  /** Given for scoring problems only; the result then has a score. */
  readonly groups?: readonly TestGroup[];
  readonly judge: Judge;
  /** 32 hex digits, fresh and unguessable at each call. */
  readonly newNonce: () => string;
  /** Whether the host batches this language (its examination says so); default true. */
  readonly batches?: boolean;
  /** false: a process of its own for every test case, even where a fork server would do; default true. */
  readonly forkServer?: boolean;
  /** Judge calls that this submission may use at most; default 40 and one a test case. */
  readonly maxJudgeCalls?: number;
  readonly signal?: AbortSignal;
}

/** The shape of {@link judgeSubmission}, for those that are given it. */
export type JudgeSubmission = (request: JudgeSubmissionRequest) => Promise<SubmissionResult>;

const COMPILE_OUTPUT_CHARACTERS = 4000;
const PROGRAM_PROCESSES = 64;

/**
 * Judges one submission: in one judge call where the host's limits allow it, and in as few as they force otherwise.
 *
 * Throws JudgeError when the judge failed and another try, perhaps elsewhere, may succeed; whatever `readTestData`
 * throws; CompareFlagError and UnsafeFileNameError for a problem or a source that should not have been accepted. A
 * result with verdict JE means that trying again will not help.
 */
export async function judgeSubmission(request: JudgeSubmissionRequest): Promise<SubmissionResult> {
  const language = LANGUAGES[request.language];
  const program = prepareProgram(request, language);
  const collector = new Collector(request);
  const summary = await executeProgram({
    judge: request.judge,
    granted: grantLimits(request.limits, language),
    inputs: request.testCases.map(({ inputHash, inputBytes }) => ({
      bytes: inputBytes,
      read: async () => program.encodeInput(await request.readTestData(inputHash)),
    })),
    makeBundle: (_, host) => program.makeBundle(host),
    ...(program.single === undefined ? {} : { single: program.single }),
    ...(program.driver === undefined ? {} : { driver: program.driver }),
    batches: request.batches ?? true,
    stopAtFailure: request.policy === 'first-failure',
    newNonce: request.newNonce,
    maxCalls: request.maxJudgeCalls ?? 40 + request.testCases.length,
    sink: collector,
    ...(request.signal === undefined ? {} : { signal: request.signal }),
  });

  const compiled = summary.compileError === undefined;
  const perCase = compiled ? collector.results() : [];
  const derived = compiled ? deriveVerdict(perCase) : { verdict: 'CE' as const };
  const counts: Partial<Record<TestCaseVerdict, number>> = {};
  for (const { verdict } of perCase) counts[verdict] = (counts[verdict] ?? 0) + 1;
  const judged = perCase.filter(({ verdict }) => verdict !== 'not-run').length;
  return {
    ...derived,
    ...(request.groups === undefined
      ? {}
      : { score: scoreSubmission(request.testCases, request.groups, perCase.map(toScored)) }),
    perCase,
    counts,
    judgeCalls: summary.calls,
    validatorCalls: collector.validatorCalls,
    callsSaved: Math.max(0, judged - summary.calls),
    mode: request.signature === undefined ? 'stdio' : 'function',
    ...(compiled ? {} : { compileOutput: trimCompileOutput(summary.compileError ?? '') }),
    whySplit: summary.whySplit,
    notes: summary.notes,
    cpuMs: Math.max(0, ...perCase.map(({ cpuMs }) => cpuMs)),
    wallMs: Math.max(0, ...perCase.map(({ wallMs }) => wallMs)),
    memoryKiB: Math.max(0, ...perCase.map(({ memoryKiB }) => memoryKiB)),
  };
}

/** What a run of this language may use when the problem grants a program this much. */
export function grantLimits(
  limits: Pick<ProblemLimits, 'timeMs' | 'memoryKiB' | 'outputKiB'>,
  language: Language,
): GrantedLimits {
  return {
    cpuMs: limits.timeMs,
    // CPU time judges; the wall limit only ends what sleeps, and a busy host must not turn slow into wrong.
    wallMs: 3 * limits.timeMs + 1000 + language.startWallMs,
    memoryKiB: limits.memoryKiB + language.runtimeMemoryKiB,
    outputBytes: limits.outputKiB * 1024,
    outOfMemory: language.outOfMemory,
    processes: PROGRAM_PROCESSES + language.runtimeProcesses,
  };
}

function toScored({ testCaseId, verdict, detail }: TestCaseResult) {
  return { testCaseId, verdict, ...(detail.score === undefined ? {} : { score: detail.score }) };
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

/** Takes runs as they come, validates them, and knows when enough is known. */
class Collector {
  validatorCalls = 0;
  private readonly request: JudgeSubmissionRequest;
  private readonly decided: (TestCaseResult | undefined)[];
  private waiting: { readonly testCase: TestCase; readonly run: ProgramRun }[] = [];
  private readonly flags;

  constructor(request: JudgeSubmissionRequest) {
    this.request = request;
    this.decided = request.testCases.map(() => undefined);
    this.flags =
      request.validation.kind === 'default' ? readCompareFlags(request.validation.args) : undefined;
  }

  async accept(raw: ProgramRun, last: boolean): Promise<'taken' | 'wants-all'> {
    const { request } = this;
    const run = request.signature === undefined ? raw : showAnswer(request.signature, raw);
    const testCase = request.testCases[run.index] as TestCase;
    if (run.ending.kind !== 'ok') {
      this.decide(testCase, run, ...fromEnding(run.ending));
    } else if (this.flags !== undefined) {
      const flags =
        testCase.validatorArgs === undefined ? this.flags : readCompareFlags(testCase.validatorArgs);
      const answer = await request.readTestData(testCase.answerHash);
      const { verdict, detail } =
        request.signature === undefined
          ? validateByDefault(run, answer, flags)
          : validateAnswer(request.signature, raw, answer, flags);
      if (verdict !== 'unknown') this.decide(testCase, run, verdict, detail);
      else if (!last) return 'wants-all';
      else this.decide(testCase, run, 'JE', { feedback: TOO_LONG });
    } else if (run.complete) {
      this.waiting.push({ testCase, run });
    } else if (!last) {
      return 'wants-all';
    } else {
      this.decide(testCase, run, 'JE', { feedback: TOO_LONG });
    }
    return 'taken';
  }

  async endOfCall(): Promise<number> {
    await this.validateWaiting();
    if (this.request.policy === 'run-all') return Number.POSITIVE_INFINITY;
    const failing = this.decided.findIndex((result) => result !== undefined && result.verdict !== 'AC');
    return failing < 0 ? Number.POSITIVE_INFINITY : failing;
  }

  /** Results in order; with `first-failure`, what ran after the first failure is not told. */
  results(): readonly TestCaseResult[] {
    let failed = false;
    return this.request.testCases.map((testCase, index) => {
      const result = this.decided[index];
      if (result === undefined || failed) return notRun(testCase);
      failed = this.request.policy === 'first-failure' && result.verdict !== 'AC';
      return result;
    });
  }

  private async validateWaiting(): Promise<void> {
    const { validation } = this.request;
    if (this.waiting.length === 0 || validation.kind !== 'custom') return;
    const outputs = this.waiting;
    this.waiting = [];
    const { verdicts, calls } = await validateByProgram({
      ...this.request,
      validation,
      limits: { ...DEFAULT_LIMITS, ...this.request.limits },
      outputs: outputs.map(({ testCase, run }) => ({
        testCase,
        bytes: run.output.length,
        read: async () => run.output,
      })),
      maxCalls: this.request.maxJudgeCalls ?? 40 + outputs.length,
    });
    this.validatorCalls += calls;
    for (const [position, { testCase, run }] of outputs.entries()) {
      const { verdict, detail } = verdicts[position] as CustomVerdict;
      this.decide(testCase, run, verdict, detail);
    }
  }

  private decide(testCase: TestCase, run: ProgramRun, verdict: TestCaseVerdict, detail: VerdictDetail): void {
    this.decided[run.index] = {
      testCaseId: testCase.id,
      verdict,
      detail,
      cpuMs: run.cpuMs,
      wallMs: run.wallMs,
      memoryKiB: run.memoryKiB,
      outputHead: head(run.output),
      stderrHead: head(run.stderr),
      outputBytes: run.outputBytes,
      ...(run.complete
        ? { outputSha256: hashOutput(run.output) }
        : run.digests === undefined
          ? {}
          : { outputSha256: run.digests.exact }),
      way: run.way,
      call: run.call,
    };
  }
}

const TOO_LONG = 'the output is longer than this host can return, and its beginning is right';

const head = (bytes: Uint8Array) => new TextDecoder().decode(bytes.subarray(0, OUTPUT_HEAD_BYTES));

function fromEnding(ending: Exclude<Ending, { kind: 'ok' }>): [TestCaseVerdict, VerdictDetail] {
  switch (ending.kind) {
    case 'TLE':
      return ['TLE', { clock: ending.clock }];
    case 'RTE':
      return ['RTE', 'signal' in ending ? { signal: ending.signal } : { exitCode: ending.exitCode }];
    case 'lost':
      return ['JE', { feedback: ending.reason }];
    default:
      return [ending.kind, {}];
  }
}

function notRun(testCase: TestCase): TestCaseResult {
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
