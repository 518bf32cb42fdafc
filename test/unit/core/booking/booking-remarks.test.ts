import { describe, expect, it } from 'vitest';
import type { BookingRequest } from '../../../../core/booking/booking.ts';
import { checkBooking, checkSpan } from '../../../../core/booking/check-booking.ts';
import type { SessionTimes } from '../../../../core/exam/session.ts';
import {
  check,
  context,
  endless,
  HOUR,
  limits,
  MINUTE,
  people,
  times,
} from '../../../support/booking-remarks.ts';
import { EPOCH } from '../../../support/sessions.ts';

describe('faults of the times', () => {
  it('are none of a sound booking, which gets a warning when its hosts may come late', () => {
    const early = { ...times, opensAt: times.launchAt + 2 * MINUTE };
    expect(check({}, { ...times, opensAt: times.launchAt + limits.soonestMs })).toEqual({
      faults: [],
      warnings: [],
    });
    expect(check({}, early)).toEqual({
      faults: [],
      warnings: [
        `opensAt: hosts need up to ${limits.soonestMs / MINUTE} minutes and get 2: submissions are accepted from the opening on and judged once hosts are ready`,
      ],
    });
  });

  it.each<[string, number, number]>([
    ['at this moment, yes', EPOCH, 1],
    ['in the past, no: that is a fault already', EPOCH - 1, 0],
  ])('warned of when it opens %s', (_, opensAt, warned) => {
    const at = { ...times, launchAt: opensAt, opensAt };
    expect(check({}, at).warnings).toHaveLength(warned);
  });

  it.each<[string, Partial<BookingRequest>, SessionTimes, string]>([
    [
      'two ends',
      { closesAt: times.closesAt },
      times,
      'durationMinutes: give either closesAt or durationMinutes, not both',
    ],
    [
      'a window of 12.6 s',
      {},
      { ...times, closesAt: times.opensAt + 12_600 },
      'durationMinutes: the window would be open for 13 s (2026-03-02T08:15:00.000Z to 2026-03-02T08:15:12.600Z): it must be 30 s at least',
    ],
    [
      'an opening that is past',
      {},
      { ...times, opensAt: EPOCH - 1 },
      'opensAt: 2026-03-02T07:59:59.999Z is past, it is 2026-03-02T08:00:00.000Z: choose a later time, or leave it out to open as soon as hosts can be ready',
    ],
  ])('%s', (_, change, at, told) => {
    expect(check(change, at).faults).toEqual([told]);
  });

  it('no end, of which nothing else is said, however short the window', () => {
    const at = { ...times, closesAt: times.opensAt };
    const { faults } = checkBooking(endless, context, at, undefined);
    expect(faults).toEqual([{ field: 'closesAt', detail: 'is missing: give closesAt or durationMinutes' }]);
  });

  it.each<[string, Partial<SessionTimes>, string[]]>([
    [
      'too far ahead',
      { opensAt: EPOCH + limits.maxAheadMs + 1 },
      ['opensAt: 2027-03-03T08:00:00.001Z is more than 366 days ahead: book it later'],
    ],
    [
      'an hour too long',
      { terminateAt: EPOCH + 7 * HOUR, closesAt: times.opensAt + 5 * HOUR },
      [
        'end: from launch to termination it would last 7.0 h, more than the 6.0 h that a host lives: shorten the window to 4.0 h',
      ],
    ],
    [
      'longer by more than its window',
      { terminateAt: EPOCH + 9 * HOUR },
      [
        'end: from launch to termination it would last 9.0 h, more than the 6.0 h that a host lives: shorten the window to 0.0 h',
      ],
    ],
  ])('%s', (_, change, told) => {
    const faults = checkSpan({ ...times, ...change }, limits, EPOCH, 'end');
    expect(faults.map(({ field, detail }) => `${field}: ${detail}`)).toEqual(told);
  });

  it('a session that is too long is told by the field of its end', () => {
    const at = { ...times, terminateAt: EPOCH + 7 * HOUR };
    expect(check({}, at).faults).toEqual([expect.stringMatching(/^durationMinutes: from launch/)]);
    const closing = { ...endless, closesAt: at.closesAt };
    expect(checkBooking(closing, context, at, undefined).faults).toMatchObject([{ field: 'closesAt' }]);
  });
});

describe('faults of the problems', () => {
  it.each<[string, BookingRequest['problems'], string[]]>([
    ['none', [], ['problems: is empty: name one problem at least']],
    ['three that differ', ['a', 'b', 'c'].map((problemId) => ({ problemId })), []],
    [
      'a label that another has by its place',
      [{ problemId: 'a', label: 'B' }, { problemId: 'b' }],
      ['problems[1].label: B is also the label of problems[0]: labels must differ'],
    ],
    [
      'one twice',
      [{ problemId: 'a' }, { problemId: 'b' }, { problemId: 'a' }],
      ['problems[2].problemId: a is problems[0] already: take one out'],
    ],
    [
      'one that nobody imported',
      [{ problemId: 'x' }],
      ['problems[0].problemId: there is no problem x: import it first'],
    ],
    [
      'a version that is not there',
      [{ problemId: 'x', version: 7 }],
      ['problems[0].version: there is no version 7 of x: leave it out for the current one'],
    ],
  ])('%s', (_, problems, told) => {
    expect(check({ problems }).faults).toEqual(told);
  });
});

describe('faults of the roster', () => {
  it.each<[string, BookingRequest['roster'], string[]]>([
    [
      'nobody',
      [],
      ['roster: is empty: name the participants, one at least, or let them join by a code (join)'],
    ],
    ['as many as may be', people('p', 'q', 'r'), []],
    ['more', people('p', 'q', 'r', 's'), ['roster: has 4 participants, 3 is the most: split the session']],
    [
      'one three times',
      people('p', 'p', 'p'),
      [
        'roster[1].participantId: p is roster[0] already: take one out',
        'roster[2].participantId: p is roster[0] already: take one out',
      ],
    ],
    [
      'one in two spellings',
      people('p', 'P'),
      ['roster[1].participantId: P is roster[0] already (p: names are compared without case): take one out'],
    ],
    [
      'less than no extra time',
      [{ participantId: 'p', extraTimeMs: -1 }],
      ['roster[0].extraTimeMinutes: is negative: give 0 or more'],
    ],
  ])('%s', (_, roster, told) => {
    expect(check({ roster }).faults).toEqual(told);
  });
});

describe('faults of the languages', () => {
  it('are told beside all others', () => {
    expect(check({ languages: ['cobol'] }).faults).toEqual([expect.stringMatching(/^languages\[0\]: cobol/)]);
  });
});

describe('figures of remarks', () => {
  const odd = { ...limits, soonestMs: 2.6 * MINUTE, maxAheadMs: 1.6 * 24 * HOUR };

  it('are rounded to whole minutes and days', () => {
    const early = { ...times, opensAt: times.launchAt + 1.6 * MINUTE };
    expect(check({}, early, undefined, { limits: odd }).warnings).toEqual([
      expect.stringMatching(/need up to 3 minutes and get 2:/),
    ]);
    const [far] = checkSpan({ ...times, opensAt: EPOCH + 48 * HOUR }, odd, EPOCH, 'end');
    expect(far?.detail).toMatch(/more than 2 days ahead/);
  });
});
