import { type Judge, JudgeError, type JudgeErrorKind } from '../grading/judge.ts';
import type {
  JudgeSubmission,
  JudgeSubmissionRequest,
  SubmissionResult,
} from '../grading/judge-submission.ts';
import { isLanguageId, LANGUAGES } from '../grading/languages/index.ts';
import type { TestCase } from '../problems/problem.ts';
import { BROKEN_PROGRAM, burnAnswer, burnSteps, examinationProgram } from './examination-programs.ts';

/** What examining needs beside the host. */
export interface Examiner {
  readonly judgeSubmission: JudgeSubmission;
  /** 32 hex digits, fresh and unguessable. */
  readonly newNonce: () => string;
}

/** What a host does with one language. `calibrationMs` is CPU time of the known amount of work. */
export type LanguageFinding =
  | { readonly way: 'batch' | 'single'; readonly calibrationMs: number }
  | { readonly way: 'none'; readonly reason: string };

/** Limits of a known program: far above what it needs on a slow host, since a false alarm costs a host. */
const LIMITS = { timeMs: 1_000, memoryKiB: 256 * 1024, outputKiB: 64 } as const;

interface KnownCase {
  readonly id: string;
  readonly input: string;
  readonly answer: string;
  readonly expected: string;
}

/**
 * Examines one language: in one judge call if the host batches it, else in single submissions; and that a program that
 * does not compile is told so, where the language compiles. @throws JudgeError when the host stopped answering
 */
export async function examineLanguage(
  language: string,
  judge: Judge,
  examiner: Examiner,
  signal: AbortSignal,
): Promise<LanguageFinding> {
  const source = examinationProgram(language);
  if (!isLanguageId(language) || source === undefined)
    return { way: 'none', reason: `${language}: there is no known program to examine it with` };
  const steps = burnSteps(language);
  const cases: readonly KnownCase[] = [
    { id: 'right', input: 'add 20 22\n', answer: '42\n', expected: 'AC' },
    { id: 'burn', input: `burn ${steps} 0\n`, answer: `${burnAnswer(steps)}\n`, expected: 'AC' },
    { id: 'wrong', input: 'add 20 22\n', answer: '41\n', expected: 'WA' },
    { id: 'crash', input: 'crash 0 0\n', answer: '', expected: 'RTE' },
    { id: 'endless', input: 'loop 0 0\n', answer: '', expected: 'TLE' },
  ];
  const faults: string[] = [];
  for (const way of ['batch', 'single'] as const) {
    const run = (text: string, wanted: readonly KnownCase[]) =>
      judgeKnown(
        { language, source: text, cases: wanted, batches: way === 'batch', judge, signal },
        examiner,
      );
    const result = await run(source, cases);
    const fault = compare(result, cases) ?? wayFault(result, way);
    if (fault === undefined) {
      const broken =
        LANGUAGES[language].compile === undefined ? undefined : await run(BROKEN_PROGRAM, cases.slice(0, 1));
      if (broken !== undefined && (typeof broken === 'string' || broken.verdict !== 'CE'))
        return { way: 'none', reason: `${language}: a program that cannot be compiled was not refused` };
      return { way, calibrationMs: calibrationOf(result) };
    }
    faults.push(`${way === 'batch' ? 'in a batch' : 'alone'} ${fault}`);
  }
  return { way: 'none', reason: `${language}: ${faults.join('; ')}` };
}

/** A host that says batch and then falls back to single submissions does not batch. */
function wayFault(result: SubmissionResult | string, way: 'batch' | 'single'): string | undefined {
  if (typeof result === 'string' || way === 'single') return undefined;
  return result.perCase.every((one) => one.way === 'batch')
    ? undefined
    : 'it was judged in single submissions';
}

function compare(result: SubmissionResult | string, cases: readonly KnownCase[]): string | undefined {
  if (typeof result === 'string') return result;
  if (result.verdict === 'CE')
    return `the known program did not compile: ${(result.compileOutput ?? '').slice(0, 200)}`;
  for (const { id, expected } of cases) {
    const found = result.perCase.find(({ testCaseId }) => testCaseId === id)?.verdict ?? 'nothing';
    if (found !== expected) return `the known program got ${found} for "${id}" where ${expected} is right`;
  }
  return undefined;
}

function calibrationOf(result: SubmissionResult | string): number {
  if (typeof result === 'string') return 0;
  return result.perCase.find(({ testCaseId }) => testCaseId === 'burn')?.cpuMs ?? 0;
}

/** One known program on its known cases. @returns the result, or in words why there is none */
export async function judgeKnown(
  known: {
    readonly language: string;
    readonly source: string;
    readonly cases: readonly KnownCase[];
    readonly batches: boolean;
    readonly judge: Judge;
    readonly signal: AbortSignal;
  },
  examiner: Examiner,
): Promise<SubmissionResult | string> {
  const bytes = new Map<string, Uint8Array>();
  const keep = (hash: string, text: string) => {
    bytes.set(hash, new TextEncoder().encode(text));
    return hash;
  };
  const testCases = known.cases.map(
    ({ id, input, answer }): TestCase => ({
      id,
      sample: false,
      group: 'secret',
      inputHash: keep(`${id}.in`, input),
      inputBytes: input.length,
      answerHash: keep(`${id}.ans`, answer),
      answerBytes: answer.length,
    }),
  );
  const request: JudgeSubmissionRequest = {
    source: known.source,
    language: known.language as JudgeSubmissionRequest['language'],
    limits: LIMITS,
    testCases,
    readTestData: async (hash) => bytes.get(hash) ?? new Uint8Array(),
    policy: 'run-all',
    validation: { kind: 'default', args: [] },
    judge: known.judge,
    newNonce: examiner.newNonce,
    batches: known.batches,
    signal: known.signal,
  };
  try {
    return await examiner.judgeSubmission(request);
  } catch (error) {
    // A host that refuses a call has answered; one that does not answer cannot be examined.
    const answered: readonly JudgeErrorKind[] = ['rejected', 'broken', 'incapable'];
    if (error instanceof JudgeError && answered.includes(error.kind)) return `was refused: ${error.message}`;
    throw error;
  }
}
