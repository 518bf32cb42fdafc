import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scaleLimit, scaleTime } from '../../../../core/submissions/scale-time.ts';

const scale = (own: number | undefined, ...others: (number | undefined)[]) => {
  const slots = [own, ...others].map((speedFactor) => (speedFactor === undefined ? {} : { speedFactor }));
  return scaleTime(slots[0]!, slots);
};

describe('limits of time on a host', () => {
  it.each<[string, number | undefined, (number | undefined)[], number]>([
    ['whose speed is not known', undefined, [0.8], 1],
    ['beside hosts whose speed is not known', 1.5, [undefined], 1],
    ['that is alone', 1.7, [1.7], 1],
    ['that is the fastest', 0.8, [1.2], 1],
    ['that is slower by what is noise', 1.1, [1], 1],
    ['that is slower', 1.2, [0.8, 1], 1.5],
    ['that nobody would keep in a fleet', 5, [1], 2],
  ])('%s', (_, own, others, expected) => expect(scale(own, ...others)).toBe(expected));

  it('give a program the same chance everywhere, and nowhere less than its problem says', () => {
    const factor = fc.double({ min: 0.5, max: 1, noNaN: true });
    fc.assert(
      fc.property(
        fc.array(factor, { minLength: 1, maxLength: 6 }),
        fc.integer({ min: 100, max: 10_000 }),
        (factors, timeMs) => {
          const fastest = Math.min(...factors);
          for (const own of factors) {
            const limit = scaleLimit(timeMs, scale(own, ...factors), 100_000);
            expect(limit).toBeGreaterThanOrEqual(timeMs);
            // What of it a program may use on the fastest host, within what is noise.
            expect(limit / (own / fastest) / timeMs).toBeCloseTo(1, 0.7);
          }
        },
      ),
    );
  });

  it('are never beyond what the host grants, unless the problem says so itself', () => {
    expect(scaleLimit(1_000, 1.5, 15_000)).toBe(1_500);
    expect(scaleLimit(12_000, 1.5, 14_000)).toBe(14_000);
    expect(scaleLimit(20_000, 1.5, 14_000)).toBe(20_000);
  });
});
