import { describe, expect, it } from 'vitest';
import type { BookingRequest } from '../../../../core/booking/booking.ts';
import type { SessionTimes } from '../../../../core/exam/session.ts';
import { check, people, times } from '../../../support/booking-remarks.ts';
import { EPOCH } from '../../../support/sessions.ts';

const rehearsal = { rehearsal: true as const, roster: people('rehearsal-0001', 'Rehearsal-0002') };
const soon = { ...times, opensAt: EPOCH, closesAt: EPOCH + 1_800_000, lastClosesAt: EPOCH + 1_800_000 };

describe('a rehearsal', () => {
  it('is for made-up people, soon and short', () => {
    expect(check(rehearsal, soon).faults).toEqual([]);
  });

  it.each<[string, Partial<BookingRequest>, SessionTimes, string]>([
    ['for somebody', { roster: people('p01') }, soon, 'roster: p01 may be somebody'],
    [
      'for whom mail reaches',
      { roster: [{ participantId: 'rehearsal-1', email: 'a@example.edu', extraTimeMs: 0 }] },
      soon,
      'roster: rehearsal-1 may be somebody',
    ],
    ['that people join', { join: {} }, soon, 'join: nobody joins'],
    [
      'on a judge that is kept',
      { deployment: { kind: 'direct', judges: [] } },
      soon,
      'deployment: a rehearsal',
    ],
    [
      'of tomorrow',
      {},
      { ...soon, lastClosesAt: EPOCH + 86_400_000 },
      'closesAt: a rehearsal is over 2 hours',
    ],
  ])('is none %s', (_, change, at, fault) => {
    expect(check({ ...rehearsal, ...change }, at).faults).toContainEqual(expect.stringContaining(fault));
  });

  it('is asked for: an exam may be all that', () => {
    expect(check({ join: {} }, { ...soon, lastClosesAt: EPOCH + 86_400_000 }).faults).toEqual([]);
  });
});
