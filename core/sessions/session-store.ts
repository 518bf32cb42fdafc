import type { FleetState, Participant, Session, SessionTimes } from './session.ts';

/** A page of a list: `cursor` is opaque and absent on the last page. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly cursor?: string;
}

/** Keeps sessions and rosters. Implementations: adapters/dynamodb/session-store.ts. */
export interface SessionStore {
  /** Writes a new session with its roster. The session's own row is written last: a session that can be read is whole. @returns false when the id exists. */
  create(session: Session, roster: readonly Participant[]): Promise<boolean>;
  get(sessionId: string): Promise<Session | undefined>;
  list(options: {
    readonly limit: number;
    readonly cursor?: string;
    readonly owner?: string;
  }): Promise<Page<Session>>;
  getParticipant(sessionId: string, participantId: string): Promise<Participant | undefined>;
  listParticipants(sessionId: string): Promise<readonly Participant[]>;
  /** Moves the fleet by condition on its present state. @returns false when the state was another. */
  moveFleet(sessionId: string, from: FleetState, to: FleetState, reason: string): Promise<boolean>;
  /** Changes times, name, policy or cancellation by condition on the revision. @returns false when somebody was faster. */
  update(
    sessionId: string,
    revision: number,
    change: {
      readonly times?: SessionTimes;
      readonly name?: string;
      readonly cancelledAt?: number;
      readonly cancelReason?: string;
    },
  ): Promise<boolean>;
  /** Records that the session is settled, once. @returns false when it was settled before. */
  settle(sessionId: string, settledAt: number): Promise<boolean>;
}
