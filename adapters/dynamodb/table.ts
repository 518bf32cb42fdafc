import { setTimeout as sleep } from 'node:timers/promises';
import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import {
  BatchWriteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  type QueryCommandInput,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { InvalidCursorError } from '../../core/exam/page.ts';
import { type BackOff, backOffMs } from '../../core/resilience/back-off.ts';
import { unless } from '../errors/classify-error.ts';

/**
 * Plumbing that every store shares. The rules it carries: one conditional write where one suffices (no
 * transactions: half the price, and the embedded DynamoDB has none), strongly consistent reads of single rows,
 * every query paginated to its end, cursors opaque and checked.
 */

/** Before what a batch left out is asked for again: many may have been told the same at the same moment. */
export const LEFT_OUT: BackOff = { baseMs: 200, capMs: 4_000 };

/** One table and the client to reach it. */
export interface Table {
  readonly client: DynamoDBDocumentClient;
  readonly name: string;
  /** Told of each row that a list left out since it could not be read. */
  readonly onUnreadable?: (error: Error) => void;
}

/** Primary key of every table of ours. */
export interface Key {
  readonly pk: string;
  readonly sk: string;
}

export type Item = Record<string, unknown>;

/** The document client with our one way of marshalling: `undefined` members are left out. */
export function createDocumentClient(config: DynamoDBClientConfig = {}): DynamoDBDocumentClient {
  return DynamoDBDocumentClient.from(new DynamoDBClient(config), {
    marshallOptions: { removeUndefinedValues: true, convertEmptyValues: false },
  });
}

/** Partition key of everything that belongs to a session. */
export function sessionPk(sessionId: string): string {
  return `SESSION#${sessionId}`;
}

/** Strongly consistent read of one row. */
export async function getItem(table: Table, key: Key): Promise<Item | undefined> {
  const { Item: item } = await table.client.send(
    new GetCommand({ TableName: table.name, Key: key, ConsistentRead: true }),
  );
  return item;
}

/** Writes a new row. @returns false when the key exists; the row there is left alone. */
export async function putOnce(table: Table, item: Key & Item): Promise<boolean> {
  const put = new PutCommand({
    TableName: table.name,
    Item: item,
    ConditionExpression: 'attribute_not_exists(pk)',
  });
  return (await unlessConditionFails(table.client.send(put))) !== undefined;
}

/**
 * Puts a row that is always written whole, by condition on the revision that it was read with; 0 stands for no row.
 * @param item carries the next revision. @returns false when somebody was faster
 */
export async function putRevision(table: Table, item: Key & Item, revision: number): Promise<boolean> {
  const put = new PutCommand({
    TableName: table.name,
    Item: item,
    ...(revision === 0
      ? { ConditionExpression: 'attribute_not_exists(pk)' }
      : {
          ConditionExpression: '#revision = :revision',
          ExpressionAttributeNames: { '#revision': 'revision' },
          ExpressionAttributeValues: { ':revision': revision },
        }),
  });
  return (await unlessConditionFails(table.client.send(put))) !== undefined;
}

/** A change of one row. Names in `condition` are written `#name` and declared by use; its values are in `values`. */
export interface Change {
  readonly set?: Item;
  readonly remove?: readonly string[];
  readonly add?: Readonly<Record<string, number>>;
  /** Put at the end of lists, which are made where there are none. */
  readonly append?: Readonly<Record<string, readonly unknown[] | undefined>>;
  /** Without one the row must exist. */
  readonly condition: string;
  readonly values?: Item;
}

/** Changes a row by condition. @returns the row as it then stands, undefined when the condition did not hold. */
export async function updateIf(table: Table, key: Key, change: Change): Promise<Item | undefined> {
  const names: Record<string, string> = {};
  const values: Item = {};
  const nameOf = (name: string) => {
    names[`#${name}`] = name;
    return `#${name}`;
  };
  const clauses: string[] = [];
  const sets = Object.entries(change.set ?? {}).filter(([, value]) => value !== undefined);
  const appends = Object.entries(change.append ?? {}).filter(([, more = []]) => more.length > 0);
  const parts = [
    ...sets.map(([name, value]) => {
      values[`:set_${name}`] = value;
      return `${nameOf(name)} = :set_${name}`;
    }),
    ...appends.map(([name, more]) => {
      values[`:append_${name}`] = more;
      values[':no_list'] = [];
      return `${nameOf(name)} = list_append(if_not_exists(${nameOf(name)}, :no_list), :append_${name})`;
    }),
  ];
  if (parts.length > 0) clauses.push(`SET ${parts.join(', ')}`);
  if (change.remove !== undefined && change.remove.length > 0)
    clauses.push(`REMOVE ${change.remove.map(nameOf).join(', ')}`);
  const adds = Object.entries(change.add ?? {});
  if (adds.length > 0) {
    const parts = adds.map(([name, value]) => {
      values[`:add_${name}`] = value;
      return `${nameOf(name)} :add_${name}`;
    });
    clauses.push(`ADD ${parts.join(', ')}`);
  }
  for (const [, name] of change.condition.matchAll(/#([A-Za-z]\w*)/g)) if (name !== undefined) nameOf(name);
  for (const [name, value] of Object.entries(change.values ?? {})) values[`:${name}`] = value;
  const answer = await unlessConditionFails(
    table.client.send(
      new UpdateCommand({
        TableName: table.name,
        Key: key,
        UpdateExpression: clauses.join(' '),
        ConditionExpression: change.condition,
        ExpressionAttributeNames: names,
        ...(Object.keys(values).length > 0 ? { ExpressionAttributeValues: values } : {}),
        ReturnValues: 'ALL_NEW',
      }),
    ),
  );
  return answer?.Attributes;
}

/** All rows of a partition whose sort key begins with `prefix`, strongly consistent, to the last page. */
export async function queryPrefix(table: Table, pk: string, prefix: string): Promise<Item[]> {
  return await queryAll(table, {
    KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
    ExpressionAttributeValues: { ':pk': pk, ':prefix': prefix },
    ConsistentRead: true,
  });
}

/** Every page of a query, one after the other. */
export async function* queryPages(
  table: Table,
  input: Omit<QueryCommandInput, 'TableName'>,
): AsyncGenerator<readonly Item[]> {
  let from: Item | undefined;
  do {
    const page = await table.client.send(
      new QueryCommand({
        ...input,
        TableName: table.name,
        ...(from === undefined ? {} : { ExclusiveStartKey: from }),
      }),
    );
    yield page.Items ?? [];
    from = page.LastEvaluatedKey;
  } while (from !== undefined);
}

/** All that a query finds. */
export async function queryAll(table: Table, input: Omit<QueryCommandInput, 'TableName'>): Promise<Item[]> {
  const items: Item[] = [];
  for await (const page of queryPages(table, input)) items.push(...page);
  return items;
}

/** One page of a query. */
export async function queryPage(table: Table, input: Omit<QueryCommandInput, 'TableName'>): Promise<Item[]> {
  const { Items: items = [] } = await table.client.send(
    new QueryCommand({ ...input, TableName: table.name }),
  );
  return items;
}

/** Puts or deletes any number of rows, 25 a call, and repeats what DynamoDB left unprocessed. Not atomic. */
export async function writeAll(
  table: Table,
  writes: readonly ({ readonly put: Key & Item } | { readonly delete: Key })[],
): Promise<void> {
  for (let start = 0; start < writes.length; start += 25) {
    let requests: Record<string, unknown>[] = writes
      .slice(start, start + 25)
      .map((write) =>
        'put' in write ? { PutRequest: { Item: write.put } } : { DeleteRequest: { Key: write.delete } },
      );
    for (let attempt = 0; requests.length > 0; attempt++) {
      if (attempt > 0) await sleep(backOffMs(attempt, LEFT_OUT, Math.random()));
      if (attempt > 8) throw new Error(`DynamoDB left ${requests.length} rows of ${table.name} unwritten`);
      const answer = await table.client.send(
        new BatchWriteCommand({ RequestItems: { [table.name]: requests } }),
      );
      requests = answer.UnprocessedItems?.[table.name] ?? [];
    }
  }
}

/** Resolves to undefined when DynamoDB refused the write because its condition did not hold. */
export async function unlessConditionFails<T>(write: Promise<T>): Promise<T | undefined> {
  return await unless('condition', write, undefined);
}

/** An opaque cursor that holds the key of the last row shown. */
export function encodeCursor(key: Readonly<Record<string, string>>): string {
  return Buffer.from(JSON.stringify(key)).toString('base64url');
}

/** DynamoDB's limit of a sort key, bytes. */
const MAX_KEY_BYTES = 1024;

/**
 * The key in a cursor. `members` are all that it has, each with its value or a pattern of it: nobody pages into
 * another's partition, and DynamoDB is not asked to start at a key that the list cannot have.
 * @throws InvalidCursorError when this list did not give it.
 */
export function decodeCursor(
  cursor: string,
  members: Readonly<Record<string, string | RegExp>>,
): Record<string, string> {
  let key: unknown;
  try {
    key = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    throw new InvalidCursorError();
  }
  if (typeof key !== 'object' || key === null || Array.isArray(key)) throw new InvalidCursorError();
  const found = key as Record<string, unknown>;
  if (Object.keys(found).some((name) => !Object.hasOwn(members, name))) throw new InvalidCursorError();
  for (const [name, allowed] of Object.entries(members)) {
    const value = found[name];
    if (typeof value !== 'string' || Buffer.byteLength(value) > MAX_KEY_BYTES) throw new InvalidCursorError();
    if (typeof allowed === 'string' ? value !== allowed : !allowed.test(value))
      throw new InvalidCursorError();
  }
  return found as Record<string, string>;
}
