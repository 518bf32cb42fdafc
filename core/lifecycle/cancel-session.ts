import { decideCancellation } from '../booking/decide-cancellation.ts';
import type { Clock } from '../exam/clock.ts';
import type { DecisionLog } from '../exam/decision.ts';
import { noticesOf } from '../exam/notice.ts';
import type { Session } from '../exam/session.ts';
import type { SessionStore } from '../exam/session-store.ts';
import { tellCancellation } from '../messages/notice-texts.ts';
import type { TellPorts } from '../messages/tell-notices.ts';
import { finishAct, refuseAct, refuseStale, type SessionAct } from './session-act.ts';

/** Cancels a session before or while it is open, and starts its shutdown. @param by user name of whoever cancels it */
export async function cancelSession(
  session: Session,
  reason: string,
  by: string,
  ports: TellPorts & {
    readonly clock: Clock;
    readonly sessions: Pick<SessionStore, 'get' | 'update'>;
    readonly hosts: Pick<DecisionLog, 'recordDecision'>;
    readonly startShutdown: (sessionId: string) => Promise<void>;
  },
): Promise<SessionAct> {
  const { sessionId, revision } = session;
  const now = ports.clock.now();
  const decided = decideCancellation(session, reason, now);
  if (!decided.cancelled) return refuseAct('too-late', `the session cannot be cancelled: ${decided.reason}`);
  const change = { ...decided.change, untold: noticesOf(session, now, [tellCancellation(reason)]) };
  if (!(await ports.sessions.update(sessionId, revision, change))) return refuseStale();
  await ports.hosts.recordDecision(sessionId, {
    at: now,
    subject: 'session',
    action: 'cancel',
    reason: `${by}: ${reason}`,
  });
  await ports.startShutdown(sessionId);
  return await finishAct(session, ports);
}
