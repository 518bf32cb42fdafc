import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DynamoMetricsStore } from '../../../adapters/dynamodb/metrics-store.ts';
import { type Item, queryPrefix } from '../../../adapters/dynamodb/table.ts';
import type { BatchRecord, MetricsStore } from '../../../core/submissions/metrics-store.ts';
import { startDynamoDb, type TestDynamoDb } from '../../support/dynamodb.ts';
import { MemoryMetricsStore } from '../../support/memory-submission-store.ts';
import { EPOCH } from '../../support/sessions.ts';

let dynamo: TestDynamoDb;
beforeAll(async () => {
  dynamo = await startDynamoDb();
});
afterAll(async () => await dynamo.stop());

const batchOf = (changes: Partial<BatchRecord> = {}): BatchRecord => ({
  sessionId: 'a-session',
  submissionId: 'one',
  attempt: 1,
  participantId: 'p01',
  problemId: 'sum',
  language: 'python',
  hostId: 'i-1',
  mode: 'stdio',
  judgeCalls: 2,
  validatorCalls: 1,
  callsSaved: 5,
  testCases: 7,
  startedAt: EPOCH,
  endedAt: EPOCH + 1_500,
  ...changes,
});

const readAll = async (store: MetricsStore, sessionId: string, from?: number) => {
  const all: BatchRecord[] = [];
  await store.readBatches(sessionId, (batches) => void all.push(...batches), from);
  return all;
};

const implementations: [string, () => Promise<MetricsStore>][] = [
  ['DynamoDB', async () => new DynamoMetricsStore(await dynamo.createTable('metrics'), 30)],
  ['memory', async () => new MemoryMetricsStore()],
];

describe.each(implementations)('metrics store on %s', (_, make) => {
  it('adds up what judging took, an attempt once however often it is told', async () => {
    const store = await make();
    expect(await store.sumBatches('a-session')).toEqual({
      batches: 0,
      judgeCalls: 0,
      judgeCallsSaved: 0,
      judgingMs: 0,
    });
    for (const batch of [
      batchOf(),
      batchOf(),
      batchOf({ attempt: 2, verdict: 'AC' }),
      batchOf({ submissionId: 'two' }),
      batchOf({ sessionId: 'another' }),
    ])
      await store.recordBatch(batch);
    expect(await store.sumBatches('a-session')).toEqual({
      batches: 3,
      judgeCalls: 9,
      judgeCallsSaved: 15,
      judgingMs: 4_500,
    });
  });

  it('lists all records, or those of attempts that ended since', async () => {
    const store = await make();
    const batches = [0, 999, 1_000, 90_000].map((after) =>
      batchOf({
        endedAt: EPOCH + after,
        submissionId: `s${after}`,
        acceptedAt: EPOCH - 4_000,
        lane: 'trial',
        end: 'given-back',
        runMs: 12,
      }),
    );
    for (const batch of batches) await store.recordBatch(batch);
    await store.recordBatch(batchOf({ sessionId: 'another', endedAt: EPOCH + 5_000 }));
    const byEnd = (found: readonly BatchRecord[]) => found.toSorted((a, b) => a.endedAt - b.endedAt);
    expect(byEnd(await readAll(store, 'a-session'))).toEqual(batches);
    expect(byEnd(await readAll(store, 'a-session', EPOCH + 1_000))).toEqual(batches.slice(2));
  });

  it('does not take a verdict back that was found to be written', async () => {
    const store = await make();
    for (const end of ['lease-lost', 'judged', 'lease-lost'] as const)
      await store.recordBatch(batchOf({ end, verdict: 'AC' }));
    expect(await readAll(store, 'a-session')).toEqual([batchOf({ end: 'judged', verdict: 'AC' })]);
  });
});

describe('records of older releases', () => {
  it('are read with all, and summed', async () => {
    const table = await dynamo.createTable('metrics');
    const store = new DynamoMetricsStore(table, 30);
    await store.recordBatch(batchOf());
    const [row] = (await queryPrefix(table, 'SESSION#a-session', 'BATCH')) as [Item];
    await table.client.send(
      new PutCommand({ TableName: table.name, Item: { ...row, sk: 'BATCH#01jq00000000000000000001#001' } }),
    );
    expect(await readAll(store, 'a-session')).toEqual([batchOf(), batchOf()]);
    expect(await readAll(store, 'a-session', EPOCH)).toEqual([batchOf()]);
    expect(await store.sumBatches('a-session')).toMatchObject({ batches: 2 });
  });
});
