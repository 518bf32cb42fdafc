import type { BookingRecord, BookingStore } from '../../core/booking/booking-store.ts';
import type { ReservationCalendar, ReservationStore } from '../../core/booking/reservations.ts';
import type { RecordedDecision } from '../../core/exam/decision.ts';
import type { Joining } from '../../core/exam/join-code.ts';
import type { Notice } from '../../core/exam/notice.ts';
import type { Page } from '../../core/exam/page.ts';
import { InvalidCursorError } from '../../core/exam/page.ts';
import type { FleetState, Participant, Session, SessionTimes } from '../../core/exam/session.ts';
import type { SessionQuery, SessionStore, StoredChange } from '../../core/exam/session-store.ts';
import type { DeploymentFindings, LanguageFound } from '../../core/examination/deployment-findings.ts';
import type { AccountFindings, AccountFound } from '../../core/fleet/account-findings.ts';
import type { LaunchOutcome, LaunchRound } from '../../core/fleet/cloud.ts';
import type { Host } from '../../core/fleet/host.ts';
import type { HostStore } from '../../core/fleet/host-store.ts';
import type { Message } from '../../core/messages/message.ts';
import type { MessageStore } from '../../core/messages/message-store.ts';
import type { JudgeSigns, Slot, SlotLanguages, SlotNote, SlotStore } from '../../core/submissions/slot.ts';
import type {
  ExaminationStore,
  ExaminedJudge,
  LanguageSeen,
  StandingExamination,
} from '../../core/submissions/standing-examination.ts';

/**
 * Stores in memory, for studies that take thousands of steps on virtual time. They pass the same contract suites
 * as the stores that production uses.
 */

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
    untold: readonly Notice[] = [],
  ): Promise<boolean> {
    const change = { fleet: to, fleetReason: reason, untold };
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
    {
      paused,
      gradesPublishedAt,
      join,
      untold = [],
      ...change
    }: Omit<Partial<Session>, 'paused' | 'gradesPublishedAt' | 'join'> &
      Pick<StoredChange, 'paused' | 'gradesPublishedAt' | 'join'>,
  ): boolean {
    const session = this.#sessions.get(sessionId);
    if (session === undefined || !holds(session)) return false;
    const {
      paused: before,
      gradesPublishedAt: published,
      join: joinBefore,
      untold: waiting = [],
      ...rest
    } = session;
    const after = paused === undefined ? before : (paused ?? undefined);
    const publishedAt = gradesPublishedAt === undefined ? published : (gradesPublishedAt ?? undefined);
    const joinAfter = join === undefined ? joinBefore : (join ?? undefined);
    const told = [...waiting, ...untold];
    this.#sessions.set(sessionId, {
      ...rest,
      ...change,
      ...(after === undefined ? {} : { paused: after }),
      ...(publishedAt === undefined ? {} : { gradesPublishedAt: publishedAt }),
      ...(joinAfter === undefined ? {} : { join: joinAfter }),
      ...(told.length === 0 ? {} : { untold: told }),
      revision: session.revision + 1,
    });
    return true;
  }
}

export class MemoryReservationStore implements ReservationStore {
  #calendar: ReservationCalendar = { reservations: [], revision: 0 };

  async read(): Promise<ReservationCalendar> {
    return this.#calendar;
  }

  async write({ reservations, revision }: ReservationCalendar): Promise<boolean> {
    if (revision !== this.#calendar.revision) return false;
    this.#calendar = { reservations, revision: revision + 1 };
    return true;
  }
}

export class MemoryHostStore implements HostStore {
  readonly #rounds: LaunchRound[] = [];
  readonly #hosts = new Map<string, Host>();
  readonly #decisions = new Map<string, RecordedDecision & { readonly sessionId: string }>();

  async claimRound(round: LaunchRound): Promise<LaunchRound> {
    const stored = this.#rounds.find((other) => sameRound(other, round));
    if (stored !== undefined) return stored;
    this.#rounds.push(round);
    return round;
  }

  async resolveRound(round: LaunchRound, outcome: LaunchOutcome, resolvedAt: number): Promise<void> {
    const at = this.#rounds.findIndex((other) => sameRound(other, round));
    const stored = this.#rounds[at];
    if (stored !== undefined) this.#rounds[at] = { ...stored, outcome, resolvedAt };
  }

