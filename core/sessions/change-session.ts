import type { BookingFault } from './booking.ts';
import type { BookingLimits } from './booking-limits.ts';
import { planTimes } from './plan-times.ts';
import type { Session, SessionTimes } from './session.ts';
import { sessionWindowAt } from './window.ts';

/** What an instructor wants changed. `closesAt` at or before now, while the window is open, ends the session now. */
export interface SessionChangeRequest {
  readonly name?: string;
  readonly opensAt?: number;
  readonly closesAt?: number;
}

/** The answer to a change: what to write by condition on the revision, or what is wrong. */
export type ChangeOutcome =
  | {
      readonly changed: true;
      readonly change: { readonly name?: string; readonly times?: SessionTimes };
      /** Schedules must be planned anew. */
      readonly timesMoved: boolean;
      readonly reason: string;
    }
  | { readonly changed: false; readonly faults: readonly BookingFault[] };

/**
 * Decides a change of a booked session. The window may move until hosts are launched; its end may move until it is
 * reached, an end that is past or now meaning "close now" (nobody's extra time survives that). The hosts' own deadline
 * was fixed at launch, so an end cannot move beyond what they live.
 */
export function changeSession(
  session: Session,
  request: SessionChangeRequest,
  limits: Pick<BookingLimits, 'leadMs' | 'drainMs' | 'graceMs' | 'minWindowMs' | 'maxLifeMs'>,
  now: number,
): ChangeOutcome {
  const faults: BookingFault[] = [];
  const window = sessionWindowAt(session, now);
  const over = session.cancelledAt !== undefined || session.settledAt !== undefined || window === 'closed';
  const timesWanted = request.opensAt !== undefined || request.closesAt !== undefined;
  if (timesWanted && over)
    return refuse(
      'closesAt',
      session.cancelledAt === undefined
        ? 'the session is over: book another'
        : 'the session is cancelled: book another',
    );
  const { times } = session;
  let { opensAt, closesAt } = times;
  let maxExtraTimeMs = times.lastClosesAt - times.closesAt;
  if (request.opensAt !== undefined && request.opensAt !== times.opensAt) {
    if (session.fleet !== 'none' || now >= times.launchAt)
      faults.push({
        field: 'opensAt',
        detail: 'the hosts are launched already: cancel the session and book another',
      });
    else if (request.opensAt < now)
      faults.push({
        field: 'opensAt',
        detail: `${new Date(request.opensAt).toISOString()} is past: choose a later time`,
      });
    opensAt = request.opensAt;
    closesAt = times.closesAt + (request.opensAt - times.opensAt);
  }
  const closesNow = request.closesAt !== undefined && request.closesAt <= now;
  if (request.closesAt !== undefined) {
    closesAt = request.closesAt;
    if (closesNow && window !== 'open')
      faults.push({
        field: 'closesAt',
        detail: 'the window is not open yet: cancel the session instead of closing it',
      });
    if (closesNow) {
      closesAt = now;
      maxExtraTimeMs = 0;
    } else if (closesAt - opensAt < limits.minWindowMs)
      faults.push({
        field: 'closesAt',
        detail: `the window must be open for ${limits.minWindowMs / 1000} s at least`,
      });
  }
  if (faults.length > 0) return { changed: false, faults };
  const name = request.name === undefined || request.name === session.name ? {} : { name: request.name };
  if (!timesWanted) return { changed: true, change: name, timesMoved: false, reason: 'renamed' };
  const planned = planTimes({ opensAt, closesAt, maxExtraTimeMs }, limits, now);
  const moved: SessionTimes = {
    ...planned,
    bookedAt: times.bookedAt,
    launchAt: session.fleet === 'none' && now < times.launchAt ? planned.launchAt : times.launchAt,
    // Launched hosts end themselves at the time that they were launched with; only an earlier end can be promised.
    terminateAt:
      session.fleet === 'none' ? planned.terminateAt : Math.min(planned.terminateAt, times.terminateAt),
  };
  if (moved.terminateAt < moved.deadlineAt)
    return refuse(
      'closesAt',
      `the hosts end themselves at ${new Date(times.terminateAt).toISOString()}, as they were launched: close by ${new Date(times.terminateAt - limits.graceMs - limits.drainMs - maxExtraTimeMs).toISOString()}`,
    );
  if (moved.terminateAt - moved.launchAt > limits.maxLifeMs)
    return refuse(
      'closesAt',
      `a host lives ${limits.maxLifeMs / 3_600_000} h at most: choose an earlier end`,
    );
  return {
    changed: true,
    change: { ...name, times: moved },
    timesMoved: true,
    reason: closesNow ? 'closed early by its instructor' : 'moved by its instructor',
  };
}

/** The answer to a cancellation. */
export type CancelOutcome =
  | {
      readonly cancelled: true;
      readonly change: { readonly cancelledAt: number; readonly cancelReason: string };
    }
  | { readonly cancelled: false; readonly reason: string };

/**
 * Decides a cancellation: before or during the session, once. What was accepted by then is still judged or
 * quarantined; the hosts then go as after any session.
 */
export function cancelSession(session: Session, reason: string, now: number): CancelOutcome {
  if (session.cancelledAt !== undefined) return { cancelled: false, reason: 'it is cancelled already' };
  if (session.settledAt !== undefined) return { cancelled: false, reason: 'it is over and settled' };
  if (sessionWindowAt(session, now) === 'closed')
    return { cancelled: false, reason: 'its window has closed' };
  return { cancelled: true, change: { cancelledAt: now, cancelReason: reason } };
}

function refuse(field: string, detail: string): ChangeOutcome {
  return { changed: false, faults: [{ field, detail }] };
}
