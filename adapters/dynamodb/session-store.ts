import { DeleteCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { LONGEST_LIFE_MS } from '../../core/booking/booking-limits.ts';
import type { BookingRecord, BookingStore } from '../../core/booking/booking-store.ts';
import type { Joining } from '../../core/exam/join-code.ts';
import type { Notice } from '../../core/exam/notice.ts';
import type { Page } from '../../core/exam/page.ts';
import { InvalidCursorError } from '../../core/exam/page.ts';
import {
  type FleetState,
  type Participant,
  type Session,
  type SessionTimes,
  SHOWS,
} from '../../core/exam/session.ts';
import type { SessionQuery, SessionStore, StoredChange } from '../../core/exam/session-store.ts';
import { rulesSchema } from './grading-rules-schema.ts';
import { recipientsSchema } from './message-store.ts';
import { participantRow } from './participant-row.ts';
import { leaveOut, rowKindOf } from './row-kind.ts';
import {
  decodeCursor,
  encodeCursor,
  getItem,
  type Item,
  type Key,
  putOnce,
  queryAll,
  queryPrefix,
  sessionPk,
  type Table,
  unlessConditionFails,
  updateIf,
  writeAll,
} from './table.ts';

const KIND = 'SESSION';
/** `2026-03-02T08:00:00.000Z#<sessionId>` */
const SORT = String.raw`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z#[0-9a-z]{26}$`;

const judge = z.object({ url: z.string(), tokenParameter: z.string(), slots: z.number() });
const sessionRow = rowKindOf<Session>()(
  'session',
  z.object({
    sessionId: z.string(),
    name: z.string(),
    owner: z.string(),
    times: z.object({
      bookedAt: z.number(),
      launchAt: z.number(),
      opensAt: z.number(),
      closesAt: z.number(),
      lastClosesAt: z.number(),
      deadlineAt: z.number(),
      terminateAt: z.number(),
    }),
    problems: z.array(z.object({ label: z.string(), problemId: z.string(), version: z.number() })),
    languages: z.array(z.string()),
    languagesDropped: z.exactOptional(
      z.array(z.object({ language: z.string(), reason: z.string(), droppedAt: z.number() })),
    ),
    participantCount: z.number(),
    policy: z.object({
      testCases: z.enum(['first-failure', 'run-all']),
      maxSubmissionsPerProblem: z.exactOptional(z.number()),
      minIntervalMs: z.number(),
      shows: z.exactOptional(z.enum(SHOWS)),
    }),
    grading: z.exactOptional(rulesSchema),
    gradesPublishedAt: z.exactOptional(z.number()),
    deployment: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('fleet') }),
      z.object({ kind: z.literal('direct'), judges: z.array(judge) }),
      z.object({ kind: z.literal('pooled'), judge }),
    ]),
    fleetSize: z.exactOptional(
      z.object({
        instanceType: z.string(),
        alternatives: z.exactOptional(z.array(z.string())),
        hosts: z.number(),
        slotsPerHost: z.number(),
      }),
    ),
    fleet: z.enum(['none', 'launching', 'ready', 'draining', 'gone', 'failed']),
    fleetReason: z.string(),
    cancelledAt: z.exactOptional(z.number()),
    cancelReason: z.exactOptional(z.string()),
    join: z.exactOptional(z.object({ code: z.string(), seats: z.exactOptional(z.number()) })),
    paused: z.exactOptional(z.object({ at: z.number(), reason: z.string() })),
    untold: z.exactOptional(
      z.array(
        z.object({
          noticeId: z.string(),
          at: z.number(),
          text: z.string(),
          to: recipientsSchema,
          opensAt: z.exactOptional(z.number()),
          closesAt: z.exactOptional(z.number()),
        }),
      ),
    ),
    restoredAt: z.exactOptional(z.number()),
    settledAt: z.exactOptional(z.number()),
    estimateUsd: z.number(),
    revision: z.number(),
  }),
);
const bookingRow = rowKindOf<BookingRecord>()(
  'booking',
  z.object({
    digest: z.string(),
    estimate: z.object({
      usd: z.number(),
      lines: z.array(z.object({ what: z.string(), usd: z.number() })),
    }),
    warnings: z.array(z.object({ field: z.string(), detail: z.string() })),
  }),
);

