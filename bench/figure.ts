/** One measured figure, as `npm run bench -- --json` prints it. */
export interface Figure {
  readonly name: string;
  /** Median of the measured values; a ratio unless the unit says otherwise. */
  readonly value: number;
  readonly unit: string;
  /** What must hold, e.g. `<= 1.25`; empty where nothing is promised. */
  readonly bound: string;
  /** `undecided` when the interval contains the bound. */
  readonly holds: boolean | 'undecided';
  /** 90 % interval of the median. */
  readonly interval?: readonly [number, number];
  /** How it was measured, in a few words. */
  readonly note?: string;
}

/** A bound on a figure: at most or at least a number. */
export type Bound = { readonly atMost: number } | { readonly atLeast: number };

/**
 * Median with its 90 % interval by order statistics (binomial, distribution-free): for 15 values the 4th and
 * the 12th. Throws a RangeError when there are no values.
 */
export function medianWithInterval(values: readonly number[]): {
  median: number;
  interval: [number, number];
} {
  if (values.length === 0) throw new RangeError('A median needs at least one value.');
  const sorted = [...values].sort((a, b) => a - b);
  const at = (index: number) => sorted[Math.min(sorted.length - 1, Math.max(0, index))]!;
  const middle = (sorted.length - 1) / 2;
  const median = (at(Math.floor(middle)) + at(Math.ceil(middle))) / 2;
  return {
    median,
    interval: [at(lowerRank(sorted.length)), at(sorted.length - 1 - lowerRank(sorted.length))],
  };
}

/** Largest k for which P(Binomial(n, 1/2) <= k - 1) is at most 5 %, as an index from 0. */
function lowerRank(n: number): number {
  let probability = 0.5 ** n;
  let cumulative = probability;
  let rank = 0;
  while (cumulative <= 0.05 && rank < n / 2) {
    rank += 1;
    probability = (probability * (n - rank + 1)) / rank;
    cumulative += probability;
  }
  return Math.max(0, rank - 1);
}

/** A figure from repeated measurements, judged against its bound by the interval. */
export function makeFigure(
  name: string,
  values: readonly number[],
  unit: string,
  bound?: Bound,
  note?: string,
): Figure {
  const { median, interval } = medianWithInterval(values);
  return { ...figureIn(name, median, interval, unit, bound, note), interval };
}

/** A figure that was measured once: a rate of a whole run, a share. */
export function makeSingleFigure(
  name: string,
  value: number,
  unit: string,
  bound?: Bound,
  note?: string,
): Figure {
  return figureIn(name, value, [value, value], unit, bound, note);
}

function figureIn(
  name: string,
  value: number,
  [low, high]: readonly [number, number],
  unit: string,
  bound: Bound | undefined,
  note: string | undefined,
): Figure {
  const judge = (): Figure['holds'] => {
    if (bound === undefined) return true;
    if ('atMost' in bound) return high <= bound.atMost ? true : low > bound.atMost ? false : 'undecided';
    return low >= bound.atLeast ? true : high < bound.atLeast ? false : 'undecided';
  };
  const text = bound === undefined ? '' : 'atMost' in bound ? `<= ${bound.atMost}` : `>= ${bound.atLeast}`;
  return { name, value, unit, bound: text, holds: judge(), ...(note === undefined ? {} : { note }) };
}
