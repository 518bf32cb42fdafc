import { randomBytes } from 'node:crypto';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DynamoSubmissionStore } from '../../../adapters/dynamodb/submission-store.ts';
import {
  createDocumentClient,
  queryPrefix,
  sessionPk,
  type Table,
  writeAll,
} from '../../../adapters/dynamodb/table.ts';
import { compactResult } from '../../../core/submissions/compact-result.ts';
import { queueAgain } from '../../../core/submissions/rejudged.ts';
import type { RunningSubmission } from '../../../core/submissions/submission.ts';
import { digestOf } from '../../../core/submissions/submission-digest.ts';
import { SubmissionFeed } from '../../../core/submissions/submission-feed.ts';
import type { SubmissionStore } from '../../../core/submissions/submission-store.ts';
import { startDynamoDb, type TestDynamoDb } from '../../support/dynamodb.ts';
import { MemorySubmissionStore } from '../../support/memory-submission-store.ts';
import { EPOCH, sessionOf } from '../../support/sessions.ts';
import { caseResultOf, queuedOf, resultOf, submissionIdOf } from '../../support/submissions.ts';
import { tableSchemas } from '../../support/table-schemas.ts';

let dynamo: TestDynamoDb;
beforeAll(async () => {
  dynamo = await startDynamoDb();
});
afterAll(async () => await dynamo.stop());

const { sessionId } = sessionOf();
const setback = { kind: 'failed', hostId: 'i-1', reason: 'why', at: EPOCH } as const;

async function lease(store: SubmissionStore, number: number): Promise<RunningSubmission> {
  const running = await store.lease(
    sessionId,
    submissionIdOf(number),
    { leaseId: `l-${number}`, until: EPOCH + 20_000, hostId: 'i-1' },
    EPOCH + number,
  );
  if (running === undefined) throw new Error('could not be leased');
  return running;
}

const implementations: [string, () => Promise<SubmissionStore>][] = [
  ['DynamoDB', async () => new DynamoSubmissionStore(await dynamo.createTable('submissions'))],
  ['memory', async () => new MemorySubmissionStore()],
];

describe.each(implementations)('what a rejudging judges again on %s', (_, make) => {
  const rejudging = { rejudgingId: submissionIdOf(900), version: 2, judgedIn: sessionId };
  const again = (number: number, rejudgingId = rejudging.rejudgingId) =>
    queueAgain(
      digestOf(queuedOf({ submissionId: submissionIdOf(number) })),
      sessionId,
      { ...rejudging, rejudgingId },
      'run-all',
      number,
    );
  const take = async (store: SubmissionStore, id: string) => {
    const lease = { leaseId: `l-${id}`, until: EPOCH + 20_000, hostId: 'i-1' };
    const running = await store.lease(sessionId, id, lease, EPOCH);
    if (running === undefined) throw new Error('could not be leased');
    return running;
  };

  it('is queued once in a lane of its own, and is in no list, count, feed or announcement', async () => {
    const store = await make();
    await store.accept(queuedOf(), { source: 's' });
    expect(await store.acceptAgain(again(1))).toBe(true);
    expect(await store.acceptAgain(again(2))).toBe(true);
    expect(await store.acceptAgain(again(2))).toBe(false);
    expect((await store.listWaiting(sessionId, 'contest', 10)).map((row) => row.submissionId)).toEqual([
      submissionIdOf(1),
    ]);
    const waiting = await store.listWaiting(sessionId, 'rejudging', 10);
    expect(waiting.map((row) => row.submissionId)).toEqual(
      [again(1), again(2)].map((row) => row.submissionId),
    );

    await store.judge(await take(store, again(1).submissionId), resultOf(), EPOCH + 50);
    await store.quarantine(await take(store, again(2).submissionId), 'why', EPOCH + 60);
    expect(await store.get(sessionId, again(1).submissionId)).toMatchObject({
      ...again(1),
      state: 'judged',
      attempts: 1,
    });
    expect(await store.acceptAgain(again(2), { reason: 'why', before: EPOCH + 60 })).toBe(false);
    expect(await store.listUnannounced(sessionId, 10)).toEqual([]);
    expect(await store.listWaiting(sessionId, 'rejudging', 10)).toEqual([]);
    expect(await store.listExpired(sessionId, EPOCH + 90_000, 10)).toEqual([]);
    expect(await store.count(sessionId)).toMatchObject({ accepted: 1, queued: 1 });
    const own = [submissionIdOf(1)];
    const idsOf = (rows: readonly { readonly submissionId: string }[]) =>
      rows.map(({ submissionId }) => submissionId);
    expect(idsOf((await store.list(sessionId, { limit: 10 })).items)).toEqual(own);
    expect(idsOf((await store.list(sessionId, { limit: 10, newestFirst: true })).items)).toEqual(own);
    expect(idsOf((await store.list(sessionId, { limit: 10, participantId: 'p01' })).items)).toEqual(own);
    expect(idsOf(await store.listDigestsFrom(sessionId, ''))).toEqual(own);
    expect(idsOf(await store.listDigestsFrom(sessionId, submissionIdOf(1)))).toEqual(own);
  });

  it('is queued anew where it was quarantined for a reason before a time, and never where it was judged', async () => {
    const store = await make();
    const by = (before: number, reason = 'why') => ({ reason, before });
    for (const number of [1, 2]) await store.acceptAgain(again(number), by(EPOCH));
    expect(await store.acceptAgain(again(2), by(EPOCH + 900))).toBe(false);
    await store.judge(await take(store, again(1).submissionId), resultOf(), EPOCH + 50);
    await store.quarantine(await take(store, again(2).submissionId), 'why', EPOCH + 60);
    expect(await store.acceptAgain(again(1), by(EPOCH + 900))).toBe(false);
    expect(await store.acceptAgain(again(2), by(EPOCH + 61, 'another'))).toBe(false);
    expect(await store.acceptAgain(again(2), by(EPOCH + 61))).toBe(true);
    expect(await store.acceptAgain(again(2), by(EPOCH + 61))).toBe(false);
    expect(await store.get(sessionId, again(2).submissionId)).toEqual(again(2));
    expect((await store.listWaiting(sessionId, 'rejudging', 10)).map((row) => row.submissionId)).toEqual([
      again(2).submissionId,
    ]);
  });

  it('is listed in short under the ids of the submissions, each rejudging for itself', async () => {
    const store = await make();
    const other = submissionIdOf(901);
    await store.acceptAgain(again(2));
    await store.acceptAgain(again(1));
    await store.acceptAgain(again(3, other));
    await store.judge(await take(store, again(1).submissionId), resultOf({ verdict: 'WA', score: 4 }), EPOCH);
    expect(await store.listRejudged(sessionId, rejudging.rejudgingId)).toMatchObject([
      { submissionId: submissionIdOf(1), state: 'judged', verdict: 'WA', score: 4, participantId: 'p01' },
      { submissionId: submissionIdOf(2), state: 'queued' },
    ]);
    expect(await store.listRejudged(sessionId, other)).toHaveLength(1);
    expect(await store.listRejudged(sessionId, submissionIdOf(902))).toEqual([]);
  });
});

