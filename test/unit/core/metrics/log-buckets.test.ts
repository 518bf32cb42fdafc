import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addFigures, addSample, emptyTally, percentile } from '../../../../core/metrics/figures.ts';
import { BUCKET_ERROR } from '../../../../core/metrics/log-buckets.ts';

const samplesOf = (from: number) =>
  fc.array(fc.double({ min: from, max: 1e9, noNaN: true }), { minLength: 1, maxLength: 300 });

function tallyOf(samples: readonly number[]) {
  const tally = emptyTally('distribution');
  for (const sample of samples) addSample(tally, sample, 0);
  return tally;
}

describe('percentiles of buckets', () => {
  it('are within the bound of the true ones, of whatever is measured', () => {
    fc.assert(
      fc.property(samplesOf(1e-3), fc.constantFrom(0.01, 0.5, 0.9, 0.95, 0.99, 1), (samples, share) => {
        const sorted = [...samples].sort((one, other) => one - other);
        const true_ = sorted[Math.ceil(share * sorted.length) - 1]!;
        const told = percentile(tallyOf(samples), share)!;
        expect(Math.abs(told - true_)).toBeLessThanOrEqual(true_ * (BUCKET_ERROR + 1e-9));
      }),
    );
  });

  it('are the same whether samples are counted together or apart, in any order', () => {
    fc.assert(
      fc.property(samplesOf(-5), samplesOf(0), samplesOf(0), (one, two, three) => {
        const whole = tallyOf([...one, ...two, ...three]);
        const merged = emptyTally('distribution');
        const inner = emptyTally('distribution');
        for (const part of [three, one]) addFigures(inner, tallyOf(part));
        for (const part of [inner, tallyOf(two)]) addFigures(merged, part);
        expect(merged.count).toBe(whole.count);
        expect([...merged.buckets!].sort()).toEqual([...whole.buckets!].sort());
        for (const share of [0.5, 0.95, 0.99])
          expect(percentile(merged, share)).toBe(percentile(whole, share));
      }),
    );
  });

  it('are zero for what clocks that differ make negative, and there for one sample alone', () => {
    expect(percentile(tallyOf([-3, -2, 0]), 0.5)).toBe(0);
    expect(percentile(tallyOf([1_234]), 0.99)).toBe(1_234);
    expect(percentile(emptyTally('distribution'), 0.5)).toBeUndefined();
    expect(percentile(emptyTally('count'), 0.5)).toBeUndefined();
  });
});
