import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CURVES, planArrivals } from '../../../../core/load/plan-arrivals.ts';
import { seededRandom } from '../../../../local/seeded-random.ts';

const loads = fc.record({
  users: fc.integer({ min: 1, max: 200 }),
  submissions: fc.integer({ min: 1, max: 500 }),
  durationMs: fc.integer({ min: 1_000, max: 600_000 }),
  curve: fc.constantFrom(...CURVES),
  seed: fc.nat(),
});

describe('arrivals of a load', () => {
  it('are as many as wished, in order, within the time, and as many of each user as of any other', () => {
    fc.assert(
      fc.property(loads, ({ seed, ...load }) => {
        const plan = planArrivals({ ...load, random: seededRandom(seed) });
        expect(plan).toHaveLength(load.submissions);
        expect(plan.map(({ atMs }) => atMs)).toEqual(plan.map(({ atMs }) => atMs).toSorted((a, b) => a - b));
        expect(plan.every(({ atMs }) => atMs >= 0 && atMs < load.durationMs)).toBe(true);
        const counts = Array.from(
          { length: load.users },
          (_, user) => plan.filter((one) => one.user === user).length,
        );
        expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('are the same for the same seed, and others for another', () => {
    const plan = (seed: number) =>
      planArrivals({
        users: 5,
        submissions: 20,
        durationMs: 60_000,
        curve: 'exam',
        random: seededRandom(seed),
      });
    expect(plan(1)).toEqual(plan(1));
    expect(plan(1)).not.toEqual(plan(2));
  });

  it.each([
    ['steady', 1 / 2, 50],
    ['exam', 1 / 3, 10],
    ['exam', 5 / 6, 50],
    ['flash', 1 / 10, 100],
  ] as const)('come by the curve: %s, after %d of the time %d of 100', (curve, share, count) => {
    const plan = planArrivals({
      users: 7,
      submissions: 100,
      durationMs: 60_000,
      curve,
      random: seededRandom(3),
    });
    expect(plan.filter(({ atMs }) => atMs < share * 60_000)).toHaveLength(count);
  });
});