describe.each(implementations)('submissions in short on %s', (_, make) => {
  it('say what the rows say, wherever a submission is on its way, trials too', async () => {
    const store = await make();
    for (let number = 1; number <= 7; number++)
      await store.accept(
        queuedOf({ submissionId: submissionIdOf(number), lane: number === 7 ? 'trial' : 'contest' }),
        { source: 's' },
      );
    await store.renewLease(await lease(store, 2), EPOCH + 40_000);
    await store.judge(await lease(store, 3), resultOf({ judgeCalls: 2, callsSaved: 9 }), EPOCH + 50);
    await store.judge(
      await lease(store, 4),
      resultOf({
        verdict: 'WA',
        score: 0,
        counts: { AC: 1, WA: 1 },
        perCase: [caseResultOf(), caseResultOf()],
      }),
      EPOCH + 60,
    );
    await store.quarantine(await lease(store, 5), 'why', EPOCH + 70);
    await store.giveBack(await lease(store, 6), setback);
    await store.judge(
      await lease(store, 7),
      resultOf({ verdict: 'CE', perCase: [], counts: {} }),
      EPOCH + 80,
    );

    const digests = await store.listDigestsFrom(sessionId, '');
    const numbers = [1, 2, 3, 4, 5, 6, 7];
    const rows = await Promise.all(numbers.map((number) => store.get(sessionId, submissionIdOf(number))));
    expect(digests).toEqual(rows.map((row) => row && digestOf(row)));
    expect(digests.map(({ state, verdict }) => verdict ?? state)).toEqual([
      'queued',
      'running',
      'AC',
      'WA',
      'JE',
      'queued',
      'CE',
    ]);
    expect(await store.listDigestsFrom(sessionId, submissionIdOf(5))).toEqual(digests.slice(4));
    expect(await store.listDigestsFrom('01jq0000000000000000000009', '')).toEqual([]);
  });
});

