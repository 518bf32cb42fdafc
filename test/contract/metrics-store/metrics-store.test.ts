import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DynamoMetricsStore } from '../../../adapters/dynamodb/metrics-store.ts';
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
});
