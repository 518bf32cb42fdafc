/**
 * Histograms that add up: buckets whose bounds grow by a constant factor, so that whatever falls into one is told to within a
 * constant share of itself. The sum of two histograms is the histogram of both, in any order, which no percentile is.
 */

/** A percentile that is read off buckets is off by at most this share of the true one. */
export const BUCKET_ERROR = 0.02;

const GROWTH = (1 + BUCKET_ERROR) / (1 - BUCKET_ERROR);
const LOG_GROWTH = Math.log(GROWTH);
/** Where a bucket's value stands in it: as far, by share, from its lower bound as from its upper. */
const MIDDLE = 2 / (1 + GROWTH);

/** Of what is zero. */
const ZERO = Number.MIN_SAFE_INTEGER;

/** How many fell into each bucket, by its number. */
export type Buckets = ReadonlyMap<number, number>;

/** The bucket of a value; what is below zero, as by clocks that differ, is zero. */
export function bucketOf(value: number): number {
  return value > 0 ? Math.ceil(Math.log(value) / LOG_GROWTH) : ZERO;
}

/** What stands for all that is in a bucket. */
export function standingFor(bucket: number): number {
  return bucket === ZERO ? 0 : GROWTH ** bucket * MIDDLE;
}

/**
 * The nearest-rank percentile, to within {@link BUCKET_ERROR} of itself. @param share in (0, 1]. @returns undefined where nothing is
 */
export function percentileOf(buckets: Buckets, share: number): number | undefined {
  const sorted = [...buckets].sort(([one], [other]) => one - other);
  const count = sorted.reduce((sum, [, held]) => sum + held, 0);
  const rank = Math.max(1, Math.ceil(share * count));
  let passed = 0;
  for (const [bucket, held] of sorted) {
    passed += held;
    if (passed >= rank) return standingFor(bucket);
  }
  return undefined;
}