/** The table by a client of its own that adds up what its queries cost, and keeps what they asked. */
function metered({ name }: Table) {
  const client = createDocumentClient(dynamo.clientConfig);
  const meter = { capacity: 0, queries: [] as Record<string, unknown>[] };
  client.middlewareStack.add(
    (next) => async (args) => {
      const input = args.input as unknown as Record<string, unknown>;
      meter.queries.push(input);
      const answer = await next({ ...args, input: { ...input, ReturnConsumedCapacity: 'TOTAL' } as never });
      const { ConsumedCapacity: used } = answer.output as { ConsumedCapacity?: { CapacityUnits?: number } };
      meter.capacity += used?.CapacityUnits ?? Number.NaN;
      return answer;
    },
    { step: 'initialize' },
  );
  return { table: { client, name }, meter };
}

describe('the index of submissions in short', () => {
  it('costs a cold feed and a count a tenth of the rows, and is read as consistently as they', async () => {
    const table = await dynamo.createTable('submissions');
    const store = new DynamoSubmissionStore(table);
    await store.accept(queuedOf({ submissionId: submissionIdOf(0) }), { source: 's' });
    const perCase = Array.from({ length: 50 }, (_unused, serial) =>
      caseResultOf({
        testCaseId: `secret/${serial}`,
        cpuMs: serial * 7,
        outputSha256: randomBytes(32).toString('hex'),
      }),
    );
    const result = compactResult(resultOf({ perCase, counts: { AC: 50 }, callsSaved: 49 }));
    await store.judge(await lease(store, 0), result, EPOCH + 900);
    const [judged] = await queryPrefix(table, sessionPk(sessionId), 'SUBMISSION#');
    const rows = 500;
    const pk = sessionPk(sessionId);
    await writeAll(
      table,
      Array.from({ length: rows }, (_unused, number) => submissionIdOf(number)).map((submissionId) => ({
        put: { ...judged, submissionId, pk, sk: `SUBMISSION#${submissionId}` },
      })),
    );

    const whole = metered(table);
    expect(await queryPrefix(whole.table, pk, 'SUBMISSION#')).toHaveLength(rows);
    const feed = metered(table);
    const seen = await new SubmissionFeed(new DynamoSubmissionStore(feed.table), sessionId).refresh(
      EPOCH,
      {},
    );
    expect(seen.map(({ passed }) => passed)).toEqual(Array(rows).fill(50));
    const count = metered(table);
    expect(await new DynamoSubmissionStore(count.table).count(sessionId)).toMatchObject({ judged: rows });

    expect(whole.meter.capacity).toBeGreaterThan((rows * 2.5) / 4);
    expect(feed.meter.capacity).toBeLessThanOrEqual(whole.meter.capacity / 10);
    expect(count.meter.capacity).toBeLessThanOrEqual(whole.meter.capacity / 10);
    for (const query of [...feed.meter.queries, ...count.meter.queries])
      expect(query).toMatchObject({ IndexName: 'digests', ConsistentRead: true });
    for (const { table: used } of [whole, feed, count]) used.client.destroy();
  });

  it('is written when a submission is accepted, taken up and ended, not when a lease is renewed', async () => {
    const table = await dynamo.createTable('submissions');
    const store = new DynamoSubmissionStore(table);
    const [{ Projection } = {}] = tableSchemas.submissions.LocalSecondaryIndexes ?? [];
    const projected = ['pk', 'sk', 'submissionId', ...(Projection?.NonKeyAttributes ?? [])];
    const read = async () => {
      const key = { pk: sessionPk(sessionId), sk: `SUBMISSION#${submissionIdOf(1)}` };
      const { Item: item = {} } = await table.client.send(
        new GetCommand({ TableName: table.name, Key: key }),
      );
      return item;
    };
    /** What a step changes of the row, and which of it the index holds. */
    const changes = async (step: () => Promise<unknown>) => {
      const before = await read();
      await step();
      const after = await read();
      const changed = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
        (name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]),
      );
      return { some: changed.length > 0, indexed: changed.filter((name) => projected.includes(name)) };
    };

    await store.accept(queuedOf(), { source: 's' });
    let running: RunningSubmission | undefined;
    const takeUp = async (at: number) => {
      const taken = { leaseId: `l-${at}`, until: at + 20_000, hostId: 'i-1' };
      running = await store.lease(sessionId, submissionIdOf(1), taken, at);
    };
    expect((await changes(() => takeUp(EPOCH))).indexed).toEqual(['state']);
    const renewed = await changes(async () => await store.renewLease(running!, EPOCH + 25_000));
    expect(renewed).toEqual({ some: true, indexed: [] });
    expect(await changes(() => takeUp(EPOCH + 25_000))).toEqual({ some: true, indexed: [] });
    const judged = await changes(async () => await store.judge(running!, resultOf(), EPOCH + 26_000));
    expect(judged.indexed.sort()).toEqual(['outcome', 'state']);
    const announced = await changes(() => store.markAnnounced(sessionId, submissionIdOf(1)));
    expect(announced).toEqual({ some: true, indexed: [] });
  });
});
