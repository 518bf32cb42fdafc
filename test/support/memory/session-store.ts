import type { BookingRecord, BookingStore } from '../../../core/booking/booking-store.ts';
import type { Joining } from '../../../core/exam/join-code.ts';
import type { Notice } from '../../../core/exam/notice.ts';
import type { Page } from '../../../core/exam/page.ts';
import { InvalidCursorError } from '../../../core/exam/page.ts';
import type { FleetState, Participant, Session, SessionTimes } from '../../../core/exam/session.ts';
import type { SessionFact } from '../../../core/exam/session-event.ts';
import type { SessionQuery, SessionStore, StoredChange } from '../../../core/exam/session-store.ts';

/** In memory, for studies of thousands of steps on virtual time: passes the contract suite of the store that production uses. */
export class MemorySessionStore implements SessionStore, BookingStore {
  readonly #sessions = new Map<string, Session>();
  readonly #rosters = new Map<string, Map<string, Participant>>();
  readonly #bookings = new Map<string, BookingRecord>();

  async create(session: Session, roster: readonly Participant[]): Promise<boolean> {
    if (this.#sessions.has(session.sessionId)) return false;
    this.#sessions.set(session.sessionId, session);
    this.#rosters.set(session.sessionId, new Map(roster.map((one) => [one.participantId, one])));
    return true;
  }

  async claimBooking(sessionId: string, record: BookingRecord): Promise<BookingRecord> {
    const held = this.#bookings.get(sessionId) ?? record;
    this.#bookings.set(sessionId, held);
    return held;
  }

  async getBooking(sessionId: string): Promise<BookingRecord | undefined> {
    return this.#bookings.get(sessionId);
  }

  async get(sessionId: string): Promise<Session | undefined> {
    return this.#sessions.get(sessionId);
  }

  async list(query: SessionQuery): Promise<Page<Session>> {
    const { owner, participant, from, to, cursor, limit, order } = query;
    const sortKey = ({ times, sessionId }: Session) =>
      `${new Date(times.opensAt).toISOString()}#${sessionId}`;
    const later = order === 'soonest' ? -1 : 1;
    const all = [...this.#sessions.values()]
      .filter((session) => owner === undefined || session.owner === owner)
      .filter((session) => participant === undefined || this.#roster(session.sessionId).has(participant))
      .filter(({ times }) => from === undefined || times.lastClosesAt > from)
      .filter(({ times }) => to === undefined || times.opensAt < to)
      .toSorted((a, b) => (sortKey(a) < sortKey(b) ? later : -later));
    const start = cursor === undefined ? 0 : all.findIndex(({ sessionId }) => sessionId === cursor) + 1;
    if (cursor !== undefined && start === 0) throw new InvalidCursorError();
    const items = all.slice(start, start + limit);
    const last = items.at(-1);
    return start + items.length < all.length && last !== undefined
      ? { items, cursor: last.sessionId }
      : { items };
  }

  async listUnsettled(): Promise<readonly Session[]> {
    return [...this.#sessions.values()].filter(({ settledAt }) => settledAt === undefined);
  }

  async getParticipant(sessionId: string, participantId: string): Promise<Participant | undefined> {
    return this.#roster(sessionId).get(participantId);
  }

  async listParticipants(sessionId: string): Promise<readonly Participant[]> {
    return [...this.#roster(sessionId).values()];
  }

  async putParticipants({ sessionId }: Session, participants: readonly Participant[]): Promise<void> {
    const roster = this.#roster(sessionId);
    const before = roster.size;
    for (const one of participants) roster.set(one.participantId, one);
    this.#count(sessionId, roster.size - before);
  }

  async addParticipant(
    { sessionId }: Session,
    participant: Participant,
    seats: number,
  ): Promise<'added' | 'there' | 'full'> {
    const session = this.#sessions.get(sessionId);
    if (session === undefined || session.participantCount >= seats) return 'full';
    if (this.#roster(sessionId).has(participant.participantId)) return 'there';
    this.#roster(sessionId).set(participant.participantId, participant);
    this.#count(sessionId, 1);
    return 'added';
  }

  async removeParticipant({ sessionId }: Session, participantId: string): Promise<boolean> {
    if (this.#roster(sessionId).delete(participantId)) this.#count(sessionId, -1);
    return true;
  }

  async moveFleet(
    sessionId: string,
    from: FleetState,
    to: FleetState,
    reason: string,
    told: Pick<StoredChange, 'untold' | 'unannounced'> = {},
  ): Promise<boolean> {
    const change = { fleet: to, fleetReason: reason, ...told };
    return this.#change(sessionId, (session) => session.fleet === from, change);
  }

  async update(sessionId: string, revision: number, change: StoredChange): Promise<boolean> {
    return this.#change(sessionId, (session) => session.revision === revision, change);
  }

  async restore(
    sessionId: string,
    revision: number,
    times: SessionTimes,
    restoredAt: number,
    untold: readonly Notice[],
    join?: Joining,
  ): Promise<boolean> {
    const session = this.#sessions.get(sessionId);
    if (session?.cancelledAt === undefined || session.revision !== revision) return false;
    const {
      cancelledAt: _,
      cancelReason: __,
      settledAt: ___,
      gradesPublishedAt: ____,
      join: _____,
      ...rest
    } = session;
    const fleetReason = 'booked, cancelled and restored';
    this.#sessions.set(sessionId, {
      ...rest,
      times,
      restoredAt,
      ...(join === undefined ? {} : { join }),
      ...(untold.length === 0 ? {} : { untold: [...(rest.untold ?? []), ...untold] }),
      fleet: 'none',
      fleetReason,
      revision: revision + 1,
    });
    return true;
  }

  async forgetUntold(sessionId: string, untold: readonly Notice[]): Promise<void> {
    const session = this.#sessions.get(sessionId);
    if (session === undefined || JSON.stringify(session.untold) !== JSON.stringify(untold)) return;
    const { untold: _, ...rest } = session;
    this.#sessions.set(sessionId, rest);
  }

  async forgetUnannounced(sessionId: string, unannounced: readonly SessionFact[]): Promise<void> {
    const session = this.#sessions.get(sessionId);
    if (session === undefined || JSON.stringify(session.unannounced) !== JSON.stringify(unannounced)) return;
    const { unannounced: _, ...rest } = session;
    this.#sessions.set(sessionId, rest);
  }

  async settle(sessionId: string, settledAt: number): Promise<boolean> {
    return this.#change(sessionId, (session) => session.settledAt === undefined, { settledAt });
  }

  #count(sessionId: string, difference: number): void {
    const session = this.#sessions.get(sessionId);
    if (session === undefined) return;
    this.#sessions.set(sessionId, { ...session, participantCount: session.participantCount + difference });
  }

  #roster(sessionId: string): Map<string, Participant> {
    const roster = this.#rosters.get(sessionId) ?? new Map<string, Participant>();
    if (this.#sessions.has(sessionId)) this.#rosters.set(sessionId, roster);
    return roster;
  }

  #change(
    sessionId: string,
    holds: (session: Session) => boolean,
    { untold = [], unannounced = [], ...change }: Partial<Session> | StoredChange,
  ): boolean {
    const session = this.#sessions.get(sessionId);
    if (session === undefined || !holds(session)) return false;
    const { untold: waiting = [], unannounced: unpublished = [], ...rest } = session;
    // null takes a field away.
    const merged = Object.entries({ ...rest, ...change }).filter(
      ([, value]) => value !== null && value !== undefined,
    );
    const told = [...waiting, ...untold];
    const facts = [...unpublished, ...unannounced];
    this.#sessions.set(sessionId, {
      ...(Object.fromEntries(merged) as unknown as Session),
      ...(told.length === 0 ? {} : { untold: told }),
      ...(facts.length === 0 ? {} : { unannounced: facts }),
      revision: session.revision + 1,
    });
    return true;
  }
}
