import { type Buckets, bucketOf, percentileOf } from './log-buckets.ts';
import type { MetricKind } from './metric-table.ts';

/** What samples of one series come to. */
export interface Figures {
  /** Samples, zeros included. */
  readonly count: number;
  readonly sum: number;
  readonly min: number;
  readonly max: number;
  /** Of a gauge: the latest sample and its time, ms since the epoch. */
  readonly last?: { readonly at: number; readonly value: number };
  /** Of a distribution. */
  readonly buckets?: Buckets;
}

/** Figures that grow; whoever collects samples holds them. */
export interface Tally {
  count: number;
  sum: number;
  min: number;
  max: number;
  last?: { at: number; value: number };
  buckets?: Map<number, number>;
}

/** A tally of nothing. */
export function emptyTally(kind: MetricKind): Tally {
  return {
    count: 0,
    sum: 0,
    min: Number.POSITIVE_INFINITY,
    max: Number.NEGATIVE_INFINITY,
    ...(kind === 'distribution' ? { buckets: new Map<number, number>() } : {}),
    ...(kind === 'gauge' ? { last: { at: Number.NEGATIVE_INFINITY, value: 0 } } : {}),
  };
}

/** Adds a sample. @param at ms since the epoch */
export function addSample(tally: Tally, value: number, at: number): void {
  tally.count++;
  tally.sum += value;
  if (value < tally.min) tally.min = value;
  if (value > tally.max) tally.max = value;
  if (tally.last !== undefined && at >= tally.last.at) tally.last = { at, value };
  if (tally.buckets !== undefined) {
    const bucket = bucketOf(value);
    tally.buckets.set(bucket, (tally.buckets.get(bucket) ?? 0) + 1);
  }
}

/** Adds what others have counted: in any order, and in any grouping, the same comes of it. */
export function addFigures(tally: Tally, figures: Figures): void {
  tally.count += figures.count;
  tally.sum += figures.sum;
  tally.min = Math.min(tally.min, figures.min);
  tally.max = Math.max(tally.max, figures.max);
  const { last } = figures;
  if (last !== undefined && isLater(last, tally.last)) tally.last = { ...last };
  for (const [bucket, held] of figures.buckets ?? []) {
    tally.buckets ??= new Map();
    tally.buckets.set(bucket, (tally.buckets.get(bucket) ?? 0) + held);
  }
}

/** Of two at one moment the greater, so that the order in which they are added changes nothing. */
function isLater(one: { at: number; value: number }, other?: { at: number; value: number }): boolean {
  if (other === undefined || one.at > other.at) return true;
  return one.at === other.at && one.value > other.value;
}

/** Mean of the samples; undefined where there are none. */
export function meanOf({ count, sum }: Figures): number | undefined {
  return count === 0 ? undefined : sum / count;
}

/**
 * A percentile of a distribution, to within 2 % of itself, and never beyond the least and the greatest sample.
 * @param share in (0, 1]: 0.95 for p95. @returns undefined for what is no distribution, or has no samples
 */
export function percentile({ buckets, min, max }: Figures, share: number): number | undefined {
  const value = buckets === undefined ? undefined : percentileOf(buckets, share);
  return value === undefined ? undefined : Math.min(Math.max(value, min), max);
}
