import type { Refusal } from '../exam/refusal.ts';
import type { Session } from '../exam/session.ts';
import type { SessionStore } from '../exam/session-store.ts';
import { type TellPorts, tellNotices } from '../messages/tell-notices.ts';

/** What came of something that staff wanted done with a session. */
export type SessionAct =
  | { readonly done: true /** As it is stored now. */; readonly session: Session }
  | { readonly done: false; readonly refusal: ActRefusal };

export type ActRefusal = Refusal<
  | 'conflict'
  | 'invalid-request'
  | 'not-yet'
  | 'session-cancelled'
  | 'session-not-open'
  | 'too-late'
  | 'unavailable'
>;

/** An act that is not done. */
export function refuseAct(
  kind: ActRefusal['kind'],
  reason: string,
  more: Pick<ActRefusal, 'faults' | 'retryAfterMs'> = {},
): Extract<SessionAct, { done: false }> {
  return { done: false, refusal: { kind, reason, ...more } };
}

/** The refusal of what was decided on a session that somebody else has changed since. */
export const refuseStale = () =>
  refuseAct('conflict', 'the session changed in between: look again and repeat');

/** The act is done, and those concerned are told: the session as it is stored now. */
export async function finishAct(
  session: Session,
  ports: TellPorts & { readonly sessions: Pick<SessionStore, 'get'> },
): Promise<SessionAct> {
  const stored = (await ports.sessions.get(session.sessionId)) ?? session;
  // What is not told now stays on the row, where readers see it and the next tick or act tells it: the act is done.
  return { done: true, session: await tellNotices(stored, ports).catch(() => stored) };
}
