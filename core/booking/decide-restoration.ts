import type { Session, SessionTimes } from '../exam/session.ts';
import { heldVcpus } from '../fleet/instance-size.ts';
import type { BookingLimits } from './booking-limits.ts';
import { refuseSeats } from './check-seats.ts';
import { participantsPlanned } from './participants-planned.ts';
import { planTimes } from './plan-times.ts';
import { peakVcpus, type Reservation } from './reservations.ts';

/** The answer to a wish to take a cancellation back. */
export type RestoreOutcome =
  | { readonly restored: true; readonly times: SessionTimes }
  | { readonly restored: false; readonly reason: string; readonly retryAfterMs?: number };

/** The shutdown that a cancellation starts removes schedules until this long after it has settled the session, ms. */
const SETTLES_MS = 15_000;

/**
 * Decides whether a cancellation is taken back: as long as the session would not have opened, and nothing was launched for
 * it. A session that was open has lost its hosts within seconds of its end or its cancellation, and is not brought back.
 * Pure.
 * @param launched whether a launch round was ever claimed
 */
export function decideRestoration(
  session: Session,
  launched: boolean,
  limits: BookingLimits,
  reservations: readonly Reservation[],
  now: number,
): RestoreOutcome {
  const { cancelledAt, settledAt, times, fleetSize } = session;
  const refuse = (reason: string): RestoreOutcome => ({ restored: false, reason });
  if (cancelledAt === undefined) return refuse('it is not cancelled');
  if (cancelledAt >= times.opensAt) return refuse('it was open when it was cancelled: book another');
  if (now >= times.opensAt) return refuse('the time of its opening is past: book another');
  if (launched) return refuse('hosts were launched for it and are gone: book another');
  const settlesMs = settledAt === undefined ? SETTLES_MS : settledAt + SETTLES_MS - now;
  if (settlesMs > 0)
    return {
      restored: false,
      reason: 'its cancellation is still being carried out: try again in a moment',
      retryAfterMs: settlesMs,
    };
  const planned = planTimes(
    { opensAt: times.opensAt, closesAt: times.closesAt, maxExtraTimeMs: times.lastClosesAt - times.closesAt },
    limits,
    now,
  );
  const restored = { ...planned, bookedAt: times.bookedAt };
  const vcpus = fleetSize === undefined ? 0 : heldVcpus(fleetSize);
  const held = peakVcpus(reservations, restored.launchAt, restored.terminateAt);
  if (vcpus > limits.vcpuQuota - held)
    return refuse(
      `its hosts need ${vcpus} vCPUs, and of the account's ${limits.vcpuQuota}, other sessions hold ${held} by now: book it for another time`,
    );
  const participants = participantsPlanned(session.participantCount, session.join);
  const crowd = refuseSeats(participants, restored, reservations, limits);
  if (crowd !== undefined) return refuse(crowd);
  return { restored: true, times: restored };
}
