import type { ReviewView } from '../../core/api/reviews.ts';
import { SEVERITIES, type Severity } from '../../core/review/rule.ts';

/** What the reviews of a session tell together. */
export interface Trend {
  /** One a problem, by label. */
  readonly problems: readonly {
    readonly label: string;
    /** Programs that were reviewed, of each participant the last. */
    readonly reviewed: number;
    readonly medianScore: number;
    /** Those in which nothing was found. */
    readonly clean: number;
  }[];
  /** Rules that found something, those first that found it in most programs. */
  readonly rules: readonly {
    readonly ruleId: string;
    readonly severity: Severity;
    /** Programs in which it found something. */
    readonly programs: number;
    readonly findings: number;
    /** Programs by label of their problem. */
    readonly byProblem: Readonly<Record<string, number>>;
  }[];
  /** The reviews that count. */
  readonly counted: readonly Done[];
}

/** A review of a submission that is done. */
type Done = ReviewView & {
  readonly [Key in 'summary' | 'submissionId' | 'problem' | 'participantId']-?: NonNullable<ReviewView[Key]>;
};

/**
 * What reviews of a session's submissions tell together: of each participant and problem the last submission counts, and of
 * it the last review.
 */
export function foldTrend(reviews: readonly ReviewView[]): Trend {
  const newestFirst = reviews
    .filter(isDone)
    .sort((a, b) => order(b.submissionId, a.submissionId) || order(b.reviewId, a.reviewId));
  const of = ({ participantId, problem }: Done) => JSON.stringify([participantId, problem]);
  const counted = [...Map.groupBy(newestFirst, of).values()].flatMap(([newest]) => newest ?? []);
  const problems = [...Map.groupBy(counted, ({ problem }) => problem)]
    .map(([label, there]) => ({
      label,
      reviewed: there.length,
      medianScore: median(there.map(({ summary }) => summary.score)),
      clean: there.filter(({ summary }) => summary.rules.length === 0).length,
    }))
    .sort((a, b) => order(a.label, b.label));
  const found = counted.flatMap(({ problem, summary }) =>
    summary.rules.map((rule) => ({ ...rule, problem })),
  );
  const rules = [...Map.groupBy(found, ({ ruleId }) => ruleId)]
    .map(([ruleId, there]) => ({
      ruleId,
      severity: SEVERITIES.find((one) => there.some(({ severity }) => severity === one)) ?? 'info',
      programs: there.length,
      findings: there.reduce((sum, { count }) => sum + count, 0),
      byProblem: Object.fromEntries(
        [...Map.groupBy(there, ({ problem }) => problem)].map(([label, some]) => [label, some.length]),
      ),
    }))
    .sort(
      (a, b) =>
        b.programs - a.programs ||
        SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
        order(a.ruleId, b.ruleId),
    );
  return { problems, rules, counted };
}

function isDone(review: ReviewView): review is Done {
  const { summary, submissionId, problem, participantId } = review;
  return (
    summary !== undefined &&
    submissionId !== undefined &&
    problem !== undefined &&
    participantId !== undefined
  );
}

const order = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

/** Of a list that is not empty. */
function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [below = 0, at = 0] = [sorted[middle - 1], sorted[middle]];
  return sorted.length % 2 === 1 ? at : (below + at) / 2;
}
