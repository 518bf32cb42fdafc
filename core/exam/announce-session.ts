import type { FleetState, Session } from './session.ts';
import type { EventPublisher, SessionFact } from './session-event.ts';
import type { SessionStore } from './session-store.ts';

/** What announcing touches. */
export interface AnnouncePorts {
  readonly events: EventPublisher;
  readonly sessions: Pick<SessionStore, 'forgetUnannounced'>;
}

/**
 * That the fleet moves, as it is written with the move. A fleet comes to a state once of a revision: the id is of this move and no other.
 * @param session as it was when the move was decided
 */
export function fleetFact(
  { sessionId, revision }: Pick<Session, 'sessionId' | 'revision'>,
  state: FleetState,
  reason: string,
  at: number,
): SessionFact {
  return {
    eventId: `${sessionId}:fleet:${state}:${revision}`,
    sessionId,
    at,
    type: 'session.fleet',
    state,
    reason,
  };
}

/**
 * Publishes what waits on the session's row, then takes it off: a crash in between publishes again with the same ids.
 * @returns the session without it
 */
export async function announceSession(
  session: Session,
  { events, sessions }: AnnouncePorts,
): Promise<Session> {
  const { unannounced = [], ...rest } = session;
  if (unannounced.length === 0) return rest;
  await events.publish(unannounced);
  // Not when another change has added to it: whoever made that publishes all.
  await sessions.forgetUnannounced(session.sessionId, unannounced);
  return rest;
}
