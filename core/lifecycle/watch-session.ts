import type { Clock } from '../exam/clock.ts';
import type { Decision, DecisionLog } from '../exam/decision.ts';
import type { Session, SessionWatch } from '../exam/session.ts';
import type { SessionStore } from '../exam/session-store.ts';
import { isOver } from '../exam/window.ts';
import { type ActRefusal, refuseAct, refuseStale } from './session-act.ts';

/** What watching a session more closely touches. */
export interface WatchPorts {
  readonly clock: Pick<Clock, 'now'>;
  readonly sessions: Pick<SessionStore, 'update'>;
  readonly hosts: Pick<DecisionLog, 'recordDecision'>;
}

/** What came of it: the watch as it is kept, undefined where there is none. */
export type WatchAct =
  | { readonly done: true; readonly watch: SessionWatch | undefined }
  | { readonly done: false; readonly refusal: ActRefusal };

/** Whether a session can be watched more closely, and until when. Pure. @param forMs as asked for */
export function decideWatch(
  session: Session,
  forMs: number,
  now: number,
): Decision<'watch' | 'invalid-request' | 'too-late'> & { readonly until: number } {
  const until = Math.min(now + forMs, session.times.terminateAt);
  if (session.deployment.kind !== 'fleet')
    return {
      action: 'invalid-request',
      reason: 'its judges are kept by somebody: it has no hosts of ours to watch',
      until,
    };
  if (session.settledAt !== undefined || isOver(session, now))
    return { action: 'too-late', reason: 'the session is over: its hosts go', until };
  return { action: 'watch', reason: 'it has hosts', until };
}

/** Has the hosts of a session glanced at each `everyMs` for a while; one that is watched already is watched as asked for now. */
export async function startWatch(
  session: Session,
  asked: { readonly everyMs: number; readonly forMs: number; readonly by: string; readonly reason: string },
  ports: WatchPorts,
): Promise<WatchAct> {
  const now = ports.clock.now();
  const { action, reason, until } = decideWatch(session, asked.forMs, now);
  if (action !== 'watch') return refuseAct(action, reason);
  const watch = { everyMs: asked.everyMs, until, by: asked.by };
  const seconds = asked.everyMs / 1000;
  const what = `each ${seconds} s until ${new Date(until).toISOString()}`;
  return await write(session, watch, 'watch', `${what}, as ${asked.by} asked: ${asked.reason}`, ports);
}

/** Has the hosts of a session looked at as usual again; of one that is not watched nothing changes. */
export async function stopWatch(
  session: Session,
  asked: { readonly by: string; readonly reason: string },
  ports: WatchPorts,
): Promise<WatchAct> {
  const now = ports.clock.now();
  const { watch } = session;
  if (watch === undefined || watch.until <= now) return { done: true, watch: undefined };
  const reason = `as usual, as ${asked.by} asked: ${asked.reason}`;
  return await write(session, { ...watch, until: now }, 'watch-no-more', reason, ports);
}

async function write(
  { sessionId, revision }: Session,
  watch: SessionWatch,
  action: string,
  reason: string,
  { clock, sessions, hosts }: WatchPorts,
): Promise<WatchAct> {
  const at = clock.now();
  if (!(await sessions.update(sessionId, revision, { watch }))) return refuseStale();
  await hosts.recordDecision(sessionId, { at, subject: 'fleet', action, reason });
  return { done: true, watch: watch.until > at ? watch : undefined };
}
