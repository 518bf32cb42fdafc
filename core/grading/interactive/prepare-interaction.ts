import type { InteractorHeader } from '../batch-protocol.ts';
import { budgetOfCompiling, type GrantedLimits, planCompile } from '../call-limits.ts';
import { type Judge, JudgeError, type JudgeLimits } from '../judge.ts';
import type { OutputValidation } from '../output-validation.ts';
import { DEFAULT_LIMITS, type ProblemLimits } from '../problem-limits.ts';
import type { TestCase } from '../test-case.ts';
import { acceptedCode, CASE_OVERHEAD_BYTES, writeInteractiveCase } from './interactor-call.ts';
import { type BundledInteractor, bundleInteractor, languageOfInteractor } from './interactor-program.ts';

/** A problem's interactor, ready to talk with a participant's program. */
export interface PreparedInteraction {
  readonly header: InteractorHeader;
  readonly beside: NonNullable<GrantedLimits['beside']>;
  /** Wall time that its runtime needs to start on a busy host, ms. */
  readonly startWallMs: number;
  bundle(host: JudgeLimits): BundledInteractor;
  /** The bytes that a call with this test case sends, at most. */
  sizeOf(testCase: TestCase): number;
  /** A test case as the supervisor takes it. */
  read(testCase: TestCase): Promise<Uint8Array>;
}

/** Threads that an interactor may have beside its runtime's own. */
const PROCESSES = 16;

/**
 * Reads an interactor's files and plans what it may use. Throws JudgeError `incapable` when the host lets nobody write a
 * file as large as an input or an answer, RangeError for a language that no interactor is written in, and whatever
 * `readTestData` throws.
 */
export async function prepareInteraction(
  validation: Extract<OutputValidation, { kind: 'interactive' }>,
  setting: {
    readonly limits: Partial<ProblemLimits>;
    readonly testCases: readonly TestCase[];
    readonly readTestData: (hash: string) => Promise<Uint8Array>;
    readonly judge: Judge;
    readonly transcriptBytes?: number;
    readonly signal?: AbortSignal;
  },
): Promise<PreparedInteraction> {
  const { program, args, passes = 1, listens = false } = validation;
  const { readTestData, testCases } = setting;
  const { timeMs, validationTimeMs, validationMemoryKiB } = { ...DEFAULT_LIMITS, ...setting.limits };
  const language = languageOfInteractor(program);
  const host = await setting.judge.limits(setting.signal);
  refuseLargeFiles(testCases, host);
  const sources = await Promise.all(
    program.files.map(async ({ name, hash }) => ({ name, content: await readTestData(hash) })),
  );
  // Not lowered to what the host grants: an interactor that takes that and may take more is not at fault.
  const cpuMs = validationTimeMs;
  const wallMs = 2 * cpuMs + language.startWallMs;
  const memoryKiB = validationMemoryKiB + language.runtimeMemoryKiB;
  return {
    header: {
      cpuMs,
      wallMs,
      memoryKiB,
      transcriptBytes: setting.transcriptBytes ?? 0,
      acceptedCode: acceptedCode(program),
      passes,
      listens,
    },
    beside: {
      // Of the program's own time the first pass is the test case's; the others come on top.
      cpuMs: passes * cpuMs + (passes - 1) * timeMs,
      wallMs: passes * wallMs + (passes - 1) * 3 * timeMs,
      memoryKiB,
      processes: PROCESSES + language.runtimeProcesses,
    },
    startWallMs: language.startWallMs,
    // What a package says of compiling, it says of participants' programs.
    bundle: (limits) =>
      bundleInteractor(program, sources, validationMemoryKiB, {
        compileLimits: planCompile(limits, DEFAULT_LIMITS),
        budget: budgetOfCompiling(limits),
      }),
    sizeOf: ({ inputBytes, answerBytes }) => inputBytes + answerBytes + CASE_OVERHEAD_BYTES,
    read: async ({ inputHash, answerHash, validatorArgs }) =>
      writeInteractiveCase(
        program,
        validatorArgs ?? args,
        await readTestData(inputHash),
        await readTestData(answerHash),
      ),
  };
}

/** Input and answer are files in memory, which a host's limit of files holds for as well. */
function refuseLargeFiles(testCases: readonly TestCase[], { maxFileKiB }: JudgeLimits): void {
  const most = maxFileKiB * 1024;
  const large = testCases.find(({ inputBytes, answerBytes }) => Math.max(inputBytes, answerBytes) > most);
  if (large === undefined) return;
  throw new JudgeError(
    'incapable',
    `the interactor's files for ${large.id} have more than the ${maxFileKiB} KiB that the host lets a file have`,
  );
}
