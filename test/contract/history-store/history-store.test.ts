import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DynamoHistoryStore } from '../../../adapters/dynamodb/history-store.ts';
import type { HistoryStore, SessionSummary } from '../../../core/insight/session-summary.ts';
import { startDynamoDb, type TestDynamoDb } from '../../support/dynamodb.ts';
import { MemoryHistoryStore } from '../../support/memory/history-store.ts';
import { EPOCH, timesFrom } from '../../support/sessions.ts';

let dynamo: TestDynamoDb;
beforeAll(async () => {
  dynamo = await startDynamoDb();
});
afterAll(async () => await dynamo.stop());

const summaryOf = (sessionId: string, changes: Partial<SessionSummary> = {}): SessionSummary => ({
  sessionId,
  at: EPOCH + 9_000_000,
  launchAt: EPOCH,
  opensAt: EPOCH + 900_000,
  lastClosesAt: EPOCH + 4_500_000,
  endedAt: EPOCH + 4_600_000,
  participants: 30,
  booked: { instanceType: 'c7i.large', hosts: 2, slotsPerHost: 2 },
  submissions: 100,
  judged: 99,
  p95WaitMs: 4_000,
  waits: [{ slots: 1, p95Ms: 60_000 }],
  hosts: [
    {
      instanceType: 'c7i.large',
      zone: 'eu-central-1a',
      market: 'spot',
      launchedAt: EPOCH,
      terminatedAt: EPOCH + 4_600_000,
      speedFactor: 1.03,
      drift: 1.3,
      failures: [{ kind: 'failed', at: EPOCH + 1_000_000, reason: 'its judge is silent' }],
    },
  ],
  launches: [{ instanceType: 'c7i.large', rounds: 1, refused: 0 }],
  work: [{ problemId: 'sum', language: 'python', ended: 100, setBack: 1 }],
  problems: [
    { problemId: 'sum', version: 1, label: 'A', solvers: 20, timesMs: [900, 300], late: 1, lateOnly: 0 },
  ],
  ...changes,
});

const implementations: [string, () => Promise<HistoryStore>][] = [
  ['DynamoDB', async () => new DynamoHistoryStore(await dynamo.createTable('metrics'), 30)],
  ['memory', async () => new MemoryHistoryStore()],
];

describe.each(implementations)('history on %s', (_, make) => {
  it('keeps what remains of a session, and in its place what was drawn up later', async () => {
    const store = await make();
    const times = timesFrom(EPOCH);
    expect(await store.get({ sessionId: 'one', times })).toBeUndefined();
    await store.keep(summaryOf('one'));
    await store.keep(summaryOf('one'));
    expect(await store.get({ sessionId: 'one', times })).toEqual(summaryOf('one'));
    const { booked: _booked, p95WaitMs: _wait, ...without } = summaryOf('one', { at: EPOCH + 9_500_000 });
    await store.keep(without);
    expect(await store.get({ sessionId: 'one', times })).toEqual(without);
    expect(await store.listLatest(5)).toEqual([without]);
  });

  it('lists the sessions that opened last, and no more than are wanted', async () => {
    const store = await make();
    for (const hour of [3, 1, 12, 2])
      await store.keep(summaryOf(`hour-${hour}`, { opensAt: EPOCH + hour * 3_600_000 }));
    const latest = await store.listLatest(3);
    expect(latest.map(({ sessionId }) => sessionId)).toEqual(['hour-12', 'hour-3', 'hour-2']);
  });

  it('lists a session once that was moved and settled again', async () => {
    const store = await make();
    await store.keep(summaryOf('moved'));
    const moved = summaryOf('moved', { opensAt: EPOCH - 900_000, at: EPOCH + 9_900_000, rehearsal: true });
    await store.keep(moved);
    expect(await store.listLatest(5)).toEqual([moved]);
  });
});
