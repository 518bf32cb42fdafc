import { type Judge, JudgeError, type JudgeErrorKind } from '../grading/judge.ts';
import type {
  JudgeSubmissionRequest,
  judgeSubmission,
  SubmissionResult,
} from '../grading/judge-submission.ts';
import { isLanguageId, LANGUAGES, type Language } from '../grading/languages/index.ts';
import type { TestCase } from '../grading/test-case.ts';
import { BROKEN_PROGRAM, burnAnswer } from './known-program.ts';

/** What examining needs beside the host. */
export interface Examiner {
  readonly judgeSubmission: typeof judgeSubmission;
  /** 32 hex digits, fresh and unguessable. */
  readonly newNonce: () => string;
}

/** What a host does with one language. */
export type LanguageFinding =
  | { readonly way: 'batch' }
  /** `batchFault`: why not in a batch; one that is not `lacking` may have been a slow moment. */
  | { readonly way: 'single'; readonly batchFault: Fault }
  /** `lacking`: the host cannot do it at all (no toolchain, limits too small), so that trying again is of no use. */
  | { readonly way: 'none'; readonly lacking: boolean; readonly reason: string };

/** Limits of a known program: far above what it needs on a slow host, since a false alarm costs a host. */
const LIMITS = { timeMs: 1_000, memoryKiB: 256 * 1024, outputKiB: 64 } as const;

interface KnownCase {
  readonly id: string;
  readonly input: string;
  readonly answer: string;
  readonly expected: string;
}

/** Why a known program did not get its known verdicts. */
export interface Fault {
  readonly reason: string;
  /** The host said that it cannot, or showed it; otherwise something went wrong, and may go right another time. */
  readonly lacking: boolean;
}

/** A host answered that it will not run a known program. */
interface Refusal extends Fault {
  readonly verdict?: never;
}

/**
 * Examines one language: in one judge call if the host batches it, else in single submissions; and that a program that
 * does not compile is told so, where the language compiles. A batch that only went wrong is tried twice, since one slow
 * moment would cost every submission its batch. @throws JudgeError when the host stopped answering
 */
export async function examineLanguage(
  language: string,
  judge: Judge,
  examiner: Examiner,
  signal: AbortSignal,
): Promise<LanguageFinding> {
  if (!isLanguageId(language))
    return { way: 'none', lacking: false, reason: 'there is no known program to examine it with' };
  const { source, burnSteps: steps } = LANGUAGES[language].known;
  const cases: readonly KnownCase[] = [
    { id: 'right', input: 'add 20 22\n', answer: '42\n', expected: 'AC' },
    { id: 'burn', input: `burn ${steps} 0\n`, answer: `${burnAnswer(steps)}\n`, expected: 'AC' },
    { id: 'wrong', input: 'add 20 22\n', answer: '41\n', expected: 'WA' },
    { id: 'crash', input: 'crash 0 0\n', answer: '', expected: 'RTE' },
    { id: 'endless', input: 'loop 0 0\n', answer: '', expected: 'TLE' },
  ];
  const faults = new Map<'batch' | 'single', Fault>();
  for (const way of ['batch', 'batch', 'single'] as const) {
    if (way === 'batch' && faults.get('batch')?.lacking) continue;
    const run = (text: string, wanted: readonly KnownCase[]) =>
      judgeKnown(
        { language, source: text, cases: wanted, batches: way === 'batch', judge, signal },
        examiner,
      );
    const result = await run(source, cases);
    const fault = isRefusal(result) ? result : (compare(result, cases) ?? wayFault(result, way));
    if (!isRefusal(result) && fault === undefined) {
      const broken =
        LANGUAGES[language].compile === undefined ? undefined : await run(BROKEN_PROGRAM, cases.slice(0, 1));
      if (broken !== undefined && broken.verdict !== 'CE')
        return {
          way: 'none',
          lacking: false,
          reason: 'a program that cannot be compiled was not refused',
        };
      const batchFault = faults.get('batch');
      if (way === 'batch' || batchFault === undefined) return { way: 'batch' };
      return { way, batchFault };
    }
    if (fault !== undefined)
      faults.set(way, { ...fault, reason: `${way === 'batch' ? 'in a batch' : 'alone'} ${fault.reason}` });
  }
  const all = [...faults.values()];
  return {
    way: 'none',
    lacking: all.every(({ lacking }) => lacking),
    reason: all.map(({ reason }) => reason).join('; '),
  };
}

/**
 * A host that says batch and then falls back to single submissions does not batch. Where some went in the batch, or time
 * ran out, it may another time.
 */
function wayFault({ perCase, whySplit }: SubmissionResult, way: 'batch' | 'single'): Fault | undefined {
  if (way === 'single' || perCase.every((one) => one.way === 'batch')) return undefined;
  const why = whySplit.join('; ');
  const lacking = perCase.every((one) => one.way === 'single') && !/time limit/i.test(why);
  return { reason: `it was judged in single submissions: ${why}`, lacking };
}

function compare(result: SubmissionResult, cases: readonly KnownCase[]): Fault | undefined {
  if (result.verdict === 'CE') {
    const said = (result.compileOutput ?? '').replaceAll(/\s+/g, ' ').slice(0, 200);
    // A compiler that ran out of time may have it another time.
    return { reason: `the known program did not compile: ${said}`, lacking: !/time limit/i.test(said) };
  }
  for (const { id, expected } of cases) {
    const found = result.perCase.find(({ testCaseId }) => testCaseId === id)?.verdict ?? 'nothing';
    if (found !== expected)
      return {
        reason: `the known program got ${found} for "${id}" where ${expected} is right`,
        lacking: false,
      };
  }
  return undefined;
}

/** Whether there is no result but the host's refusal. */
export function isRefusal(result: SubmissionResult | Refusal): result is Refusal {
  return result.verdict === undefined;
}

/** One known program on its known cases. @throws JudgeError when the host does not answer */
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
): Promise<SubmissionResult | Refusal> {
  const bytes = new Map<string, Uint8Array>();
  const keep = (hash: string, text: string) => {
    bytes.set(hash, new TextEncoder().encode(text));
    return hash;
  };
  const room: Language | undefined = isLanguageId(known.language) ? LANGUAGES[known.language] : undefined;
  const testCases = known.cases.map(({ id, input: words, answer }): TestCase => {
    const input = room?.queries?.writeWords(words) ?? words;
    return {
      id,
      sample: false,
      group: 'secret',
      inputHash: keep(`${id}.in`, input),
      inputBytes: input.length,
      answerHash: keep(`${id}.ans`, answer),
      answerBytes: answer.length,
    };
  });
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
    if (!isAnswer(error)) throw error;
    return { reason: `was refused: ${error.message}`, lacking: error.kind !== 'broken' };
  }
}

/** A host that refuses a call has answered; one that does not answer cannot be examined. */
export function isAnswer(error: unknown): error is JudgeError {
  const answered: readonly JudgeErrorKind[] = ['rejected', 'broken', 'incapable'];
  return error instanceof JudgeError && answered.includes(error.kind);
}
