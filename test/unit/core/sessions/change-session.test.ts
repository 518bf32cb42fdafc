import { describe, expect, it } from 'vitest';
import { readStageConfig } from '../../../../core/config/stage-config.ts';
import { bookingLimitsOf } from '../../../../core/sessions/booking-limits.ts';
import { cancelSession, changeSession } from '../../../../core/sessions/change-session.ts';
import { drainUntil, isOver, sessionWindowAt, windowAt } from '../../../../core/sessions/window.ts';
import { EPOCH, sessionOf, timesFrom } from '../../../support/sessions.ts';

const MINUTE = 60_000;
const limits = bookingLimitsOf(readStageConfig('dev'), ['javascript'], undefined);
const session = sessionOf();
const { times } = session;

describe('changing a session', () => {
  it('moves the whole window before hosts are launched', () => {
    const outcome = changeSession(session, { opensAt: times.opensAt + 30 * MINUTE }, limits, EPOCH - MINUTE);
    expect(outcome.changed && outcome.change.times).toEqual({
      ...timesFrom(EPOCH + 30 * MINUTE, { launchAt: EPOCH + 45 * MINUTE - limits.leadMs }),
      bookedAt: times.bookedAt,
    });
  });

  it('does not move the opening once hosts are launched', () => {
    const launched = { ...session, fleet: 'launching' as const };
    const outcome = changeSession(launched, { opensAt: times.opensAt + MINUTE }, limits, EPOCH + MINUTE);
    expect(outcome).toMatchObject({ changed: false, faults: [{ field: 'opensAt' }] });
  });

  it('closes now, for everybody, when its instructor ends it early', () => {
    const extra = sessionOf({
      fleet: 'ready',
      times: { ...times, lastClosesAt: times.closesAt + 20 * MINUTE },
    });
    const now = times.opensAt + 10 * MINUTE;
    const outcome = changeSession(extra, { closesAt: now - 1 }, limits, now);
    if (!outcome.changed || outcome.change.times === undefined) throw new Error('refused');
    const closed = { ...extra, times: outcome.change.times };
    expect(sessionWindowAt(closed, now)).toBe('closed');
    expect(closed.times).toMatchObject({ closesAt: now, lastClosesAt: now, launchAt: times.launchAt });
    expect(closed.times.terminateAt).toBeLessThan(times.terminateAt);
  });

  it('refuses to close a window that is not open', () => {
    expect(changeSession(session, { closesAt: EPOCH }, limits, EPOCH + 1)).toMatchObject({ changed: false });
  });

  it('never promises launched hosts a longer life than they were given', () => {
    const running = sessionOf({ fleet: 'ready' });
    const now = times.opensAt + MINUTE;
    const outcome = changeSession(running, { closesAt: times.closesAt + 4 * MINUTE }, limits, now);
    expect(outcome.changed && outcome.change.times?.terminateAt).toBe(times.terminateAt);
    const tooLate = changeSession(running, { closesAt: times.closesAt + 30 * MINUTE }, limits, now);
    expect(tooLate).toMatchObject({ changed: false, faults: [{ field: 'closesAt' }] });
  });

  it('changes nothing of a session that is over, but for its name', () => {
    const late = times.lastClosesAt + 1;
    expect(changeSession(session, { closesAt: late + MINUTE }, limits, late).changed).toBe(false);
    expect(changeSession(session, { name: 'better name' }, limits, late)).toMatchObject({
      changed: true,
      timesMoved: false,
      change: { name: 'better name' },
    });
  });
});

describe('cancelling a session', () => {
  it('is possible once, before and during it, and leaves as long to judge as after a close', () => {
    const now = times.opensAt + MINUTE;
    const outcome = cancelSession(session, 'fire alarm', now);
    if (!outcome.cancelled) throw new Error(outcome.reason);
    const cancelled = { ...session, ...outcome.change };
    expect(isOver(cancelled, now)).toBe(true);
    expect(drainUntil(cancelled)).toBe(now + (times.deadlineAt - times.lastClosesAt));
    expect(cancelSession(cancelled, 'again', now).cancelled).toBe(false);
    expect(cancelSession(session, 'early', EPOCH - 1).cancelled).toBe(true);
    expect(cancelSession(session, 'late', times.lastClosesAt).cancelled).toBe(false);
  });
});

describe('the window', () => {
  it('is exact to the millisecond, extra time included', () => {
    expect(windowAt(session, times.opensAt - 1)).toBe('before');
    expect(windowAt(session, times.opensAt)).toBe('open');
    expect(windowAt(session, times.closesAt - 1)).toBe('open');
    expect(windowAt(session, times.closesAt)).toBe('closed');
    const extra = sessionOf({ times: { ...times, lastClosesAt: times.closesAt + MINUTE } });
    expect(windowAt(extra, times.closesAt + MINUTE - 1, MINUTE)).toBe('open');
    expect(windowAt(extra, times.closesAt + MINUTE, MINUTE)).toBe('closed');
    expect(windowAt(extra, times.closesAt)).toBe('closed');
  });
});
