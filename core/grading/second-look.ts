import { scoreSubmission } from './scoring.ts';
import type { FreshResult, SubmissionResult, TestCaseResult } from './submission-result.ts';
import type { TestCase, TestGroup } from './test-case.ts';
import { deriveVerdict } from './verdict.ts';

/**
 * A program is let run for this much longer than its limit of CPU time, as a multiple of it: what ends right in between
 * may have been slowed down by what else ran on the host's cores. It is too late all the same, unless a second look at
 * it is not.
 */
export const LATEST_END = 1.2;

/** A run that was right and too late. */
export interface LateRun {
  readonly testCaseId: string;
  readonly cpuMs: number;
  readonly limitMs: number;
}

/** What a submission is judged once more for. */
export interface Lateness {
  readonly first: LateRun;
  /** All test cases that were right and too late by less than {@link LATEST_END} allows. */
  readonly testCaseIds: ReadonlySet<string>;
}

/** What became of a submission that was judged once more, as its result tells. */
export interface SecondLook extends LateRun {
  /** Whether nothing else was judged on the host at the second look. */
  readonly alone: boolean;
  /** Whether the second look changed what is told. */
  readonly counts: boolean;
}

/** Of a scoring problem: what its points are given by. */
export interface Scoring {
  readonly testCases: readonly TestCase[];
  readonly groups: readonly TestGroup[];
}

/**
 * Whether a submission is worth a second look: it would be right, had its late runs been in time, or have more points where
 * it scores.
 * @param results of all that ran, in the problem's order
 * @param late ids of test cases that were right and late
 * @param scoring undefined where the problem does not score
 */
export function findLateness(
  results: readonly TestCaseResult[],
  late: ReadonlySet<string>,
  limitMs: number,
  scoring: Scoring | undefined,
): Lateness | undefined {
  const failing = results.filter(({ verdict }) => verdict !== 'AC' && verdict !== 'not-run');
  const first = failing.find(({ testCaseId }) => late.has(testCaseId));
  if (first === undefined) return undefined;
  const isWorthIt =
    scoring === undefined
      ? failing.every(({ testCaseId }) => late.has(testCaseId))
      : scoreOf(scoring, results.map(inTime)) > scoreOf(scoring, results);
  return isWorthIt
    ? {
        first: { testCaseId: first.testCaseId, cpuMs: Math.round(first.cpuMs), limitMs },
        testCaseIds: late,
      }
    : undefined;

  function inTime(result: TestCaseResult): TestCaseResult {
    return late.has(result.testCaseId) ? { ...result, verdict: 'AC' } : result;
  }
}

/**
 * What two looks at a submission come to. Where it is right or wrong as a whole, the second counts if it is right. Where it
 * scores, of the late test cases those that are right at the second look count as they are there, and all others as they were
 * at the first: nobody draws twice for what was not late. Calls are those of both.
 */
export function decideBetween(
  first: FreshResult,
  second: FreshResult,
  { first: run, testCaseIds }: Lateness,
  scoring: Scoring | undefined,
  alone: boolean,
): SubmissionResult {
  const { counts, result } =
    scoring === undefined ? chooseWhole(first, second) : mergeLate(first, second, testCaseIds, scoring);
  return {
    ...withoutLateness(result),
    judgeCalls: first.judgeCalls + second.judgeCalls,
    validatorCalls: first.validatorCalls + second.validatorCalls,
    callsSaved: Math.max(0, first.callsSaved - second.judgeCalls),
    whySplit: [
      ...new Set([
        ...first.whySplit,
        ...second.whySplit,
        `what was right and late by less than a fifth was judged once more, ${alone ? 'with nothing else on its host' : 'beside others'}`,
      ]),
    ],
    notes: [...new Set([...first.notes, ...second.notes])],
    secondLook: { ...run, alone, counts },
  };
}

/** A result as it is stored. */
export function withoutLateness({ lateness: _, ...result }: FreshResult): SubmissionResult {
  return result;
}

function chooseWhole(first: FreshResult, second: FreshResult) {
  const counts = first.verdict !== 'AC' && second.verdict === 'AC';
  return { counts, result: counts ? second : first };
}

function mergeLate(
  first: FreshResult,
  second: FreshResult,
  late: ReadonlySet<string>,
  scoring: Scoring,
): { readonly counts: boolean; readonly result: FreshResult } {
  const again = new Map(second.perCase.map((one) => [one.testCaseId, one]));
  const perCase = first.perCase.map((one) => {
    const other = late.has(one.testCaseId) ? again.get(one.testCaseId) : undefined;
    return other?.verdict === 'AC' ? { ...other, call: other.call + first.judgeCalls } : one;
  });
  const counts: Partial<Record<TestCaseResult['verdict'], number>> = {};
  for (const { verdict } of perCase) counts[verdict] = (counts[verdict] ?? 0) + 1;
  const { firstFailing: _, ...rest } = first;
  return {
    counts: perCase.some((one, at) => one !== first.perCase[at]),
    result: {
      ...rest,
      ...deriveVerdict(perCase),
      score: scoreOf(scoring, perCase),
      perCase,
      counts,
      cpuMs: Math.max(...perCase.map(({ cpuMs }) => cpuMs)),
      wallMs: Math.max(...perCase.map(({ wallMs }) => wallMs)),
      memoryKiB: Math.max(...perCase.map(({ memoryKiB }) => memoryKiB)),
    },
  };
}

function scoreOf({ testCases, groups }: Scoring, results: readonly TestCaseResult[]): number {
  return scoreSubmission(testCases, groups, results);
}
