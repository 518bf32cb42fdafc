import type { Session } from './session.ts';

/** Where the clock stands in a session: a function of stored times, never stored itself. */
export type WindowState = 'before' | 'open' | 'closed';

/**
 * When the window closes for a participant with `extraTimeMs`, ms since the epoch. Never after the session's last
 * close: when a session is ended early, nobody's extra time survives.
 */
export function closingFor({ times }: Pick<Session, 'times'>, extraTimeMs: number): number {
  return Math.min(times.closesAt + extraTimeMs, times.lastClosesAt);
}

/**
 * The window at `now` (ms since the epoch) for a participant with `extraTimeMs`, exact to the millisecond:
 * open from `opensAt` inclusive to `closingFor` exclusive.
 */
export function windowAt(session: Pick<Session, 'times'>, now: number, extraTimeMs = 0): WindowState {
  if (now < session.times.opensAt) return 'before';
  return now < closingFor(session, extraTimeMs) ? 'open' : 'closed';
}

/**
 * Whether participants see the problems of a session at `now`: from the opening on. Of one that was called off before it,
 * never: a name, or the id that it was made from, can tell the topic of an exam that may yet be held.
 */
export function showsProblems(
  { times, cancelledAt = Number.POSITIVE_INFINITY }: Pick<Session, 'times' | 'cancelledAt'>,
  now: number,
): boolean {
  return Math.min(now, cancelledAt) >= times.opensAt;
}

/** The session's window as a whole: closed only when it is closed for the participant with the most extra time. */
export function sessionWindowAt(session: Pick<Session, 'times'>, now: number): WindowState {
  return windowAt(session, now, session.times.lastClosesAt - session.times.closesAt);
}

/** Whether nobody may submit any more: the window has closed for everybody, or the session was cancelled. */
export function isOver(session: Pick<Session, 'times' | 'cancelledAt'>, now: number): boolean {
  return session.cancelledAt !== undefined || sessionWindowAt(session, now) === 'closed';
}

/**
 * Until when what was accepted may still be judged, ms since the epoch: the booked deadline, or as long after a
 * cancellation as it would have been after the last close.
 */
export function drainUntil(session: Pick<Session, 'times' | 'cancelledAt'>): number {
  const { deadlineAt, lastClosesAt } = session.times;
  return session.cancelledAt === undefined
    ? deadlineAt
    : Math.min(deadlineAt, session.cancelledAt + (deadlineAt - lastClosesAt));
}