const metaKey = (sessionId: string): Key => ({ pk: sessionPk(sessionId), sk: 'META' });
const bookingKey = (sessionId: string): Key => ({ pk: sessionPk(sessionId), sk: 'BOOKING' });
const participantKey = (sessionId: string, participantId: string): Key => ({
  pk: sessionPk(sessionId),
  sk: `PARTICIPANT#${participantId}`,
});
/** What a participant can lose. */
const DROPPABLE = ['group', 'email', 'studentId'] as const;
/** One row a session from its booking until it is settled: a sweep reads these, and not all that ever was. */
const UNSETTLED = 'UNSETTLED';
const unsettledKey = (sessionId: string) => ({ pk: UNSETTLED, sk: sessionId });
/** Lists are sorted by opening time; the id breaks ties, so that a page never ends between equals. */
const sortOf = (opensAt: number, sessionId: string): string =>
  `${new Date(opensAt).toISOString()}#${sessionId}`;

/** How somebody has to do with a session. */
type Relation = 'OWNED' | 'SEAT';
/**
 * What a person's own list is read from: a row a session and person, in the person's partition. A session that moves
 * gets rows under its new time before it moves; those of the old time stay behind, and lists pass over them.
 */
const personKey = (person: string, relation: Relation, opensAt: number, sessionId: string) => ({
  pk: `PERSON#${person}`,
  sk: `${relation}#${sortOf(opensAt, sessionId)}`,
});

/** Sessions and rosters in the sessions table. */
export class DynamoSessionStore implements SessionStore, BookingStore {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  async create(session: Session, roster: readonly Participant[]): Promise<boolean> {
    const { sessionId, times } = session;
    if ((await getItem(this.#table, metaKey(sessionId))) !== undefined) return false;
    await writeAll(this.#table, [
      ...roster.map((participant) => ({
        put: {
          ...participantKey(sessionId, participant.participantId),
          ...participantRow.write(participant),
        },
      })),
      { put: unsettledKey(sessionId) },
    ]);
    await this.#writePersons(session, times.opensAt, roster);
    return await putOnce(this.#table, {
      ...metaKey(sessionId),
      kind: KIND,
      kindSort: sortOf(times.opensAt, sessionId),
      ...sessionRow.write(session),
    });
  }

