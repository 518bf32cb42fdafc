import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decideNextAsk } from '../../../../core/api/decide-next-ask.ts';
import type { Session } from '../../../../core/exam/session.ts';
import { sessionOf } from '../../../support/sessions.ts';

const { opensAt, closesAt } = sessionOf().times;
const MINUTE = 60_000;
const seat = { extraTimeMs: 0 };
const since = (submittedAt: number) => ({ submittedAt });

describe('when a desk is asked for again', () => {
  it.each<[string, Partial<Session>, number, number[], string, number]>([
    ['an hour before the opening', {}, opensAt - 60 * MINUTE, [], 'ask-rarely', MINUTE],
    ['10.5 minutes before it', {}, opensAt - 10.5 * MINUTE, [], 'ask-rarely', MINUTE],
    ['a minute before it', {}, opensAt - MINUTE, [], 'ask-steadily', 10_000],
    ['4 s before it', {}, opensAt - 4_000, [], 'ask-steadily', 4_000],
    ['a moment before it', {}, opensAt - 1, [], 'ask-steadily', 1_000],
    ['while it is open', {}, opensAt, [], 'ask-steadily', 10_000],
    ['right after a submission', {}, opensAt + 500, [opensAt], 'ask-soon', 2_000],
    ['two seconds after', {}, opensAt + 2_300, [opensAt], 'ask-soon', 4_000],
    ['six seconds after', {}, opensAt + 6_500, [opensAt], 'ask-soon', 8_000],
    ['when it waits for long', {}, opensAt + 15_000, [opensAt], 'ask-steadily', 12_000],
    ['by the youngest of several', {}, opensAt + 15_500, [opensAt, opensAt + 15_000], 'ask-soon', 2_000],
    ['after the close', {}, closesAt, [], 'ask-rarely', 30_000],
    ['after the close while something waits', {}, closesAt, [closesAt - 2_000], 'ask-soon', 4_000],
    ['when it is settled', { settledAt: closesAt + 1 }, closesAt + 2, [], 'ask-rarely', MINUTE],
    ['when it was cancelled', { cancelledAt: opensAt }, opensAt + 2, [], 'ask-rarely', MINUTE],
  ])('%s', (_, changes, now, waiting, action, inMs) => {
    expect(decideNextAsk(sessionOf(changes), seat, waiting.map(since), now)).toMatchObject({ action, inMs });
  });

  it('steadily until the end of one’s own window', () => {
    const session = sessionOf({ times: { ...sessionOf().times, lastClosesAt: closesAt + 10 * MINUTE } });
    expect(decideNextAsk(session, { extraTimeMs: 10 * MINUTE }, [], closesAt).inMs).toBe(10_000);
  });

  it('six times in any minute at most, and at the opening, however one came and whatever waits', () => {
    const start = fc.integer({ min: opensAt - 30 * MINUTE, max: closesAt + 10 * MINUTE });
    fc.assert(
      fc.property(start, fc.boolean(), (from, submitted) => {
        const asks: number[] = [];
        for (let now = from; now < from + 20 * MINUTE; ) {
          const { inMs } = decideNextAsk(sessionOf(), seat, submitted ? [since(from)] : [], now);
          // A client adds up to a fifth; none is the worst for the server.
          now += inMs;
          asks.push(now);
        }
        // At the opening all are asked to look once more.
        const calm = asks.filter((at) => Math.abs(at - opensAt) > 1_000);
        for (const at of calm)
          expect(calm.filter((other) => other >= at && other < at + MINUTE).length).toBeLessThanOrEqual(6);
        if (from < opensAt && from > opensAt - 19 * MINUTE && !submitted)
          expect(asks.some((at) => at >= opensAt && at <= opensAt + 1_000)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});
