import { decideCancellation } from '../booking/decide-change.ts';
import type { Clock } from '../exam/clock.ts';
import type { Session } from '../exam/session.ts';
import type { SessionStore } from '../exam/session-store.ts';
import { finishAct, refuseAct, refuseStale, type SessionAct } from './session-act.ts';

/** Cancels a session before or while it is open, and starts its shutdown. */
export async function cancelSession(
  session: Session,
  reason: string,
  ports: {
    readonly clock: Clock;
    readonly sessions: Pick<SessionStore, 'get' | 'update'>;
    readonly startShutdown: (sessionId: string) => Promise<void>;
  },
): Promise<SessionAct> {
  const { sessionId, revision } = session;
  const decided = decideCancellation(session, reason, ports.clock.now());
  if (!decided.cancelled) return refuseAct('too-late', `the session cannot be cancelled: ${decided.reason}`);
  if (!(await ports.sessions.update(sessionId, revision, decided.change))) return refuseStale();
  await ports.startShutdown(sessionId);
  return await finishAct(session, ports);
}
