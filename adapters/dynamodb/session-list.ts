import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { LONGEST_LIFE_MS } from '../../core/booking/booking-limits.ts';
import { InvalidCursorError, type Page } from '../../core/exam/page.ts';
import type { Session } from '../../core/exam/session.ts';
import type { SessionQuery } from '../../core/exam/session-store.ts';
import { leaveOut } from './row-kind.ts';
import { readSession, SESSION_KIND, sessionRow, sortOf } from './session-row.ts';
import { decodeCursor, encodeCursor, type Item, type Table } from './table.ts';

/** `2026-03-02T08:00:00.000Z#<sessionId>` */
const SORT = String.raw`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z#[0-9a-z]{26}$`;

/** Sessions as a list has them, page by page. @throws InvalidCursorError */
export async function listSessions(table: Table, query: SessionQuery): Promise<Page<Session>> {
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
    const page = await table.client.send(
      new QueryCommand({
        TableName: table.name,
        ...source.query,
        ScanIndexForward: query.order === 'soonest',
        Limit: Math.max(query.limit + 1, 25),
        ...(from === undefined ? {} : { ExclusiveStartKey: from }),
      }),
    );
    const items = page.Items ?? [];
    const sessions = await Promise.all(
      items.map((item) => findSession(table, item, source.sortName).catch((error) => leaveOut(table, error))),
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

/** The session that a row of a list leads to; undefined for what a move or a booking that died left behind. */
async function findSession(table: Table, item: Item, sortName: string): Promise<Session | undefined> {
  if (item['kind'] === SESSION_KIND) return sessionRow.read(table, item);
  const sort = String(item[sortName]);
  const session = await readSession(table, sort.slice(sort.lastIndexOf('#') + 1));
  if (session === undefined) return undefined;
  return sort.endsWith(`#${sortOf(session.times.opensAt, session.sessionId)}`) ? session : undefined;
}

/** Where a list is read: the index of all sessions, or one person's partition. */
function sourceOf({ owner, participant, from, to }: SessionQuery) {
  const person = owner ?? participant;
  const prefix = person === undefined ? '' : owner === undefined ? 'SEAT#' : 'OWNED#';
  const partition = person === undefined ? SESSION_KIND : `PERSON#${person}`;
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
      ? { pk: /^SESSION#[0-9a-z]{26}$/, sk: 'META', kind: SESSION_KIND, kindSort: sort }
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
