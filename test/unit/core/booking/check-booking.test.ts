import { describe, expect, it } from 'vitest';
import type { BookingContext, BookingRequest } from '../../../../core/booking/booking.ts';
import { bookingLimitsOf } from '../../../../core/booking/booking-limits.ts';
import { checkBooking, checkSpan } from '../../../../core/booking/check-booking.ts';
import { readStageConfig } from '../../../../core/config/stage-config.ts';
import type { SessionTimes } from '../../../../core/exam/session.ts';
import { EPOCH, timesFrom } from '../../../support/sessions.ts';

const MINUTE = 60_000;
const limits = bookingLimitsOf(readStageConfig('dev'), ['go'], 'eu-central-1');
const context: BookingContext = {
  sessionId: 's',
  now: EPOCH - MINUTE,
  limits,
  problems: [],
  judges: [],
  reservations: [],
  found: [],
  account: [],
};
const request: BookingRequest = {
  name: 'Exam',
  owner: 'ada',
  problems: [{ problemId: 'a' }],
  roster: [{ participantId: 'p', extraTimeMs: 0 }],
  durationMs: 1,
  deployment: { kind: 'direct', judges: [] },
  policy: { testCases: 'first-failure', minIntervalMs: 0 },
};
const times = timesFrom(EPOCH);
const lasting = (ms: number): SessionTimes => ({ ...times, closesAt: times.opensAt + ms });
const participants = (count: number) =>
  Array.from({ length: count }, (_, at) => ({ participantId: `p${at}`, extraTimeMs: 0 }));
const closing = (({ durationMs: _, ...rest }) => ({ ...rest, closesAt: 1 }))(request);

const fieldsOf = (change: Partial<BookingRequest>, at: SessionTimes = times) =>
  checkBooking({ ...request, ...change }, context, at, undefined)
    .faults.map(({ field }) => field)
    .filter((field) => !/problems|languages|judges/.test(field));

describe('the limits of a booking', () => {
  it.each<[string, Partial<BookingRequest>, SessionTimes, string[]]>([
    ['one that keeps them', {}, times, []],
    ['an end and a duration', { closesAt: 1 }, times, ['durationMinutes']],
    ['the shortest window', {}, lasting(limits.minWindowMs), []],
    ['a shorter window', {}, lasting(limits.minWindowMs - 1), ['durationMinutes']],
    ['an opening now', {}, { ...times, opensAt: context.now }, []],
    ['an opening that is past', {}, { ...times, opensAt: context.now - 1 }, ['opensAt']],
    ['a full roster', { roster: participants(limits.maxParticipants) }, times, []],
    ['more than that', { roster: participants(limits.maxParticipants + 1) }, times, ['roster']],
    ['nobody', { roster: [] }, times, ['roster']],
    [
      'less than no extra time',
      { roster: [{ participantId: 'p', extraTimeMs: -1 }] },
      times,
      ['roster[0].extraTimeMinutes'],
    ],
  ])('%s', (_, change, at, fields) => {
    expect(fieldsOf(change, at)).toEqual(fields);
  });

  it('name the end by the field that was given', () => {
    const told = checkBooking(closing, context, lasting(1), undefined).faults;
    expect(told.map(({ field }) => field)).toContain('closesAt');
    expect(told.map(({ field }) => field)).not.toContain('durationMinutes');
  });

  it.each<[number, boolean]>([
    [limits.soonestMs, false],
    [limits.soonestMs - 1, true],
  ])('warn of hosts that get %i ms: %s', (lead, warned) => {
    const at = { ...times, opensAt: times.launchAt + lead };
    const { warnings } = checkBooking({ ...request, deployment: { kind: 'fleet' } }, context, at, undefined);
    expect(warnings.some(({ field }) => field === 'opensAt')).toBe(warned);
    const kept = checkBooking(request, context, at, undefined).warnings;
    expect(kept.some(({ field }) => field === 'opensAt')).toBe(false);
  });

  it.each([
    ['as far ahead as may be', { opensAt: EPOCH + limits.maxAheadMs }, []],
    ['farther ahead', { opensAt: EPOCH + limits.maxAheadMs + 1 }, ['opensAt']],
    ['as long as a host lives', { terminateAt: EPOCH + limits.maxLifeMs }, []],
    ['longer', { terminateAt: EPOCH + limits.maxLifeMs + 1 }, ['end']],
  ])('%s', (_, change, fields) => {
    expect(checkSpan({ ...times, ...change }, limits, EPOCH, 'end').map(({ field }) => field)).toEqual(
      fields,
    );
  });

  it('say how long the window may be', () => {
    const terminateAt = EPOCH + limits.maxLifeMs + 30 * MINUTE;
    const window = times.closesAt - times.opensAt;
    const [fault] = checkSpan({ ...times, terminateAt }, limits, EPOCH, 'end');
    expect(fault?.detail).toMatch(
      new RegExp(`shorten the window to ${((window - 30 * MINUTE) / 3_600_000).toFixed(1)} h$`),
    );
  });
});
