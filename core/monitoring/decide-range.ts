import { type Granularity, SPAN_MS, startOf } from '../metrics/metric-series-store.ts';
import type { Span } from './span.ts';

/** Buckets of one answer at most: a day of minutes, a month of hours, a year of days. */
export const MOST_BUCKETS: Readonly<Record<Granularity, number>> = { minute: 1_440, hour: 744, day: 366 };
/** Buckets of an answer to who does not say since when. */
const USUAL_BUCKETS: Readonly<Record<Granularity, number>> = { minute: 60, hour: 24, day: 30 };

/** What somebody wants to see; ms since the epoch. */
export interface RangeWish {
  readonly granularity: Granularity;
  readonly from?: number;
  /** Now, where nobody says. */
  readonly until?: number;
}

/** The span of whole buckets that was asked for, or the field that makes it none, with what to do. */
export type RangeOutcome =
  | { readonly action: 'read'; readonly span: Span }
  | { readonly action: 'refuse'; readonly field: 'from' | 'until'; readonly reason: string };

/** Which buckets answer a wish. Pure. @param most how many are answered */
export function decideRange(
  { granularity, from, until }: RangeWish,
  now: number,
  most: number = MOST_BUCKETS[granularity],
): RangeOutcome {
  const bucketMs = SPAN_MS[granularity];
  const last = until === undefined ? now : until - 1;
  if (from !== undefined && from > last)
    return until === undefined
      ? refuse('from', 'is in the future: nothing has been judged then')
      : refuse('from', 'is not before until: swap them, or leave one out');
  const end = startOf(granularity, last) + bucketMs;
  const begin = from === undefined ? end - USUAL_BUCKETS[granularity] * bucketMs : startOf(granularity, from);
  const buckets = (end - begin) / bucketMs;
  if (buckets > most)
    return refuse(
      'from',
      `begins a range of ${buckets} ${granularity}s, and ${most} are answered at most: begin later${granularity === 'day' ? '' : `, or ask for ${granularity === 'minute' ? 'hours' : 'days'} (granularity)`}`,
    );
  return { action: 'read', span: { from: begin, until: end } };
}

const refuse = (field: 'from' | 'until', reason: string): RangeOutcome => ({
  action: 'refuse',
  field,
  reason,
});
