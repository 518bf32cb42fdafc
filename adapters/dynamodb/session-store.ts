import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import type { BookingRecord, BookingStore } from '../../core/booking/booking-store.ts';
import type { Joining } from '../../core/exam/join-code.ts';
import type { Notice } from '../../core/exam/notice.ts';
import type { Page } from '../../core/exam/page.ts';
import type { FleetState, Participant, Session, SessionTimes } from '../../core/exam/session.ts';
import type { SessionFact } from '../../core/exam/session-event.ts';
import type { SessionQuery, SessionStore, StoredChange } from '../../core/exam/session-store.ts';
import { participantRow } from './participant-row.ts';
import { leaveOut, rowKindOf } from './row-kind.ts';
import { listSessions } from './session-list.ts';
import { metaKey, personKey, readSession, SESSION_KIND, sessionRow, sortOf } from './session-row.ts';
import {
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
      kind: SESSION_KIND,
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
    return await readSession(this.#table, sessionId);
  }

  async list(query: SessionQuery): Promise<Page<Session>> {
    return await listSessions(this.#table, query);
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
    { untold, unannounced }: Pick<StoredChange, 'untold' | 'unannounced'> = {},
  ): Promise<boolean> {
    const changed = await updateIf(this.#table, metaKey(sessionId), {
      set: { fleet: to, fleetReason: reason },
      append: { untold, unannounced },
      add: { revision: 1 },
      condition: '#fleet = :from',
      values: { from },
    });
    return changed !== undefined;
  }

  async update(sessionId: string, revision: number, change: StoredChange): Promise<boolean> {
    const { untold, unannounced, ...fields } = change;
    const dropped = Object.entries(fields).flatMap(([name, value]) => (value === null ? [name] : []));
    const set = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));
    const { times } = fields;
    const followed = await this.#followMove(sessionId, times);
    const changed = await updateIf(this.#table, metaKey(sessionId), {
      set: { ...set, ...this.#sortAfter(sessionId, times) },
      remove: dropped,
      append: { untold, unannounced },
      add: { revision: 1 },
      condition: '#revision = :revision',
      values: { revision },
    });
    if (changed !== undefined && followed !== undefined) await this.#followMove(sessionId, times, followed);
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

  async forgetUnannounced(sessionId: string, unannounced: readonly SessionFact[]): Promise<void> {
    await updateIf(this.#table, metaKey(sessionId), {
      remove: ['unannounced'],
      condition: `size(#unannounced) = :count AND #unannounced[${unannounced.length - 1}].eventId = :last`,
      values: { count: unannounced.length, last: unannounced.at(-1)?.eventId },
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
}
