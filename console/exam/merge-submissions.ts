import type { DeskSubmission } from '../../core/api/desk.ts';
import type { SubmissionView } from '../../core/api/submissions.ts';

/** A participant's own submission: in short as the desk tells it, and with its test cases once they were asked for. */
export interface OwnSubmission extends DeskSubmission {
  readonly details?: SubmissionView;
}

/** A submission that was asked for by itself, as the desk would tell it. */
export function toOwnSubmission(view: SubmissionView): OwnSubmission {
  const { submissionId, label, language, trial, state, submittedAt, queue, judgedAt, inputBytes, result } =
    view;
  return {
    submissionId,
    label,
    language,
    trial,
    state,
    submittedAt,
    ...(queue === undefined ? {} : { queue }),
    ...(judgedAt === undefined ? {} : { judgedAt }),
    ...(inputBytes === undefined ? {} : { inputBytes }),
    ...(result === undefined
      ? {}
      : {
          verdict: result.verdict,
          passed: result.passed,
          testCases: result.testCases,
          ...(result.score === undefined ? {} : { score: result.score }),
        }),
    ...(isPending(view) ? {} : { details: view }),
  };
}

const ORDER: Readonly<Record<DeskSubmission['state'], number>> = {
  queued: 0,
  running: 1,
  judged: 2,
  quarantined: 2,
};

/**
 * Puts what came over what is known: each submission once, newest first. An answer that was overtaken takes nothing
 * back: what has a verdict keeps it, and what has its test cases too, as long as no more is told than they have.
 */
export function mergeSubmissions(
  known: readonly OwnSubmission[],
  news: readonly OwnSubmission[],
): readonly OwnSubmission[] {
  const all = new Map(known.map((one) => [one.submissionId, one]));
  for (const one of news) {
    const before = all.get(one.submissionId);
    if (before !== undefined && ORDER[before.state] > ORDER[one.state]) continue;
    const details = before?.details;
    all.set(one.submissionId, {
      ...(details === undefined || tellsMore(one, details) ? {} : { details }),
      ...one,
    });
  }
  return [...all.values()].sort((a, b) => (a.submissionId < b.submissionId ? 1 : -1));
}

/** Whether the desk tells by now what was held back when these details were read: they are asked for anew. */
function tellsMore(news: DeskSubmission, { result }: SubmissionView): boolean {
  return (
    news.state === 'judged' &&
    (news.verdict !== result?.verdict || (news.testCases ?? 0) !== (result?.testCases ?? 0))
  );
}

/** Whether it still waits for its verdict. */
export function isPending({ state }: Pick<DeskSubmission, 'state'>): boolean {
  return state === 'queued' || state === 'running';
}

/** How somebody stands with a problem. */
export interface Standing {
  readonly state: 'solved' | 'partly' | 'waiting' | 'tried' | 'untouched';
  readonly tries: number;
  /** The best score, in a scoring problem. */
  readonly score?: number;
}

/** How somebody stands with the problem of this label; trials count for nothing, and what was not judged neither. */
export function standingOf(submissions: readonly DeskSubmission[], label: string): Standing {
  const own = submissions.filter((one) => one.label === label && !one.trial);
  const counted = own.filter(
    ({ state, verdict }) => state === 'judged' && verdict !== 'CE' && verdict !== 'JE',
  );
  const scores = counted.flatMap(({ score }) => (score === undefined ? [] : [score]));
  const best = scores.length === 0 ? {} : { score: Math.max(...scores) };
  const tries = counted.length;
  if (counted.some(({ verdict }) => verdict === 'AC')) return { state: 'solved', tries, ...best };
  if (own.some(isPending)) return { state: 'waiting', tries, ...best };
  if ((best.score ?? 0) > 0) return { state: 'partly', tries, ...best };
  return { state: own.length > 0 ? 'tried' : 'untouched', tries, ...best };
}
