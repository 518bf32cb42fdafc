/*
 * What can be said honestly of small numbers: exact tails and intervals, no approximation that needs many. Sources are with each
 * formula; the values are held against SciPy's in test/unit/core/insight/statistics.test.ts.
 */

/** A share of which only some cases have been seen, 0 to 1. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** ln n!, exact sums: no n here is larger than some thousands, and each is asked for often. */
const LOG_FACTORIALS = [0];
function logFactorial(n: number): number {
  for (let next = LOG_FACTORIALS.length; next <= n; next++)
    LOG_FACTORIALS.push((LOG_FACTORIALS[next - 1] ?? 0) + Math.log(next));
  return LOG_FACTORIALS[n] ?? 0;
}

const logChoose = (n: number, k: number) => logFactorial(n) - logFactorial(k) - logFactorial(n - k);

/** The chance of `hits` or more in `trials`, each of which hits with `chance`. */
export function binomialTail(hits: number, trials: number, chance: number): number {
  if (hits <= 0) return 1;
  if (hits > trials || chance <= 0) return 0;
  if (chance >= 1) return 1;
  let tail = 0;
  for (let k = hits; k <= trials; k++)
    tail += Math.exp(logChoose(trials, k) + k * Math.log(chance) + (trials - k) * Math.log1p(-chance));
  return Math.min(1, tail);
}

/**
 * The chance of `hits` or more when each of `chances` hits with a chance of its own (the Poisson binomial distribution), by adding
 * one after the other: exact, and quick for thousands.
 */
export function unequalTail(hits: number, chances: readonly number[]): number {
  let distribution = [1];
  for (const chance of chances) {
    const next = new Array<number>(distribution.length + 1).fill(0);
    distribution.forEach((mass, k) => {
      next[k] = (next[k] ?? 0) + mass * (1 - chance);
      next[k + 1] = (next[k + 1] ?? 0) + mass * chance;
    });
    distribution = next;
  }
  return Math.min(
    1,
    distribution.slice(Math.max(0, hits)).reduce((sum, mass) => sum + mass, 0),
  );
}

/**
 * The chance that of `marked` among `all`, `group` drawn without looking hold `hits` or more: Fisher's exact test, one-sided.
 */
export function hypergeometricTail(hits: number, all: number, marked: number, group: number): number {
  let tail = 0;
  for (let k = Math.max(hits, 0, marked + group - all); k <= Math.min(marked, group); k++)
    tail += Math.exp(logChoose(marked, k) + logChoose(all - marked, group - k) - logChoose(all, group));
  return Math.min(1, tail);
}

/**
 * Where a share lies of which `hits` in `trials` were seen, at least as often as `confidence` says: Clopper and Pearson,
 * Biometrika 26 (1934), whose interval is never too short. Each end by halving what binomialTail says.
 * @param confidence of the interval, both ends together
 */
export function shareOf(hits: number, trials: number, confidence = 0.95): Interval {
  const outside = (1 - confidence) / 2;
  return {
    low: hits === 0 ? 0 : whereTail((chance) => binomialTail(hits, trials, chance) > outside),
    high: hits === trials ? 1 : whereTail((chance) => 1 - binomialTail(hits + 1, trials, chance) <= outside),
  };
}

/** The smallest chance for which something is so that stays so for all larger ones. */
function whereTail(isSo: (chance: number) => boolean): number {
  let low = 0;
  let high = 1;
  for (let step = 0; step < 40; step++) {
    const middle = (low + high) / 2;
    if (isSo(middle)) high = middle;
    else low = middle;
  }
  return (low + high) / 2;
}

/** How values go over time. */
export interface Trend {
  /** Median of the slopes between every two, times the distance from first to last: Theil and Sen. */
  readonly change: number;
  /** The chance that values without a trend are as ordered as these, in either direction: Mann (1945), Kendall's exact distribution. */
  readonly chance: number;
}

/** The trend of values in the order of time, all their distances alike. Undefined for fewer than two. */
export function trendOf(values: readonly number[]): Trend | undefined {
  const pairs = values.flatMap((later, at) =>
    values.slice(0, at).map((earlier, before) => ({ rise: later - earlier, over: at - before })),
  );
  if (pairs.length === 0) return undefined;
  const slopes = pairs.map(({ rise, over }) => rise / over).sort((a, b) => a - b);
  const middle = ((slopes[(slopes.length - 1) >> 1] ?? 0) + (slopes[slopes.length >> 1] ?? 0)) / 2;
  const score = pairs.reduce((sum, { rise }) => sum + Math.sign(rise), 0);
  return { change: middle * (values.length - 1), chance: chanceOfOrder(Math.abs(score), values.length) };
}

/** With ties the score is smaller than without, and so the chance is told too large rather than too small. */
function chanceOfOrder(score: number, count: number): number {
  // Ways to order `count` values with so many pairs in falling order, as shares of all: one value more is put in each place.
  let shares = [1];
  for (let size = 2; size <= count; size++) {
    let within = 0;
    shares = Array.from({ length: shares.length + size - 1 }, (_, falling) => {
      within += (shares[falling] ?? 0) - (shares[falling - size] ?? 0);
      return within / size;
    });
  }
  const pairs = (count * (count - 1)) / 2;
  // A score is the rising pairs less the falling ones.
  const most = Math.floor((pairs - score) / 2);
  const oneSide = shares.slice(0, most + 1).reduce((sum, share) => sum + share, 0);
  return score === 0 ? 1 : Math.min(1, 2 * oneSide);
}

/**
 * Chances of many findings, each as if all had been looked for at once: Holm, Scandinavian Journal of Statistics 6 (1979). One
 * that stays below a bound is there by chance no more often than that, however many were looked for.
 */
export function correctForMany(chances: readonly number[]): readonly number[] {
  const order = chances.map((chance, at) => ({ chance, at })).sort((a, b) => a.chance - b.chance);
  const corrected = new Array<number>(chances.length).fill(1);
  let most = 0;
  order.forEach(({ chance, at }, place) => {
    most = Math.max(most, Math.min(1, chance * (chances.length - place)));
    corrected[at] = most;
  });
  return corrected;
}
