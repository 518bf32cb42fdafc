import { describe, expect, it } from 'vitest';
import { findCloseLimits, type ProblemTimes } from '../../../../core/insight/find-close-limits.ts';
import { seededRandom } from '../../../../local/seeded-random.ts';
import { EPOCH } from '../../../support/sessions.ts';

const problemOf = (timesMs: readonly number[], changes: Partial<ProblemTimes> = {}): ProblemTimes => ({
  problemId: 'sum',
  version: 1,
  label: 'A',
  limitMs: 1_000,
  solvers: timesMs.length,
  timesMs: timesMs.toSorted((a, b) => b - a),
  late: 0,
  lateOnly: 0,
  sessions: 1,
  since: EPOCH,
  ...changes,
});
/** Right programs of which this share is near the limit, the others far below. */
const drawTimes = (seed: number, count: number, shareNear: number) => {
  const random = seededRandom(seed);
  return Array.from({ length: count }, () =>
    Math.round(random() < shareNear ? 720 + 270 * random() : 30 + 500 * random()),
  );
};

describe('a limit too close to right programs', () => {
  it('is seen in no more than one of twenty problems of which one in ten is near, and in none without', () => {
    for (const count of [5, 12, 40, 200]) {
      const seen = (share: number) =>
        Array.from({ length: 200 }, (_, seed) =>
          findCloseLimits([problemOf(drawTimes(seed, count, share))]),
        ).filter(({ findings }) => findings.length > 0).length;
      expect(seen(0)).toBe(0);
      // One in twenty of 200, and three standard errors.
      expect(seen(0.1)).toBeLessThanOrEqual(19);
    }
  });

  it('is found where half of them are near', () => {
    for (let seed = 1; seed <= 50; seed++)
      expect(findCloseLimits([problemOf(drawTimes(seed, 30, 0.5))]).findings).toHaveLength(1);
  });

  it('says how many, between which shares, how slow the slowest is, and who was late', () => {
    const { findings } = findCloseLimits([
      problemOf([950, 900, 880, 870, 200, 100], { late: 2, lateOnly: 1 }),
    ]);
    expect(findings).toMatchObject([
      {
        kind: 'problem-limit',
        right: 7,
        near: 5,
        late: 2,
        slowestMs: 950,
        basis: { participants: 7, sessions: 1 },
      },
    ]);
    expect(findings[0]?.text).toBe(
      'problem A: 5 of 7 participants with a right program need 70 % of its limit of 1000 ms or more (of all who could solve it between 34 % and 95 %); the slowest that is in time needs 950 ms; 2 participants had a program that was right and late by less than a fifth',
    );
  });

  it('is found where right programs are never in time', () => {
    const { findings } = findCloseLimits([problemOf([], { solvers: 0, late: 5, lateOnly: 5 })]);
    expect(findings).toMatchObject([{ right: 5, near: 5 }]);
    expect(findings[0]).not.toHaveProperty('slowestMs');
  });

  it('is not judged of four programs, and is silent with the reason', () => {
    expect(findCloseLimits([problemOf([990, 990, 990, 990])])).toEqual({
      findings: [],
      silences: [{ kind: 'problem-limit', reason: 'no problem has right programs of 5 participants' }],
    });
  });

  it('tells the closest first', () => {
    const { findings } = findCloseLimits([
      problemOf(drawTimes(1, 30, 0.4), { label: 'B' }),
      problemOf(drawTimes(1, 30, 0.9), { label: 'C' }),
      problemOf(drawTimes(1, 30, 0), { label: 'D' }),
    ]);
    expect(findings.map((one) => ('label' in one ? one.label : ''))).toEqual(['C', 'B']);
  });
});
