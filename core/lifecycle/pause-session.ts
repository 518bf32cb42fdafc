import type { Clock } from '../exam/clock.ts';
import type { Decision, DecisionLog } from '../exam/decision.ts';
import { noticesOf } from '../exam/notice.ts';
import type { Session } from '../exam/session.ts';
import type { SessionStore } from '../exam/session-store.ts';
import { sessionWindowAt } from '../exam/window.ts';
import { tellPause, tellResume } from '../messages/notice-texts.ts';
import type { TellPorts } from '../messages/tell-notices.ts';
import { finishAct, refuseAct, refuseStale, type SessionAct } from './session-act.ts';

/** What pausing touches. */
export interface PausePorts extends TellPorts {
  readonly clock: Clock;
  readonly sessions: TellPorts['sessions'] & Pick<SessionStore, 'get' | 'update'>;
  readonly hosts: Pick<DecisionLog, 'recordDecision'>;
}

/** Whether a session can be paused or go on; `keep`: it is as it is wanted. Pure. */
export function decidePause(
  session: Session,
  wanted: 'pause' | 'resume',
  now: number,
): Decision<'pause' | 'resume' | 'keep' | 'too-late' | 'session-cancelled'> {
  if (session.cancelledAt !== undefined)
    return { action: 'session-cancelled', reason: 'the session was cancelled: it takes nothing' };
  if (session.settledAt !== undefined || sessionWindowAt(session, now) === 'closed')
    return { action: 'too-late', reason: 'the session is over: it takes nothing' };
  if ((session.paused !== undefined) === (wanted === 'pause'))
    return { action: 'keep', reason: wanted === 'pause' ? 'it is paused already' : 'it is not paused' };
  return { action: wanted, reason: 'the session is not over' };
}

/**
 * Takes no more submissions, trials neither, until the session is resumed; what was accepted is judged, and everything can
 * be read. Of a paused session nothing changes. @param by user name of whoever pauses it
 */
export async function pauseSession(
  session: Session,
  reason: string,
  by: string,
  ports: PausePorts,
): Promise<SessionAct> {
  return await carryOut(session, 'pause', reason, by, ports);
}

/** Takes submissions again. The pause is no extra time: whoever wants that extends the session. */
export async function resumeSession(
  session: Session,
  reason: string,
  by: string,
  ports: PausePorts,
): Promise<SessionAct> {
  return await carryOut(session, 'resume', reason, by, ports);
}

async function carryOut(
  session: Session,
  wanted: 'pause' | 'resume',
  reason: string,
  by: string,
  ports: PausePorts,
): Promise<SessionAct> {
  const now = ports.clock.now();
  const { action, reason: why } = decidePause(session, wanted, now);
  if (action === 'keep') return await finishAct(session, ports);
  if (action === 'too-late' || action === 'session-cancelled') return refuseAct(action, why);
  const { sessionId, revision, paused } = session;
  const told = action === 'pause' ? tellPause(reason) : tellResume(now - (paused?.at ?? now), reason);
  const change = {
    paused: action === 'pause' ? { at: now, reason } : null,
    untold: noticesOf(session, now, [told]),
  };
  if (!(await ports.sessions.update(sessionId, revision, change))) return refuseStale();
  await ports.hosts.recordDecision(sessionId, {
    at: now,
    subject: 'session',
    action,
    reason: `${by}: ${reason}`,
  });
  return await finishAct(session, ports);
}
