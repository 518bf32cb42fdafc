import type { Session } from '../exam/session.ts';
import { sessionWindowAt } from '../exam/window.ts';

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
export function decideCancellation(session: Session, reason: string, now: number): CancelOutcome {
  if (session.cancelledAt !== undefined) return { cancelled: false, reason: 'it is cancelled already' };
  if (session.settledAt !== undefined) return { cancelled: false, reason: 'it is over and settled' };
  if (sessionWindowAt(session, now) === 'closed')
    return { cancelled: false, reason: 'its window has closed' };
  return { cancelled: true, change: { cancelledAt: now, cancelReason: reason } };
}
