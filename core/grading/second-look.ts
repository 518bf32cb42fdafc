import type { FreshResult, SubmissionResult, TestCaseResult } from './submission-result.ts';

/**
 * A program is let run for this much longer than its limit of CPU time, as a multiple of it: what ends right in between
 * may have been slowed down by what else ran on the host's cores. It is too late all the same, unless a second look at
 * it is not.
 */
export const LATEST_END = 1.2;

/** A run that was right and too late. */
export interface Lateness {
  readonly testCaseId: string;
  readonly cpuMs: number;
  readonly limitMs: number;
}

/** What became of a submission that was judged once more, as its result tells. */
export interface SecondLook extends Lateness {
  /** Whether nothing else was judged on the host at the second look. */
  readonly alone: boolean;
  /** Whether the second look is the one that counts. */
  readonly counts: boolean;
}

/**
 * Whether being late is all that is wrong with a submission, and with which test case it begins: then it is worth a
 * second look. Where it scores, every group counts for itself, and one late test case is enough.
 * @param results of all that ran, in the problem's order
 * @param late ids of test cases that were right, and too late by less than {@link LATEST_END} allows
 */
export function findLateness(
  results: readonly TestCaseResult[],
  late: ReadonlySet<string>,
  limitMs: number,
  scores: boolean,
): Lateness | undefined {
  const failing = results.filter(({ verdict }) => verdict !== 'AC' && verdict !== 'not-run');
  const first = failing.find(({ testCaseId }) => late.has(testCaseId));
  if (first === undefined) return undefined;
  if (!scores && failing.some(({ testCaseId }) => !late.has(testCaseId))) return undefined;
  return { testCaseId: first.testCaseId, cpuMs: Math.round(first.cpuMs), limitMs };
}

/**
 * What two looks at a submission come to: the better of the two, since what slows a program down is never its merit, and
 * the first where the second is no better. Calls are those of both.
 */
export function decideBetween(
  first: FreshResult,
  second: FreshResult,
  late: Lateness,
  alone: boolean,
): SubmissionResult {
  const counts =
    (second.score ?? 0) > (first.score ?? 0) || (first.verdict !== 'AC' && second.verdict === 'AC');
  const { lateness: _, ...chosen } = counts ? second : first;
  return {
    ...chosen,
    judgeCalls: first.judgeCalls + second.judgeCalls,
    validatorCalls: first.validatorCalls + second.validatorCalls,
    callsSaved: Math.max(0, chosen.callsSaved - (counts ? first : second).judgeCalls),
    whySplit: [
      ...new Set([
        ...first.whySplit,
        ...second.whySplit,
        `all that was wrong was time, by less than a fifth: judged once more, ${alone ? 'with nothing else on its host' : 'beside others'}`,
      ]),
    ],
    notes: [...new Set([...first.notes, ...second.notes])],
    secondLook: { ...late, alone, counts },
  };
}
