import type { SessionTimes } from '../exam/session.ts';
import type { BookingLimits } from './booking-limits.ts';
import { peakParticipants, type Reservation } from './reservations.ts';

/**
 * Why so many cannot sit in that window beside those of other sessions, or undefined: the stage's throttle is made for
 * so many at the same time, and beyond it everybody's requests would be refused. One too large by itself is not told
 * here. Pure.
 */
export function refuseSeats(
  participants: number,
  { opensAt, lastClosesAt }: Pick<SessionTimes, 'opensAt' | 'lastClosesAt'>,
  reservations: readonly Reservation[],
  { participantsAtOnce }: Pick<BookingLimits, 'participantsAtOnce'>,
): string | undefined {
  const others = peakParticipants(reservations, opensAt, lastClosesAt);
  return others === 0 || participants + others <= participantsAtOnce
    ? undefined
    : `${participants} would sit beside ${others} in other sessions, and this stage is made for ${participantsAtOnce} at the same time: choose another time, or have its operator raise api.participants`;
}
