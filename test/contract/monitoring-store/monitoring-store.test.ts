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
  it('keeps which parts are of rehearsals', async () => {
    const store = await make();
    const span = { from: EPOCH, until: EPOCH + MINUTE };
    await store.putSession(bucketOf());
    await store.putSession(bucketOf({ sessionId: 'b', rehearsal: true }));
    const parts = await store.listParts('minute', span);
    expect(parts.map(({ sessionId, rehearsal }) => [sessionId, rehearsal])).toEqual([
      ['a', undefined],
      ['b', true],
    ]);
    expect(await store.listSession('minute', span, 'b')).toMatchObject([{ rehearsal: true }]);
  });

  it('keeps what a session and the stage came to in each bucket', async () => {
    const store = await make();
    const span = { from: EPOCH, until: EPOCH + MINUTE };
    expect(await store.listSession('minute', span, 'a')).toEqual([]);
    expect(await store.putSession(bucketOf())).toBe(true);
    expect(await store.putStage(stageOf())).toBe(true);
    expect(await store.listSession('minute', span, 'a')).toEqual([bucketOf()]);
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
      expect(await store.listParts(granularity, { from: first, until: second + 1 })).toHaveLength(4);
      const own = await store.listSession(granularity, all, 'b');
      expect(own.map(({ sessionId, start }) => [sessionId, start])).toEqual(
        starts.map((start) => ['b', start]),
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
    expect(await store.listSession('minute', span, 'a')).toEqual([bucketOf()]);
    expect(await store.listStage('minute', span)).toMatchObject([{ figures: { batches: 2 } }]);
  });

  it('keeps of a session its participants, and of its part of the stage that they were there', async () => {
    const store = await make();
    await store.putSession(bucketOf());
    const { participants: _, ...rest } = bucketOf();
    expect(await store.listParts('minute', { from: EPOCH, until: EPOCH + MINUTE })).toEqual([
      { ...rest, crowd: { people: expect.stringMatching(/^.{8}$/), batchPeople: expect.any(String) } },
    ]);
  });

  it('keeps what people have called as objects call their own', async () => {
    const store = await make();
    const [use] = Object.values(FIGURES.problems);
    const figures = { ...FIGURES, problems: { constructor: use!, valueof: use! } };
    const participants = { constructor: { programs: 1, batched: 0 } };
    expect(await store.putSession(bucketOf({ figures, participants }))).toBe(true);
    expect(await store.putStage(stageOf({ figures }))).toBe(true);
    const span = { from: EPOCH, until: EPOCH + MINUTE };
    expect(await store.listSession('minute', span, 'a')).toEqual([bucketOf({ figures, participants })]);
    expect(await store.listStage('minute', span)).toEqual([stageOf({ figures })]);
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
  it('of a session cost the same however many sessions are beside', async () => {
    const read = async (beside: number) => {
      const table = await dynamo.createTable('metrics');
      const store = new DynamoMonitoringStore(table, 30);
      for (let at = 0; at < beside; at++) await store.putSession(bucketOf({ sessionId: `beside-${at}` }));
      await store.putSession(bucketOf());
      let scanned = 0;
      const counting = {
        send: async (...args: Parameters<typeof table.client.send>) => {
          const answer: { readonly ScannedCount?: number } = Object(await table.client.send(...args));
          scanned += answer.ScannedCount ?? 0;
          return answer;
        },
      };
      const counted = new DynamoMonitoringStore({ ...table, client: counting as typeof table.client }, 30);
      await counted.listSession('minute', { from: EPOCH, until: EPOCH + MINUTE }, 'a');
      return scanned;
    };
    expect([await read(0), await read(10)]).toEqual([1, 1]);
  });

  it('expire as long after their bucket as records do', async () => {
    const table = await dynamo.createTable('metrics');
    const store = new DynamoMonitoringStore(table, 30);
    await store.putSession(bucketOf());
    await store.putBaseline({ from: EPOCH, at: EPOCH, by: 'olga', reason: 'a new term' });
    const { Items: rows = [] } = await table.client.send(new ScanCommand({ TableName: table.name }));
    expect(rows.map(({ expiresAt }) => expiresAt).filter((at) => at !== undefined)).toEqual([
      (EPOCH + MINUTE + 30 * DAY) / 1000,
      (EPOCH + MINUTE + 30 * DAY) / 1000,
    ]);
  });
});