  async claimBooking(sessionId: string, record: BookingRecord): Promise<BookingRecord> {
    if (await putOnce(this.#table, { ...bookingKey(sessionId), ...bookingRow.write(record) })) return record;
    return (await this.getBooking(sessionId)) ?? record;
  }

  async getBooking(sessionId: string): Promise<BookingRecord | undefined> {
    return bookingRow.readIf(this.#table, await getItem(this.#table, bookingKey(sessionId)));
  }

  async get(sessionId: string): Promise<Session | undefined> {
    return sessionRow.readIf(this.#table, await getItem(this.#table, metaKey(sessionId)));
  }

  async list(query: SessionQuery): Promise<Page<Session>> {
    const source = sourceOf(query);
    const { first, last: end } = source;
    if (first > end) return { items: [] };
    let from: Item | undefined =
      query.cursor === undefined ? undefined : decodeCursor(query.cursor, source.members);
    const start = from === undefined ? undefined : String(from[source.sortName]);
    // DynamoDB starts nowhere but inside the range: the page before was of another one.
    if (start !== undefined && (start < first || start > end)) throw new InvalidCursorError();
    const found: { readonly key: Item; readonly session: Session }[] = [];
    // Not every row leads to a session of the list, so pages are read until the answer is full or the rows end.
    do {
      const page = await this.#table.client.send(
        new QueryCommand({
          TableName: this.#table.name,
          ...source.query,
          ScanIndexForward: query.order === 'soonest',
          Limit: Math.max(query.limit + 1, 25),
          ...(from === undefined ? {} : { ExclusiveStartKey: from }),
        }),
      );
      const items = page.Items ?? [];
      const sessions = await Promise.all(
        items.map((item) =>
          this.#sessionOf(item, source.sortName).catch((error) => leaveOut(this.#table, error)),
        ),
      );
      items.forEach((item, at) => {
        const session = sessions[at];
        if (session !== undefined && isWanted(session, query)) found.push({ key: item, session });
      });
      from = page.LastEvaluatedKey;
    } while (from !== undefined && found.length <= query.limit);
    const shown = found.slice(0, query.limit);
    const last = shown.at(-1);
    const more = found.length > query.limit || from !== undefined;
    return {
      items: shown.map(({ session }) => session),
      ...(more && last !== undefined ? { cursor: cursorAfter(last.key, Object.keys(source.members)) } : {}),
    };
  }

  async listUnsettled(): Promise<readonly Session[]> {
    const rows = await queryAll(this.#table, {
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': UNSETTLED },
      ConsistentRead: true,
    });
    const sessions: Session[] = [];
    for (let start = 0; start < rows.length; start += 25) {
      const page = rows.slice(start, start + 25);
      for (const session of await Promise.all(
        page.map(({ sk }) => this.get(String(sk)).catch((error) => leaveOut(this.#table, error))),
      ))
        if (session !== undefined && session.settledAt === undefined) sessions.push(session);
    }
    return sessions;
  }

  async getParticipant(sessionId: string, participantId: string): Promise<Participant | undefined> {
    return participantRow.readIf(
      this.#table,
      await getItem(this.#table, participantKey(sessionId, participantId)),
    );
  }

  async listParticipants(sessionId: string): Promise<readonly Participant[]> {
    const items = await queryPrefix(this.#table, sessionPk(sessionId), 'PARTICIPANT#');
    return participantRow.readAll(this.#table, items);
  }

  async putParticipants(session: Session, participants: readonly Participant[]): Promise<void> {
    const { sessionId, times } = session;
    await this.#writePersons(session, times.opensAt, participants);
    const known = new Set((await this.listParticipants(sessionId)).map(({ participantId }) => participantId));
    for (let start = 0; start < participants.length; start += 25) {
      const page = participants.slice(start, start + 25);
      const newcomers = page.filter(({ participantId }) => !known.has(participantId));
      await this.#count(sessionId, newcomers.length);
      const added = await Promise.all(newcomers.map((one) => this.#putNew(one)));
      await Promise.all(
        page
          .filter((one) => !added[newcomers.indexOf(one)])
          .map((one) =>
            updateIf(this.#table, participantKey(sessionId, one.participantId), {
              set: participantRow.write(one),
              remove: DROPPABLE.filter((name) => one[name] === undefined),
              condition: 'attribute_exists(pk) OR attribute_not_exists(pk)',
            }),
          ),
      );
      // Whoever has joined meanwhile has been counted then.
      await this.#count(sessionId, -added.filter((one) => !one).length);
    }
  }

  async addParticipant(
    session: Session,
    participant: Participant,
    seats: number,
  ): Promise<'added' | 'there' | 'full'> {
    const { sessionId, times } = session;
    await this.#writePersons(session, times.opensAt, [participant]);
    // The seat first: what dies in between leaves one empty, never one too many. It is no change that staff must look at.
    const seat = await updateIf(this.#table, metaKey(sessionId), {
      add: { participantCount: 1 },
      condition: 'attribute_exists(pk) AND #participantCount < :seats',
      values: { seats },
    });
    if (seat === undefined) return 'full';
    const added = await this.#putNew(participant);
    if (!added) await this.#count(sessionId, -1);
    // A move follows whoever is there when it comes; who comes later follows the move.
    const stored = await this.get(sessionId);
    if (stored !== undefined && stored.times.opensAt !== times.opensAt)
      await this.#writePersons(stored, stored.times.opensAt, [participant]);
    return added ? 'added' : 'there';
  }

  async removeParticipant(session: Session, participantId: string): Promise<boolean> {
    const { sessionId, times } = session;
    const removed = await unlessConditionFails(
      this.#table.client.send(
        new DeleteCommand({
          TableName: this.#table.name,
          Key: participantKey(sessionId, participantId),
          ConditionExpression: 'attribute_not_exists(intakeRevision)',
          ReturnValues: 'ALL_OLD',
        }),
      ),
    );
    if (removed === undefined) return false;
    if (removed.Attributes !== undefined) await this.#count(sessionId, -1);
    await writeAll(this.#table, [{ delete: personKey(participantId, 'SEAT', times.opensAt, sessionId) }]);
    return true;
  }

  async moveFleet(
    sessionId: string,
    from: FleetState,
    to: FleetState,
    reason: string,
    untold?: readonly Notice[],
  ): Promise<boolean> {
    const changed = await updateIf(this.#table, metaKey(sessionId), {
      set: { fleet: to, fleetReason: reason },
      append: { untold },
      add: { revision: 1 },
      condition: '#fleet = :from',
      values: { from },
    });
    return changed !== undefined;
  }

  async update(sessionId: string, revision: number, change: StoredChange): Promise<boolean> {
    const { untold, paused, gradesPublishedAt, join, ...set } = change;
    const dropped = Object.entries({ paused, gradesPublishedAt, join }).flatMap(([name, value]) =>
      value === null ? [name] : [],
    );
    const followed = await this.#followMove(sessionId, set.times);
    const changed = await updateIf(this.#table, metaKey(sessionId), {
      set: {
        ...set,
        ...this.#sortAfter(sessionId, set.times),
        ...(paused === null ? {} : { paused }),
        ...(gradesPublishedAt === null ? {} : { gradesPublishedAt }),
        ...(join === null ? {} : { join }),
      },
      remove: dropped,
      append: { untold },
      add: { revision: 1 },
      condition: '#revision = :revision',
      values: { revision },
    });
    if (changed !== undefined && followed !== undefined)
      await this.#followMove(sessionId, set.times, followed);
    return changed !== undefined;
  }

  async restore(
    sessionId: string,
    revision: number,
    times: SessionTimes,
    restoredAt: number,
    untold: readonly Notice[],
    join?: Joining,
  ): Promise<boolean> {
    const followed = await this.#followMove(sessionId, times);
    await writeAll(this.#table, [{ put: unsettledKey(sessionId) }]);
    const changed = await updateIf(this.#table, metaKey(sessionId), {
      set: {
        times,
        restoredAt,
        fleet: 'none',
        fleetReason: 'booked, cancelled and restored',
        join,
        ...this.#sortAfter(sessionId, times),
      },
      remove: [
        'cancelledAt',
        'cancelReason',
        'settledAt',
        'gradesPublishedAt',
        ...(join === undefined ? ['join'] : []),
      ],
      append: { untold },
      add: { revision: 1 },
      condition: '#revision = :revision AND attribute_exists(#cancelledAt)',
      values: { revision },
    });
    if (changed !== undefined && followed !== undefined) await this.#followMove(sessionId, times, followed);
    return changed !== undefined;
  }

  async forgetUntold(sessionId: string, untold: readonly Notice[]): Promise<void> {
    // They are only ever added to: as many, with the same last one, are the same.
    await updateIf(this.#table, metaKey(sessionId), {
      remove: ['untold'],
      condition: `size(#untold) = :count AND #untold[${untold.length - 1}].noticeId = :last`,
      values: { count: untold.length, last: untold.at(-1)?.noticeId },
    });
  }

  async settle(sessionId: string, settledAt: number): Promise<boolean> {
    const changed = await updateIf(this.#table, metaKey(sessionId), {
      set: { settledAt },
      add: { revision: 1 },
      condition: 'attribute_exists(pk) AND attribute_not_exists(#settledAt)',
    });
    await this.#table.client.send(
      new DeleteCommand({ TableName: this.#table.name, Key: unsettledKey(sessionId) }),
    );
    return changed !== undefined;
  }

  #sortAfter(sessionId: string, times: SessionTimes | undefined): Item {
    return times === undefined ? {} : { kindSort: sortOf(times.opensAt, sessionId) };
  }

  /**
   * Rows of a person's list under the time that the session is about to have; once it has it, for whoever joined meanwhile.
   * @param followed those of whom they are written
   * @returns the same; undefined when the time stays
   */
  async #followMove(
    sessionId: string,
    times: SessionTimes | undefined,
    followed?: ReadonlySet<string>,
  ): Promise<ReadonlySet<string> | undefined> {
    if (times === undefined) return undefined;
    const stored = await this.get(sessionId);
    if (stored === undefined || (followed === undefined && stored.times.opensAt === times.opensAt))
      return undefined;
    const roster = await this.listParticipants(sessionId);
    const left = roster.filter(({ participantId }) => !followed?.has(participantId));
    if (followed === undefined || left.length > 0) await this.#writePersons(stored, times.opensAt, left);
    return new Set(roster.map(({ participantId }) => participantId));
  }

  /** How many are on the roster, by a difference: joins and changes of the roster come at the same time. */
  async #count(sessionId: string, difference: number): Promise<void> {
    if (difference === 0) return;
    await updateIf(this.#table, metaKey(sessionId), {
      add: { participantCount: difference },
      condition: 'attribute_exists(pk)',
    });
  }

  async #putNew(participant: Participant): Promise<boolean> {
    const key = participantKey(participant.sessionId, participant.participantId);
    return await putOnce(this.#table, { ...key, ...participantRow.write(participant) });
  }

  async #writePersons(session: Session, opensAt: number, roster: readonly Participant[]): Promise<void> {
    const { sessionId, owner } = session;
    await writeAll(this.#table, [
      { put: personKey(owner, 'OWNED', opensAt, sessionId) },
      ...roster.map(({ participantId }) => ({ put: personKey(participantId, 'SEAT', opensAt, sessionId) })),
    ]);
  }

