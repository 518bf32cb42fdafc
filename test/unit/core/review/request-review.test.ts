import { describe, expect, it } from 'vitest';
import {
  CACHE_MS,
  decideReview,
  planOfKept,
  refuseOverPlan,
  refuseSource,
} from '../../../../core/review/request-review.ts';
import { MAX_REVIEW_BYTES } from '../../../../core/review/review-limits.ts';

const KNOWN = ['python', 'solidity'];
const refuse = (source: string, language = 'solidity') => refuseSource({ source, language }, KNOWN);

describe('a source', () => {
  it('is text of one file, up to a size', () => {
    expect(refuse('contract A {}')).toBeUndefined();
    expect(refuse('x'.repeat(MAX_REVIEW_BYTES))).toBeUndefined();
    expect(refuse('ä'.repeat(MAX_REVIEW_BYTES / 2 + 1))).toMatchObject({
      kind: 'too-large',
      reason: expect.stringContaining(`at most ${MAX_REVIEW_BYTES}`) as string,
    });
    for (const bad of [' \n', 'a\0b', 'a\ud800'])
      expect(refuse(bad), JSON.stringify(bad)).toMatchObject({
        kind: 'invalid-request',
        faults: [{ field: 'source' }],
      });
  });

  it('is of a language that is known, and the refusal lists those', () => {
    expect(refuse('x', 'cobol')?.reason).toContain('python, solidity');
    expect(refuse(' ', 'cobol')?.faults).toHaveLength(2);
  });
});

describe('a wish', () => {
  const now = Date.UTC(2026, 10, 28, 12);
  const plan = { perDay: 2, perMonth: 3 };
  const kept = { report: { findings: [], gaps: [], score: 100, ruleSet: 'r' }, madeAt: now - 1_000 };
  const none = { month: 0, day: 0 };

  it('is answered by what was kept, though the plan is used up, until that is too old', () => {
    expect(decideReview({ kept, use: { month: 3, day: 2 }, plan, now })).toMatchObject({ action: 'answer' });
    expect(decideReview({ kept: { ...kept, madeAt: now - CACHE_MS }, use: none, plan, now })).toMatchObject({
      action: 'take',
    });
  });

  it('is taken as long as the plan allows, and refused then until the next day or month', () => {
    expect(decideReview({ kept: undefined, use: { month: 2, day: 1 }, plan, now })).toMatchObject({
      action: 'take',
    });
    expect(decideReview({ kept: undefined, use: { month: 2, day: 2 }, plan, now })).toMatchObject({
      action: 'refuse',
      refusal: { kind: 'limit-reached', retryAfterMs: 12 * 3_600_000 },
    });
    const refusal = refuseOverPlan({ month: 3, day: 0 }, plan, now);
    expect(refusal.retryAfterMs).toBe(Date.UTC(2026, 11, 1) - now);
    expect(refusal.reason).toContain('all 3 reviews of this month');
    expect(refuseOverPlan({ month: 2, day: 2 }, plan, now).reason).toContain('1 are left of the month');
  });

  it('is answered by what was kept ten times as often as one is done, and told what of it is left', () => {
    expect(planOfKept(plan)).toEqual({ perDay: 20, perMonth: 30 });
    const { reason } = refuseOverPlan({ month: 25, day: 20 }, planOfKept(plan), now, 'kept');
    expect(reason).toContain(
      'all 20 answers by what was reviewed before of this day (5 are left of the month)',
    );
    expect(reason).not.toContain('answered all the same');
  });

  it('is refused at once by a plan of none', () => {
    expect(decideReview({ kept: undefined, use: none, plan: { perDay: 0, perMonth: 0 }, now }).action).toBe(
      'refuse',
    );
  });
});
