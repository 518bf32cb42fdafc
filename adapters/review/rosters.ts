import type { SessionStore } from '../../core/exam/session-store.ts';
import type { Person } from '../../core/review/models/hide-people.ts';

/** How long a roster is taken for what it was, ms: a session that is reviewed is over. */
const KEPT_MS = 5 * 60_000;

/** Who is on the roster of a session; the last one is kept, since reviews of a session come one after the other. */
export class Rosters {
  readonly #sessions: Pick<SessionStore, 'listParticipants'>;
  readonly #now: () => number;
  #kept:
    | { readonly sessionId: string; readonly until: number; readonly people: readonly Person[] }
    | undefined;

  constructor(sessions: Pick<SessionStore, 'listParticipants'>, now: () => number) {
    this.#sessions = sessions;
    this.#now = now;
  }

  /** Everybody on a roster, by all that names them. */
  async listPeople(sessionId: string): Promise<readonly Person[]> {
    if (this.#kept?.sessionId === sessionId && this.#now() < this.#kept.until) return this.#kept.people;
    const roster = await this.#sessions.listParticipants(sessionId);
    const people = roster.flatMap(({ participantId, name, studentId, email }): Person[] => [
      { participantId, name },
      ...[studentId, email].flatMap((other) => (other === undefined ? [] : [{ participantId: other }])),
    ]);
    this.#kept = { sessionId, until: this.#now() + KEPT_MS, people };
    return people;
  }
}
