import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { FleetState, Participant, Session } from '../../core/sessions/session.ts';
import type { Page, SessionStore } from '../../core/sessions/session-store.ts';
import {
  decodeCursor,
  encodeCursor,
  fromItem,
  getItem,
  type Item,
  type Key,
  putOnce,
  queryPrefix,
  sessionPk,
  type Table,
  updateIf,
  writeAll,
} from './table.ts';

const KIND = 'SESSION';
const INDEX_ATTRIBUTES = ['kind', 'kindSort'];

const metaKey = (sessionId: string): Key => ({ pk: sessionPk(sessionId), sk: 'META' });
const participantKey = (sessionId: string, participantId: string): Key => ({
  pk: sessionPk(sessionId),
  sk: `PARTICIPANT#${participantId}`,
});
/** Lists are sorted by opening time; the id breaks ties, so that a page never ends between equals. */
const kindSortOf = (opensAt: number, sessionId: string): string =>
  `${new Date(opensAt).toISOString()}#${sessionId}`;

/** Sessions and rosters in the sessions table. */
export class DynamoSessionStore implements SessionStore {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  async create(session: Session, roster: readonly Participant[]): Promise<boolean> {
    if ((await getItem(this.#table, metaKey(session.sessionId))) !== undefined) return false;
    await writeAll(
      this.#table,
      roster.map((participant) => ({
        put: { ...participantKey(session.sessionId, participant.participantId), ...participant },
      })),
    );
    return await putOnce(this.#table, {
      ...metaKey(session.sessionId),
      kind: KIND,
      kindSort: kindSortOf(session.times.opensAt, session.sessionId),
      ...session,
    });
  }

  async get(sessionId: string): Promise<Session | undefined> {
    const item = await getItem(this.#table, metaKey(sessionId));
    return item === undefined ? undefined : fromItem<Session>(item, INDEX_ATTRIBUTES);
  }

  async list(options: {
    readonly limit: number;
    readonly cursor?: string;
    readonly owner?: string;
  }): Promise<Page<Session>> {
    let from: Item | undefined =
      options.cursor === undefined ? undefined : decodeCursor(options.cursor, { kind: KIND, sk: 'META' });
    const found: Item[] = [];
    // A filter thins pages out, so pages are read until the answer is full or the index ends.
    do {
      const page = await this.#table.client.send(
        new QueryCommand({
          TableName: this.#table.name,
          IndexName: 'byKind',
          KeyConditionExpression: 'kind = :kind',
          ScanIndexForward: false,
          Limit: Math.max(options.limit, 25),
          ExpressionAttributeValues: {
            ':kind': KIND,
            ...(options.owner === undefined ? {} : { ':owner': options.owner }),
          },
          ...(options.owner === undefined
            ? {}
            : { FilterExpression: '#owner = :owner', ExpressionAttributeNames: { '#owner': 'owner' } }),
          ...(from === undefined ? {} : { ExclusiveStartKey: from }),
        }),
      );
      found.push(...(page.Items ?? []));
      from = page.LastEvaluatedKey;
    } while (from !== undefined && found.length <= options.limit);
    const items = found.slice(0, options.limit);
    const last = items.at(-1);
    const more = found.length > options.limit || from !== undefined;
    return {
      items: items.map((item) => fromItem<Session>(item, INDEX_ATTRIBUTES)),
      ...(more && last !== undefined ? { cursor: cursorAfter(last) } : {}),
    };
  }

  async getParticipant(sessionId: string, participantId: string): Promise<Participant | undefined> {
    const item = await getItem(this.#table, participantKey(sessionId, participantId));
    return item === undefined ? undefined : fromItem<Participant>(item);
  }

  async listParticipants(sessionId: string): Promise<readonly Participant[]> {
    const items = await queryPrefix(this.#table, sessionPk(sessionId), 'PARTICIPANT#');
    return items.map((item) => fromItem<Participant>(item));
  }

  async moveFleet(sessionId: string, from: FleetState, to: FleetState, reason: string): Promise<boolean> {
    const changed = await updateIf(this.#table, metaKey(sessionId), {
      set: { fleet: to, fleetReason: reason },
      add: { revision: 1 },
      condition: '#fleet = :from',
      values: { from },
    });
    return changed !== undefined;
  }

  async update(
    sessionId: string,
    revision: number,
    change: Parameters<SessionStore['update']>[2],
  ): Promise<boolean> {
    const changed = await updateIf(this.#table, metaKey(sessionId), {
      set: {
        ...change,
        ...(change.times === undefined ? {} : { kindSort: kindSortOf(change.times.opensAt, sessionId) }),
      },
      add: { revision: 1 },
      condition: '#revision = :revision',
      values: { revision },
    });
    return changed !== undefined;
  }

  async settle(sessionId: string, settledAt: number): Promise<boolean> {
    const changed = await updateIf(this.#table, metaKey(sessionId), {
      set: { settledAt },
      add: { revision: 1 },
      condition: 'attribute_exists(pk) AND attribute_not_exists(#settledAt)',
    });
    return changed !== undefined;
  }
}

function cursorAfter(item: Item): string {
  return encodeCursor({
    pk: String(item['pk']),
    sk: String(item['sk']),
    kind: String(item['kind']),
    kindSort: String(item['kindSort']),
  });
}
