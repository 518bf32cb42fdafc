import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DynamoAuditStore } from '../../../adapters/dynamodb/audit-store.ts';
import { queryPrefix, type Table } from '../../../adapters/dynamodb/table.ts';
import { AUDIT_KEPT_MS, type AuditRecord } from '../../../core/operations/audit-store.ts';
import { startDynamoDb, type TestDynamoDb } from '../../support/dynamodb.ts';

let dynamo: TestDynamoDb;
let table: Table;
beforeAll(async () => {
  dynamo = await startDynamoDb();
  table = await dynamo.createTable('sessions');
});
afterAll(async () => await dynamo.stop());

const recordOf = (at: number, more: Partial<AuditRecord> = {}): AuditRecord => ({
  at,
  actor: 'olga',
  act: 'circuit.reset',
  target: 'circuit:launch',
  reason: 'AWS says that it is over',
  ...more,
});

describe('audit store', () => {
  const NEW_YEAR = Date.UTC(2027, 0, 1);
  const times = [NEW_YEAR - 40 * 86_400_000, NEW_YEAR - 1, NEW_YEAR, NEW_YEAR + 5];

  it('lists what was done between two times, the newest first, over the ends of months and years', async () => {
    const store = new DynamoAuditStore(table);
    for (const at of times) await store.record(recordOf(at, { detail: `at ${at}` }));
    const list = async (from: number, until: number, limit = 100) =>
      (await store.list({ from, until, limit })).map(({ at }) => at);
    expect(await list(times[0]!, NEW_YEAR + 6)).toEqual(times.toReversed());
    expect(await list(times[0]! + 1, NEW_YEAR + 5)).toEqual([NEW_YEAR, NEW_YEAR - 1]);
    expect(await list(NEW_YEAR, NEW_YEAR)).toEqual([]);
    expect(await list(0, NEW_YEAR + 6, 2)).toEqual([NEW_YEAR + 5, NEW_YEAR]);
    expect(await list(NEW_YEAR + 6, NEW_YEAR + 86_400_000)).toEqual([]);
  });

  it('keeps everything of a record, the same twice as one row, two of one moment as two', async () => {
    const store = new DynamoAuditStore(table);
    const at = Date.UTC(2028, 5, 1, 12);
    const one = recordOf(at);
    const other = recordOf(at, { actor: 'oscar', detail: 'it was open until 12:01' });
    for (const record of [one, other, one]) await store.record(record);
    const listed = await store.list({ from: at, until: at + 1, limit: 10 });
    expect(listed).toHaveLength(2);
    expect(listed).toEqual(expect.arrayContaining([one, other]));
  });

  it('gives rows that end', async () => {
    const at = Date.UTC(2029, 5, 1);
    await new DynamoAuditStore(table).record(recordOf(at));
    expect(await queryPrefix(table, 'AUDIT#2029-06', '')).toMatchObject([
      { expiresAt: (at + AUDIT_KEPT_MS) / 1000 },
    ]);
  });
});
