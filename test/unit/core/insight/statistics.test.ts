import { describe, expect, it } from 'vitest';
import {
  binomialTail,
  correctForMany,
  hypergeometricTail,
  shareOf,
  trendOf,
  unequalTail,
} from '../../../../core/insight/statistics.ts';

// The figures are SciPy's (1.17.1): binomtest(...).proportion_ci(0.95, 'exact'), binom.sf, hypergeom.sf, poisson_binom.sf,
// kendalltau(..., method='exact') and theilslopes.
describe('statistics', () => {
  it.each([
    [0, 10, 0, 0.308497],
    [3, 5, 0.146633, 0.947255],
    [1, 12, 0.002108, 0.384796],
    [5, 20, 0.086571, 0.491046],
    [16, 100, 0.09431, 0.246788],
    [200, 1000, 0.175621, 0.226159],
    [7, 7, 0.590384, 1],
  ])('of %i in %i say between which shares the true one lies', (hits, trials, low, high) => {
    expect(shareOf(hits, trials).low).toBeCloseTo(low, 5);
    expect(shareOf(hits, trials).high).toBeCloseTo(high, 5);
  });

  it.each([
    [3, 10, 0.1, 0.0701908],
    [7, 9, 0.3, 0.00429089],
    [1, 400, 0.001, 0.329814],
    [60, 200, 0.2, 0.000497695],
    [20, 20, 0.5, 9.53674e-7],
  ])('tell the chance of %i or more in %i of chance %d', (hits, trials, chance, tail) => {
    expect(binomialTail(hits, trials, chance) / tail).toBeCloseTo(1, 4);
  });

  it.each([
    [3, 10, 4, 5, 0.261905],
    [5, 30, 6, 10, 0.00884173],
    [8, 200, 20, 40, 0.0250511],
    [4, 12, 4, 4, 0.0020202],
  ])(
    'tell the chance that of %i hits in %i sessions with %i so many are in %i',
    (hits, all, marked, group, tail) => {
      expect(hypergeometricTail(hits, all, marked, group) / tail).toBeCloseTo(1, 4);
    },
  );

  it('tell the chance of hits whose chances are not alike', () => {
    expect(unequalTail(2, [0.1, 0.2, 0.5, 0.05])).toBeCloseTo(0.1745, 8);
    const chances = [...new Array<number>(10).fill(0.3), ...new Array<number>(20).fill(0.01)];
    expect(unequalTail(6, chances)).toBeCloseTo(0.0697417, 7);
    expect(unequalTail(0, [])).toBe(1);
    expect(unequalTail(1, [])).toBe(0);
  });

  it.each([
    [[1, 2, 3, 4, 5, 6, 7, 8], 4.96032e-5, 7],
    [[1.02, 0.98, 1.0, 1.05, 1.1, 1.08, 1.15, 1.2, 1.17], 0.00242504, 0.215238],
    [[3, 1, 2, 5, 4, 7, 6, 8, 10, 9], 0.000946318, 9],
    [[1.0, 0.9, 1.1, 0.95, 1.05], 0.816667, 0.075],
    [[5, 4, 3, 2, 1.5, 1], 0.00277778, -4.166667],
  ])('tell the trend of %j, and how likely that order is by chance', (values, chance, change) => {
    const trend = trendOf(values);
    expect((trend?.chance ?? 0) / chance).toBeCloseTo(1, 4);
    expect(trend?.change).toBeCloseTo(change, 5);
  });

  it('see no trend in one value, nor in values that are all alike', () => {
    expect(trendOf([1])).toBeUndefined();
    expect(trendOf([2, 2, 2, 2, 2, 2, 2, 2])).toEqual({ change: 0, chance: 1 });
  });

  it('count a chance once for each thing that was looked for', () => {
    expect(correctForMany([0.04, 0.01, 0.03])).toEqual([0.06, 0.03, 0.06]);
    expect(correctForMany([])).toEqual([]);
  });
});
