import type { Session } from '../exam/session.ts';
import { sessionWindowAt } from '../exam/window.ts';
import type { BookingFault } from './booking.ts';
import type { ChangeContext, SessionChangeRequest } from './session-change.ts';

/** When a session is open after a change, ms since the epoch. */
export interface WantedWindow {
  readonly opensAt: number;
  readonly closesAt: number;
  readonly closesNow: boolean;
}

/** The hours that a change wants; what is wrong with them comes to `faults`. The end moves with the opening. */
export function decideWindow(
  session: Session,
  request: SessionChangeRequest,
  { now, limits }: ChangeContext,
  faults: BookingFault[],
): WantedWindow {
  const { times } = session;
  let { opensAt, closesAt } = times;
  if (request.opensNow === true) {
    const refusal = refuseOpening(session, now);
    if (refusal !== undefined) faults.push({ field: 'opensAt', detail: refusal });
    return { opensAt: now, closesAt: closesAt - (opensAt - now), closesNow: false };
  }
  if (request.opensAt !== undefined && request.opensAt !== times.opensAt) {
    if (session.fleet !== 'none' || now >= Math.min(times.launchAt, times.opensAt))
      faults.push({
        field: 'opensAt',
        detail: 'the hosts are launched already, or it is open: cancel the session and book another',
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
  if (request.closesAt === undefined) return { opensAt, closesAt, closesNow };
  if (closesNow && sessionWindowAt(session, now) !== 'open')
    faults.push({
      field: 'closesAt',
      detail: 'the window is not open yet: cancel the session instead of closing it',
    });
  if (!closesNow && request.closesAt - opensAt < limits.minWindowMs)
    faults.push({
      field: 'closesAt',
      detail: `the window must be open for ${limits.minWindowMs / 1000} s at least`,
    });
  return { opensAt, closesAt: closesNow ? now : request.closesAt, closesNow };
}

/** Why a session that is not over cannot be opened at once. */
function refuseOpening(session: Session, now: number): string | undefined {
  if (sessionWindowAt(session, now) !== 'before') return 'the session is open already';
  return session.fleet === 'failed'
    ? `its hosts have failed, and nothing would be judged (${session.fleetReason}): book another`
    : undefined;
}
