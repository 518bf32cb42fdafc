import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DynamoMonitoringStore } from '../../../adapters/dynamodb/monitoring-store.ts';
import { figuresOf } from '../../../core/monitoring/figures.ts';
import type {
  MonitoringStore,
  SessionBucket,
  StageBucket,
} from '../../../core/monitoring/monitoring-store.ts';
import { startDynamoDb, type TestDynamoDb } from '../../support/dynamodb.ts';
import { MemoryMonitoringStore } from '../../support/memory/monitoring-store.ts';
import { EPOCH } from '../../support/sessions.ts';

let dynamo: TestDynamoDb;
beforeAll(async () => {
  dynamo = await startDynamoDb();
});
afterAll(async () => await dynamo.stop());

const FIGURES = figuresOf(
  {
    sessionId: 'a',
    submissionId: 'one',
    attempt: 1,
    participantId: 'p01',
    problemId: 'sum',
    language: 'python',
    hostId: 'i-1',
    mode: 'function',
    judgeCalls: 1,
    validatorCalls: 1,
    callsSaved: 5,
    testCases: 7,
    verdict: 'TLE',
    acceptedAt: EPOCH - 2_000,
    lane: 'contest',
    end: 'judged',
    runMs: 300,
    startedAt: EPOCH,
    endedAt: EPOCH + 1_500,
  },
  { usdPerJudgeSecond: 0.00002 },
);
const bucketOf = (changes: Partial<SessionBucket> = {}): SessionBucket => ({
  sessionId: 'a',
  granularity: 'minute',
  start: EPOCH,
  figures: FIGURES,
  participants: { p01: { programs: 1, batched: 1 } },
  ...changes,
});
const stageOf = (changes: Partial<StageBucket> = {}): StageBucket => ({
  granularity: 'minute',
  start: EPOCH,
  figures: FIGURES,
  crowd: { people: 'abcdefgh', batchPeople: '' },
  sessions: 1,
  ...changes,
});
const MINUTE = 60_000;
const DAY = 86_400_000;

const implementations: [string, () => Promise<MonitoringStore>][] = [
  ['DynamoDB', async () => new DynamoMonitoringStore(await dynamo.createTable('metrics'), 30)],
  ['memory', async () => new MemoryMonitoringStore()],
];

describe.each(implementations)('monitoring store on %s', (_, make) => {
  it('keeps what a session and the stage came to in each bucket', async () => {
    const store = await make();
    const span = { from: EPOCH, until: EPOCH + MINUTE };
    expect(await store.listSessions('minute', span)).toEqual([]);
    expect(await store.putSession(bucketOf())).toBe(true);
    expect(await store.putStage(stageOf())).toBe(true);
    expect(await store.listSessions('minute', span)).toEqual([bucketOf()]);
    expect(await store.listStage('minute', span)).toEqual([stageOf()]);
    for (const granularity of ['hour', 'day'] as const)
      expect(await store.listStage(granularity, span)).toEqual([]);
  });

  it('lists by time, over days, months and years, of all sessions or of one', async () => {
    const store = await make();
    for (const granularity of ['minute', 'hour', 'day'] as const) {
      const starts = [0, 1, 40, 400].map((days) => EPOCH - (EPOCH % DAY) + days * DAY);
      for (const start of starts.toReversed()) {
        await store.putStage(stageOf({ granularity, start }));
        for (const sessionId of ['a', 'b'])
          await store.putSession(bucketOf({ granularity, start, sessionId }));
      }
      const [first = 0, second = 0, , last = 0] = starts;
      const all = { from: first, until: last + 1 };
      expect((await store.listStage(granularity, all)).map(({ start }) => start)).toEqual(starts);
      expect(await store.listStage(granularity, { from: first + 1, until: last })).toHaveLength(2);
      expect(await store.listSessions(granularity, { from: first, until: second + 1 })).toHaveLength(4);
      expect((await store.listSessions(granularity, all, 'b')).map(({ sessionId }) => sessionId)).toEqual(
        Array(4).fill('b'),
      );
    }
  });

  it('lets nothing with less in it take the place of what is there, and the same do', async () => {
    const store = await make();
    const less = { ...FIGURES, ends: { 'lease-lost': 1 } };
    expect(await store.putSession(bucketOf({ figures: less }))).toBe(true);
    expect(await store.putSession(bucketOf())).toBe(true);
    expect(await store.putSession(bucketOf({ figures: less }))).toBe(false);
    expect(await store.putSession(bucketOf())).toBe(true);
    expect(await store.putStage(stageOf({ figures: { ...FIGURES, batches: 2 } }))).toBe(true);
    expect(await store.putStage(stageOf())).toBe(false);
    const span = { from: EPOCH, until: EPOCH + 1 };
    expect(await store.listSessions('minute', span)).toEqual([bucketOf()]);
    expect(await store.listStage('minute', span)).toMatchObject([{ figures: { batches: 2 } }]);
  });

  it('keeps the last baseline', async () => {
    const store = await make();
    expect(await store.getBaseline()).toBeUndefined();
    const baseline = { from: EPOCH, at: EPOCH - 5, by: 'olga', reason: 'a new term' };
    await store.putBaseline(baseline);
    await store.putBaseline({ ...baseline, from: EPOCH + MINUTE });
    expect(await store.getBaseline()).toEqual({ ...baseline, from: EPOCH + MINUTE });
  });
});

describe('rows of DynamoDB', () => {
  it('expire as long after their bucket as records do', async () => {
    const table = await dynamo.createTable('metrics');
    const store = new DynamoMonitoringStore(table, 30);
    await store.putSession(bucketOf());
    await store.putBaseline({ from: EPOCH, at: EPOCH, by: 'olga', reason: 'a new term' });
    const { Items: rows = [] } = await table.client.send(new ScanCommand({ TableName: table.name }));
    expect(rows.map(({ expiresAt }) => expiresAt).filter((at) => at !== undefined)).toEqual([
      (EPOCH + MINUTE + 30 * DAY) / 1000,
    ]);
  });
});
