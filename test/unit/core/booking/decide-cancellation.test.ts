import { describe, expect, it } from 'vitest';
import { decideCancellation } from '../../../../core/booking/decide-cancellation.ts';
import { drainUntil, isOver } from '../../../../core/exam/window.ts';
import { EPOCH, sessionOf } from '../../../support/sessions.ts';

const MINUTE = 60_000;
const session = sessionOf();
const { times } = session;

describe('cancelling a session', () => {
  it('is possible once, before and during it, and leaves as long to judge as after a close', () => {
    const now = times.opensAt + MINUTE;
    const outcome = decideCancellation(session, 'fire alarm', now);
    if (!outcome.cancelled) throw new Error(outcome.reason);
    const cancelled = { ...session, ...outcome.change };
    expect(isOver(cancelled, now)).toBe(true);
    expect(drainUntil(cancelled)).toBe(now + (times.deadlineAt - times.lastClosesAt));
    expect(decideCancellation(cancelled, 'again', now).cancelled).toBe(false);
    expect(decideCancellation(session, 'early', EPOCH - 1).cancelled).toBe(true);
    expect(decideCancellation(session, 'late', times.lastClosesAt).cancelled).toBe(false);
  });

  it('is not possible once it is settled', () => {
    expect(decideCancellation({ ...session, settledAt: 1 }, 'x', EPOCH)).toEqual({
      cancelled: false,
      reason: 'it is over and settled',
    });
  });
});
