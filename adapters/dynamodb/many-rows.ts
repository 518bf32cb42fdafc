import { setTimeout as sleep } from 'node:timers/promises';
import type { BatchStatementResponse } from '@aws-sdk/client-dynamodb';
import { BatchExecuteStatementCommand, BatchGetCommand } from '@aws-sdk/lib-dynamodb';
import { backOffMs } from '../../core/resilience/back-off.ts';
import { type Item, type Key, LEFT_OUT, type Table } from './table.ts';

/**
 * Many rows in few calls, each with its own condition. BatchWriteItem knows no conditions, and a transaction costs twice as
 * much and fails whole for one row: statements of a batch are answered one by one.
 */

/** What became of a row: `refused` where its condition did not hold, `failed` where DynamoDB did not get to it. */
export type Written = 'written' | 'refused' | 'failed';

/** Statements of one call, by DynamoDB's limit. */
const STATEMENTS = 25;
/** Rows of one call that reads them, by DynamoDB's limit. */
const ROWS = 100;
/** No limit of a batch is told; a transaction has one of 4 MB. */
const CALL_BYTES = 2 * 1024 * 1024;
/** Tries to read what DynamoDB left out. */
const TRIES = 8;

interface Statement {
  readonly text: string;
  readonly parameters: readonly unknown[];
}

/** Strongly consistent reads of single rows, each key once. @returns those that are there, in no order */
export async function getItems(
  table: Table,
  keys: readonly Key[],
  only?: readonly string[],
): Promise<readonly Item[]> {
  const projection =
    only === undefined
      ? {}
      : {
          ProjectionExpression: only.map((name) => `#${name}`).join(', '),
          ExpressionAttributeNames: Object.fromEntries(only.map((name) => [`#${name}`, name])),
        };
  const read = async (wanted: readonly Key[]) => {
    const items: Item[] = [];
    let left: readonly Item[] = wanted.map(({ pk, sk }) => ({ pk, sk }));
    for (let tried = 0; left.length > 0; tried++) {
      if (tried > 0) await sleep(backOffMs(tried, LEFT_OUT, Math.random()));
      if (tried > TRIES) throw new Error(`DynamoDB left ${left.length} rows of ${table.name} unread`);
      const answer = await table.client.send(
        new BatchGetCommand({
          RequestItems: { [table.name]: { Keys: [...left], ConsistentRead: true, ...projection } },
        }),
      );
      items.push(...(answer.Responses?.[table.name] ?? []));
      left = answer.UnprocessedKeys?.[table.name]?.Keys ?? [];
    }
    return items;
  };
  return (await Promise.all(inParts(keys, ROWS).map(read))).flat();
}

/** Writes new rows, each for itself: `refused` is one whose key exists. Their keys differ. */
export async function putAllOnce(table: Table, rows: readonly (Key & Item)[]): Promise<readonly Written[]> {
  return await execute(
    table,
    rows.map((row) => {
      const members = Object.entries(row).filter(([, value]) => value !== undefined);
      return {
        text: `INSERT INTO "${table.name}" VALUE {${members.map(([name]) => `'${name}': ?`).join(', ')}}`,
        parameters: members.map(([, value]) => value),
      };
    }),
  );
}

/** A change of a row that is there. */
export interface ChangeOfMany {
  readonly key: Key;
  readonly set: Item;
  /** Attributes that must be what they are here, and none where it is undefined. */
  readonly where: Item;
}

/** Changes rows, each for itself: `refused` is one that is not there or as it was thought to be. Their keys differ. */
export async function updateAllIf(
  table: Table,
  changes: readonly ChangeOfMany[],
): Promise<readonly Written[]> {
  return await execute(
    table,
    changes.map(({ key: { pk, sk }, set, where }) => {
      const sets = Object.entries(set).filter(([, value]) => value !== undefined);
      const conditions = Object.entries({ pk, sk, ...where });
      return {
        text:
          `UPDATE "${table.name}" ${sets.map(([name]) => `SET "${name}" = ?`).join(' ')} WHERE ` +
          conditions
            .map(([name, value]) => `"${name}" ${value === undefined ? 'IS MISSING' : '= ?'}`)
            .join(' AND '),
        parameters: [...sets, ...conditions].flatMap(([, value]) => (value === undefined ? [] : [value])),
      };
    }),
  );
}

async function execute(table: Table, statements: readonly Statement[]): Promise<readonly Written[]> {
  const send = async (part: readonly Statement[]): Promise<readonly Written[]> => {
    const { Responses: responses = [] } = await table.client.send(
      new BatchExecuteStatementCommand({
        Statements: part.map(({ text, parameters }) => ({ Statement: text, Parameters: [...parameters] })),
      }),
    );
    return part.map((_, at) => whatBecameOf(responses[at]));
  };
  const bytes = Math.max(0, ...statements.map(({ parameters }) => JSON.stringify(parameters).length));
  const atATime = Math.max(1, Math.min(STATEMENTS, Math.floor(CALL_BYTES / Math.max(1, bytes))));
  return (await Promise.all(inParts(statements, atATime).map(send))).flat();
}

function whatBecameOf(response: BatchStatementResponse | undefined): Written {
  if (response === undefined) return 'failed';
  const code = response.Error?.Code;
  if (response.Error === undefined) return 'written';
  return code === 'DuplicateItem' || code === 'ConditionalCheckFailed' ? 'refused' : 'failed';
}

function inParts<T>(all: readonly T[], size: number): (readonly T[])[] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, part) =>
    all.slice(part * size, (part + 1) * size),
  );
}
