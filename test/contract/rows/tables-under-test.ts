import { afterAll, beforeAll, beforeEach } from 'vitest';
import type { Table } from '../../../adapters/dynamodb/table.ts';
import { startDynamoDb, type TestDynamoDb } from '../../support/dynamodb.ts';
import { submissionIdOf } from '../../support/submissions.ts';
import { tableSchemas } from '../../support/table-schemas.ts';

type Tables = Record<keyof typeof tableSchemas, Table>;

/** The tables of a test file, with what was told of rows that lists left out. */
export function useTables() {
  let dynamo: TestDynamoDb;
  let tables: Tables;
  const unreadable: string[] = [];
  const onUnreadable = (error: Error) => void unreadable.push(error.message);
  const create = async (kind: keyof Tables): Promise<Table> => ({
    ...(await dynamo.createTable(kind)),
    onUnreadable,
  });
  beforeAll(async () => {
    dynamo = await startDynamoDb();
    const kinds = Object.keys(tableSchemas) as (keyof Tables)[];
    const made = kinds.map(async (kind) => [kind, await create(kind)] as const);
    tables = Object.fromEntries(await Promise.all(made)) as Tables;
  });
  afterAll(async () => await dynamo.stop());
  beforeEach(() => {
    unreadable.length = 0;
  });
  return {
    table: (kind: keyof Tables) => tables[kind],
    /** One more table of a kind. */
    create,
    unreadable,
  };
}

let serial = 0;
/** An id that no other run of a test in this file has used. */
export const freshId = () => submissionIdOf(++serial + 1_000);