  async listRounds(sessionId: string): Promise<readonly LaunchRound[]> {
    return this.#rounds
      .filter((round) => round.sessionId === sessionId)
      .toSorted((a, b) => a.round - b.round);
  }

  async recordHost(host: Host): Promise<void> {
    if (!this.#hosts.has(host.hostId)) this.#hosts.set(host.hostId, host);
  }

  async listHosts(sessionId: string): Promise<readonly Host[]> {
    return [...this.#hosts.values()].filter((host) => host.sessionId === sessionId);
  }

  async updateHost(host: Host, change: Parameters<HostStore['updateHost']>[1]): Promise<Host | undefined> {
    const stored = this.#hosts.get(host.hostId);
    if (stored === undefined || stored.revision !== host.revision) return undefined;
    const changed = { ...stored, ...change, revision: stored.revision + 1 };
    this.#hosts.set(host.hostId, changed);
    return changed;
  }

  async recordDecision(sessionId: string, decision: RecordedDecision): Promise<void> {
    this.#decisions.set(JSON.stringify([sessionId, decision]), { sessionId, ...decision });
  }

  async listDecisions(sessionId: string, limit: number): Promise<readonly RecordedDecision[]> {
    return [...this.#decisions.values()]
      .filter((decision) => decision.sessionId === sessionId)
      .toSorted((a, b) => b.at - a.at)
      .slice(0, limit);
  }
}

const sameRound = (a: LaunchRound, b: LaunchRound) => a.sessionId === b.sessionId && a.round === b.round;

export class MemorySlotStore implements SlotStore {
  readonly #slots = new Map<string, Slot>();

  async open(slots: readonly Slot[]): Promise<void> {
    for (const slot of slots) if (!this.#slots.has(keyOf(slot))) this.#slots.set(keyOf(slot), slot);
  }

  async tellLanguages(sessionId: string, hostId: string, languages: SlotLanguages): Promise<void> {
    for (const [key, slot] of this.#slots)
      if (slot.sessionId === sessionId && slot.hostId === hostId)
        this.#slots.set(key, { ...slot, ...languages });
  }

  async close(sessionId: string, hostId: string): Promise<void> {
    for (const [key, slot] of this.#slots)
      if (slot.sessionId === sessionId && slot.hostId === hostId) this.#slots.delete(key);
  }

  async list(sessionId: string): Promise<readonly Slot[]> {
    return [...this.#slots.values()].filter((slot) => slot.sessionId === sessionId);
  }

  async take(slot: Slot, leaseId: string, until: number, now: number): Promise<boolean> {
    const stored = this.#slots.get(keyOf(slot));
    if (stored === undefined || (stored.holder !== undefined && stored.holder.until > now)) return false;
    this.#slots.set(keyOf(slot), { ...stored, holder: { leaseId, until } });
    return true;
  }

  async renew(slot: Slot, leaseId: string, until: number, note: SlotNote = {}): Promise<boolean> {
    const stored = this.#slots.get(keyOf(slot));
    if (stored?.holder?.leaseId !== leaseId) return false;
    const { participant = stored.holder.participant, ...signs } = note;
    const holder = { leaseId, until, ...(participant === undefined ? {} : { participant }) };
    this.#slots.set(keyOf(slot), { ...withSigns(stored, signs), holder });
    return true;
  }

  async release(slot: Slot, leaseId: string, signs: JudgeSigns = {}): Promise<void> {
    const stored = this.#slots.get(keyOf(slot));
    if (stored?.holder?.leaseId !== leaseId) return;
    const { holder: _, ...free } = stored;
    this.#slots.set(keyOf(slot), withSigns(free, signs));
  }
}

function withSigns(slot: Slot, signs: JudgeSigns): Slot {
  const all = { ...slot.signs, ...signs };
  return Object.keys(all).length === 0 ? slot : { ...slot, signs: all };
}

const keyOf = ({ sessionId, hostId, number }: Slot) => `${sessionId}/${hostId}/${number}`;

export class MemoryDeploymentFindings implements DeploymentFindings, AccountFindings {
  readonly #found = new Map<string, Map<string, LanguageFound>>();

  async record(deployment: string, found: readonly LanguageFound[]): Promise<void> {
    const rows = this.#found.get(deployment) ?? new Map<string, LanguageFound>();
    for (const one of found) rows.set(one.language, one);
    this.#found.set(deployment, rows);
  }

  readonly #account = new Map<string, AccountFound>();

  async recordAccount(found: readonly AccountFound[]): Promise<void> {
    for (const one of found)
      this.#account.set(one.kind === 'type-refused' ? one.instanceType : one.kind, one);
  }

  async listAccount(): Promise<readonly AccountFound[]> {
    return [...this.#account.values()];
  }

  async list(deployment: string): Promise<readonly LanguageFound[]> {
    return [...(this.#found.get(deployment)?.values() ?? [])].toSorted((a, b) =>
      a.language < b.language ? -1 : 1,
    );
  }
}

export class MemoryExaminationStore implements ExaminationStore {
  readonly #rows = new Map<
    string,
    StandingExamination & { readonly holder?: { readonly leaseId: string; readonly until: number } }
  >();

  async get(judge: ExaminedJudge): Promise<StandingExamination | undefined> {
    const row = this.#rows.get(examKeyOf(judge));
    if (row === undefined) return undefined;
    const { holder: _, ...examination } = row;
    return examination;
  }

  async claim(judge: ExaminedJudge, leaseId: string, until: number, now: number) {
    const row = this.#rows.get(examKeyOf(judge)) ?? { languages: [] };
    if (row.holder !== undefined && row.holder.until > now) return undefined;
    this.#rows.set(examKeyOf(judge), { ...row, holder: { leaseId, until } });
    return await this.get(judge);
  }

  async renew(judge: ExaminedJudge, leaseId: string, until: number): Promise<boolean> {
    return this.#changeIfHeld(judge, leaseId, (row) => ({ ...row, holder: { leaseId, until } }));
  }

  async note(
    judge: ExaminedJudge,
    leaseId: string,
    found: { readonly language: LanguageSeen } | { readonly sandbox: string },
  ): Promise<boolean> {
    return this.#changeIfHeld(judge, leaseId, (row) => {
      if ('sandbox' in found) return { ...row, ...found };
      const others = row.languages.filter(({ language }) => language !== found.language.language);
      const languages = [...others, found.language].toSorted((a, b) => (a.language < b.language ? -1 : 1));
      return { ...row, languages };
    });
  }

  async release(judge: ExaminedJudge, leaseId: string): Promise<void> {
    this.#changeIfHeld(judge, leaseId, ({ holder: _, ...row }) => row);
  }

  #changeIfHeld(
    judge: ExaminedJudge,
    leaseId: string,
    change: (row: StandingExamination & { readonly holder?: object }) => StandingExamination,
  ): boolean {
    const row = this.#rows.get(examKeyOf(judge));
    if (row?.holder?.leaseId !== leaseId) return false;
    this.#rows.set(examKeyOf(judge), change(row));
    return true;
  }
}

const examKeyOf = ({ sessionId, hostId }: ExaminedJudge) => `${sessionId}/${hostId}`;

export class MemoryMessageStore implements MessageStore {
  readonly #messages = new Map<string, Message>();
  readonly #readUntil = new Map<string, number>();
  readonly #askedAt = new Map<string, number>();

  async put(message: Message): Promise<boolean> {
    const key = `${message.sessionId}#${message.messageId}`;
    if (this.#messages.has(key)) return false;
    this.#messages.set(key, message);
    return true;
  }

  async listFrom(sessionId: string, fromMessageId: string): Promise<readonly Message[]> {
    return [...this.#messages.values()]
      .filter((one) => one.sessionId === sessionId && one.messageId >= fromMessageId)
      .sort((a, b) => (a.messageId < b.messageId ? -1 : 1));
  }

  async getReadUntil(sessionId: string, username: string): Promise<number> {
    return this.#readUntil.get(`${sessionId}#${username}`) ?? 0;
  }

  async markRead(sessionId: string, username: string, until: number): Promise<number> {
    const mark = Math.max(until, await this.getReadUntil(sessionId, username));
    this.#readUntil.set(`${sessionId}#${username}`, mark);
    return mark;
  }

  async takeTurn(sessionId: string, username: string, now: number, intervalMs: number): Promise<number> {
    const key = `${sessionId}#${username}`;
    const next = (this.#askedAt.get(key) ?? Number.NEGATIVE_INFINITY) + intervalMs;
    if (next > now) return next - now;
    this.#askedAt.set(key, now);
    return 0;
  }
}
