import type { SubmissionView } from '../../core/api/submissions.ts';

const ORDER: Readonly<Record<SubmissionView['state'], number>> = {
  queued: 0,
  running: 1,
  judged: 2,
  quarantined: 2,
};

/**
 * Puts what came over what is known: each submission once, newest first. An answer that was overtaken takes nothing
 * back: what has a verdict keeps it, and what has its test cases too.
 */
export function mergeSubmissions(
  known: readonly SubmissionView[],
  news: readonly SubmissionView[],
): readonly SubmissionView[] {
  const all = new Map(known.map((one) => [one.submissionId, one]));
  for (const one of news) {
    const before = all.get(one.submissionId);
    const isBehind = before !== undefined && ORDER[before.state] > ORDER[one.state];
    const isPoorer = before?.result?.results !== undefined && one.result?.results === undefined;
    if (!isBehind && !(isPoorer && ORDER[before.state] === ORDER[one.state])) all.set(one.submissionId, one);
  }
  return [...all.values()].sort((a, b) => (a.submissionId < b.submissionId ? 1 : -1));
}

/** Whether it still waits for its verdict. */
export function isPending({ state }: Pick<SubmissionView, 'state'>): boolean {
  return state === 'queued' || state === 'running';
}

/** How somebody stands with a problem. */
export interface Standing {
  readonly state: 'solved' | 'partly' | 'waiting' | 'tried' | 'untouched';
  readonly tries: number;
  /** The best score, in a scoring problem. */
  readonly score?: number;
}

/** How somebody stands with the problem of this label; trials count for nothing. */
export function standingOf(submissions: readonly SubmissionView[], label: string): Standing {
  const own = submissions.filter((one) => one.label === label && !one.trial);
  const counted = own.filter(({ result }) => result !== undefined && result.verdict !== 'CE');
  const scores = counted.flatMap(({ result }) => (result?.score === undefined ? [] : [result.score]));
  const best = scores.length === 0 ? {} : { score: Math.max(...scores) };
  const tries = counted.length;
  if (counted.some(({ result }) => result?.verdict === 'AC')) return { state: 'solved', tries, ...best };
  if (own.some(isPending)) return { state: 'waiting', tries, ...best };
  if ((best.score ?? 0) > 0) return { state: 'partly', tries, ...best };
  return { state: own.length > 0 ? 'tried' : 'untouched', tries, ...best };
}
