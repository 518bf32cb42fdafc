import { describe, expect, it } from 'vitest';
import { foldTrend } from '../../../console/review/fold-trend.ts';
import { readRoute, writeRoute } from '../../../console/route.ts';
import type { ReviewView } from '../../../core/api/reviews.ts';
import { REVIEW_ID, reviewInList } from '../../support/review-answers.ts';

const id = (tail: string) => `01jd8x7r4k2m9q3v5w6y7z8${tail}`;
const counts = { critical: 0, high: 0, medium: 0, low: 0, info: 0 };
const found = (ruleId: string, count = 1, severity: 'high' | 'low' = 'low') => ({ ruleId, severity, count });
const reviewOf = (
  participantId: string,
  problem: string,
  submission: string,
  score: number,
  rules: readonly ReturnType<typeof found>[],
  more: Partial<ReviewView> = {},
) =>
  reviewInList({
    participantId,
    problem,
    submissionId: id(submission),
    summary: { score, counts, rules: [...rules] },
    ...more,
  });

describe('what reviews of a class tell together', () => {
  it('counts of each participant and problem the last submission, and of it the last review', () => {
    const { problems, rules, counted } = foldTrend([
      reviewOf('ann', 'A', 'a1a', 10, [found('x/old', 9)]),
      reviewOf('ann', 'A', 'a1b', 90, [found('x/a', 2)], { reviewId: id('b2b') }),
      // The same submission, reviewed before.
      reviewOf('ann', 'A', 'a1b', 20, [found('x/old')], { reviewId: id('b2a') }),
      reviewOf('bob', 'A', 'a1c', 70, [found('x/a'), found('x/b', 1, 'high')]),
      reviewOf('cleo', 'A', 'a1d', 100, []),
      reviewOf('ann', 'B', 'a1e', 61, [found('x/a', 1, 'high')]),
      reviewOf('bob', 'B', 'a1f', 50, [found('x/b')]),
      // On its way, and of no submission.
      { ...reviewInList({ state: 'queued' }), summary: undefined },
      reviewInList(),
    ]);
    expect(problems).toEqual([
      { label: 'A', reviewed: 3, medianScore: 90, clean: 1 },
      { label: 'B', reviewed: 2, medianScore: 55.5, clean: 0 },
    ]);
    expect(rules).toEqual([
      { ruleId: 'x/a', severity: 'high', programs: 3, findings: 4, byProblem: { A: 2, B: 1 } },
      { ruleId: 'x/b', severity: 'high', programs: 2, findings: 2, byProblem: { A: 1, B: 1 } },
    ]);
    expect(counted.length).toBe(5);
  });

  it('is nothing where nothing was reviewed', () => {
    expect(foldTrend([])).toEqual({ problems: [], rules: [], counted: [] });
  });
});

describe('addresses of reviews', () => {
  it.each([
    { page: 'reviews' as const },
    { page: 'reviews' as const, reviewId: REVIEW_ID },
    { page: 'live' as const, sessionId: REVIEW_ID, part: { view: 'reviews' as const } },
  ])('are read as they are written: %o', (route) => {
    expect(readRoute(writeRoute(route))).toEqual(route);
  });

  it('name no page where the id is none', () => {
    expect(readRoute('#/reviews/none')).toEqual({ page: 'unknown' });
  });
});
