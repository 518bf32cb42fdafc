import { describe, expect, it } from 'vitest';
import { bookingLimitsOf } from '../../../../core/booking/booking-limits.ts';
import { decideRestoration } from '../../../../core/booking/decide-restoration.ts';
import { readStageConfig } from '../../../../core/config/stage-config.ts';
import { EPOCH, sessionOf } from '../../../support/sessions.ts';

const MINUTE = 60_000;
/** The lead that the session of these tests was booked with. */
const limits = { ...bookingLimitsOf(readStageConfig('dev'), ['javascript'], undefined), leadMs: 15 * MINUTE };
const session = sessionOf();
const { times } = session;

describe('taking a cancellation back', () => {
  const cancelled = {
    ...session,
    cancelledAt: EPOCH - 60 * MINUTE,
    settledAt: EPOCH - 59 * MINUTE,
    fleet: 'gone' as const,
  };
  const soon = EPOCH - 30 * MINUTE;

  it('gives a session that never opened its booked times again', () => {
    expect(decideRestoration(cancelled, false, limits, [], soon)).toEqual({ restored: true, times });
    const late = decideRestoration(cancelled, false, limits, [], EPOCH + 5 * MINUTE);
    expect(late).toEqual({ restored: true, times: { ...times, launchAt: EPOCH + 5 * MINUTE } });
  });

  it.each([
    ['not cancelled', session, false, [], soon],
    ['cancelled while open', { ...cancelled, cancelledAt: times.opensAt }, false, [], times.opensAt + 1],
    ['past', cancelled, false, [], times.opensAt],
    ['launched', cancelled, true, [], soon],
    ['still being settled', { ...cancelled, settledAt: soon - 1 }, false, [], soon],
    [
      'without vCPUs',
      cancelled,
      false,
      [{ sessionId: 'other', vcpus: 4, from: EPOCH, until: EPOCH + 1, madeAt: 0 }],
      soon,
    ],
    [
      'without seats',
      cancelled,
      false,
      [
        {
          sessionId: 'other',
          vcpus: 0,
          from: EPOCH,
          until: times.terminateAt,
          seats: { participants: limits.participantsAtOnce, from: times.opensAt, until: times.closesAt },
          madeAt: 0,
        },
      ],
      soon,
    ],
  ] as const)('is refused of one that is %s', (_, of, launched, reservations, now) => {
    expect(decideRestoration(of, launched, limits, reservations, now)).toMatchObject({ restored: false });
  });
});