  /** The session that a row of a list leads to; undefined for what a move or a booking that died left behind. */
  async #sessionOf(item: Item, sortName: string): Promise<Session | undefined> {
    if (item['kind'] === KIND) return sessionRow.read(this.#table, item);
    const sort = String(item[sortName]);
    const session = await this.get(sort.slice(sort.lastIndexOf('#') + 1));
    if (session === undefined) return undefined;
    return sort.endsWith(`#${sortOf(session.times.opensAt, session.sessionId)}`) ? session : undefined;
  }
}

/** Where a list is read: the index of all sessions, or one person's partition. */
function sourceOf({ owner, participant, from, to }: SessionQuery) {
  const person = owner ?? participant;
  const prefix = person === undefined ? '' : owner === undefined ? 'SEAT#' : 'OWNED#';
  const partition = person === undefined ? KIND : `PERSON#${person}`;
  const [hashName, sortName] =
    person === undefined ? (['kind', 'kindSort'] as const) : (['pk', 'sk'] as const);
  const first =
    prefix + (from === undefined ? '0000' : new Date(Math.max(0, from - LONGEST_LIFE_MS)).toISOString());
  const last = prefix + (to === undefined ? '9999~' : new Date(to).toISOString());
  const sort = new RegExp(`^${prefix}${SORT}`);
  return {
    sortName,
    first,
    last,
    query: {
      ...(person === undefined ? { IndexName: 'byKind' } : { ConsistentRead: true }),
      KeyConditionExpression: `${hashName} = :partition AND ${sortName} BETWEEN :first AND :last`,
      ExpressionAttributeValues: {
        ':partition': partition,
        ':first': first,
        ':last': last,
      },
    },
    members: (person === undefined
      ? { pk: /^SESSION#[0-9a-z]{26}$/, sk: 'META', kind: KIND, kindSort: sort }
      : { pk: partition, sk: sort }) as Readonly<Record<string, string | RegExp>>,
  };
}

function isWanted({ owner, times }: Session, query: SessionQuery): boolean {
  return (
    (query.owner === undefined || owner === query.owner) &&
    (query.from === undefined || times.lastClosesAt > query.from) &&
    (query.to === undefined || times.opensAt < query.to)
  );
}

function cursorAfter(item: Item, names: readonly string[]): string {
  return encodeCursor(Object.fromEntries(names.map((name) => [name, String(item[name])])));
}
