import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DynamoReviewStore } from '../../../adapters/dynamodb/review-store.ts';
import { getItem, type Table } from '../../../adapters/dynamodb/table.ts';
import { spentUsd } from '../../../core/review/review.ts';
import { MAX_FINDINGS, MAX_REVIEW_BYTES } from '../../../core/review/review-limits.ts';
import { type ReviewEnd, type ReviewStore, UnkeepableError } from '../../../core/review/review-store.ts';
import { startDynamoDb, type TestDynamoDb } from '../../support/dynamodb.ts';
import { MemoryReviewStore } from '../../support/memory-review-store.ts';
import { findingOf, queuedReview, reviewedSubmission } from '../../support/reviews.ts';
import { EPOCH } from '../../support/sessions.ts';

let dynamo: TestDynamoDb;
beforeAll(async () => {
  dynamo = await startDynamoDb();
});
afterAll(async () => await dynamo.stop());

const idOf = (number: number) => `01k0000000000000000000${String(number).padStart(4, '0')}`;
const REPORT = { findings: [findingOf()], gaps: [], score: 70, ruleSet: 'r1' };
const DONE = {
  state: 'reviewed',
  reviewedAt: EPOCH + 5,
  resultKey: 'k',
  summary: {
    score: 70,
    counts: { critical: 0, high: 1, medium: 0, low: 0, info: 0 },
    rules: [{ ruleId: 'toy/marked', severity: 'high', count: 1 }],
  },
  usd: 0.001,
} as const satisfies ReviewEnd;
const PLAN = { perDay: 2, perMonth: 3 };
const DAY_MS = 86_400_000;

const implementations: [string, () => Promise<ReviewStore>][] = [
  ['DynamoDB', async () => new DynamoReviewStore(await dynamo.createTable('submissions'), 90, () => EPOCH)],
  ['memory', async () => new MemoryReviewStore()],
];

describe.each(implementations)('review store on %s', (_, make) => {
  it('keeps a review with its source, once', async () => {
    const store = await make();
    const review = queuedReview(idOf(1), 'a FAULT', { name: 'a.toy' });
    expect(await store.add(review, 'a FAULT')).toBe(true);
    expect(await store.add({ ...review, language: 'other' }, 'a FAULT')).toBe(false);
    expect(await store.get(review.reviewId)).toEqual(review);
    expect(await store.getSource(review.sourceHash)).toBe('a FAULT');
    expect(await store.get(idOf(2))).toBeUndefined();
    expect(await store.getSource('none')).toBeUndefined();
  });

  it('leases one to one, again when the lease is over, and lets its holder alone end it', async () => {
    const store = await make();
    const review = queuedReview(idOf(1), 'a');
    await store.add(review, 'a');
    const lease = (leaseId: string, now: number) =>
      store.lease(review.reviewId, { leaseId, until: now + 10 }, now);
    const first = await lease('one', EPOCH);
    expect(first).toMatchObject({
      state: 'running',
      attempts: 1,
      lease: { leaseId: 'one', until: EPOCH + 10 },
    });
    expect(await lease('two', EPOCH + 9)).toBeUndefined();
    const second = await lease('two', EPOCH + 10);
    expect(second).toMatchObject({ attempts: 2, lease: { leaseId: 'two' } });
    expect(await store.end(first!, DONE)).toBe(false);
    expect(await store.end(second!, DONE)).toBe(true);
    expect(await store.end(second!, DONE)).toBe(false);
    const { state: _state, ...kept } = review;
    expect(await store.get(review.reviewId)).toEqual({ ...kept, ...DONE, attempts: 2 });
    expect(await lease('three', EPOCH + 100)).toBeUndefined();
  });

  it('puts off what its holder could not do, so that nobody takes it until then, and sums up what that cost', async () => {
    const store = await make();
    const { reviewId } = queuedReview(idOf(1), 'a');
    await store.add(queuedReview(idOf(1), 'a'), 'a');
    const lease = async (leaseId: string, now: number) =>
      await store.lease(reviewId, { leaseId, until: now + 100 }, now);
    const first = await lease('one', EPOCH);
    expect(await store.putOff(first!, { until: EPOCH + 20, usd: 0.5 })).toBe(true);
    expect(await lease('two', EPOCH + 19)).toBeUndefined();
    expect(await store.listDue(EPOCH + 19, 5)).toEqual([]);
    expect(await store.listDue(EPOCH + 20, 5)).toEqual([reviewId]);
    const second = await lease('two', EPOCH + 20);
    expect(second).toMatchObject({ attempts: 2, starvedTries: 1, usdBefore: 0.5 });
    expect(await store.putOff(first!, { until: EPOCH + 900, usd: 9 })).toBe(false);
    expect(await store.putOff(second!, { until: EPOCH + 30, usd: 0.25 })).toBe(true);
    expect(await store.get(reviewId)).toMatchObject({ starvedTries: 2, usdBefore: 0.75 });
  });

  it('lists what waits and what was let go, the longest waiting first, and nothing that runs or has ended', async () => {
    const store = await make();
    for (const [number, requestedAt] of [
      [1, EPOCH + 3],
      [2, EPOCH + 1],
      [3, EPOCH + 2],
      [4, EPOCH + 4],
      [5, EPOCH + 1_000],
    ] as const)
      await store.add(queuedReview(idOf(number), `${number}`, { requestedAt }), `${number}`);
    await store.lease(idOf(3), { leaseId: 'l', until: EPOCH + 90 }, EPOCH);
    await store.end((await store.lease(idOf(4), { leaseId: 'l', until: EPOCH + 9 }, EPOCH))!, {
      state: 'failed',
      failedAt: EPOCH,
      reason: 'no',
      usd: 0,
    });
    expect(await store.listDue(EPOCH + 10, 10)).toEqual([idOf(2), idOf(1)]);
    expect(await store.listDue(EPOCH + 90, 10)).toEqual([idOf(2), idOf(1), idOf(3)]);
    expect(await store.listDue(EPOCH + 90, 1)).toEqual([idOf(2)]);
    expect(await store.get(idOf(4))).toMatchObject({ state: 'failed', reason: 'no' });
  });

  it('lists the reviews of somebody or of a session, newest first, by pages', async () => {
    const store = await make();
    const of = (submissionId: string) => ({
      sessionId: 's',
      submissionId,
      participantId: 'p',
      problem: 'A',
      problemId: 'sum',
      problemVersion: 1,
    });
    for (const number of [1, 2, 3]) await store.add(queuedReview(idOf(number), 'a'), 'a');
    await store.add(queuedReview(idOf(4), 'a', { owner: 'bob' }), 'a');
    await store.add(queuedReview(idOf(5), 'a', { submission: of('x') }), 'a');
    await store.add(queuedReview(idOf(6), 'a', { submission: of('y') }), 'a');
    const idsOf = async (...asked: Parameters<ReviewStore['list']>) => {
      const { items, cursor } = await store.list(...asked);
      return { ids: items.map(({ reviewId }) => reviewId), cursor };
    };
    const first = await idsOf({ owner: 'ada' }, { limit: 2 });
    expect(first.ids).toEqual([idOf(3), idOf(2)]);
    expect(await idsOf({ owner: 'ada' }, { limit: 2, cursor: first.cursor })).toEqual({
      ids: [idOf(1)],
      cursor: undefined,
    });
    expect((await idsOf({ owner: 'bob' }, { limit: 5 })).ids).toEqual([idOf(4)]);
    expect((await idsOf({ sessionId: 's' }, { limit: 5 })).ids).toEqual([idOf(6), idOf(5)]);
    expect((await idsOf({ sessionId: 't' }, { limit: 5 })).ids).toEqual([]);
  });

  it('does a review anew that is over, and no other', async () => {
    const store = await make();
    const review = queuedReview(idOf(1), 'a');
    expect(await store.renew(review, 'a', review)).toBe(false);
    await store.add(review, 'a');
    expect(await store.renew({ ...review, requestedBy: 'bob' }, 'a', review)).toBe(false);
    const held = await store.lease(review.reviewId, { leaseId: 'l', until: EPOCH + 9 }, EPOCH);
    expect(await store.renew({ ...review, requestedBy: 'bob' }, 'a', review)).toBe(false);
    await store.end(held!, DONE);
    const anew = { ...review, requestedBy: 'bob', requestedAt: EPOCH + 1 };
    // Somebody else has had it done anew meanwhile, as it looks: what was spent since would be forgotten.
    expect(await store.renew(anew, 'b', { requestedAt: EPOCH + 2 })).toBe(false);
    expect(await store.renew(anew, 'b', review)).toBe(true);
    expect(await store.get(review.reviewId)).toEqual({
      ...review,
      requestedBy: 'bob',
      requestedAt: EPOCH + 1,
    });
    expect(await store.listDue(EPOCH + 1, 5)).toEqual([review.reviewId]);
  });

  it('gives a key to another review where it is told which one has no more use for it', async () => {
    const store = await make();
    const use = (reviewId: string) => ({ reviewId, digest: 'd' });
    expect(await store.claimKey('ada', 'wish d', use('one'))).toEqual(use('one'));
    expect(await store.claimKey('ada', 'wish d', use('two'))).toEqual(use('one'));
    expect(await store.claimKey('ada', 'wish d', use('two'), 'none')).toEqual(use('one'));
    expect(await store.claimKey('ada', 'wish d', use('two'), 'one')).toEqual(use('two'));
    expect(await store.claimKey('ada', 'wish d', use('three'), 'one')).toEqual(use('two'));
    expect(await store.claimKey('bob', 'wish d', use('four'), 'one')).toEqual(use('four'));
  });

  it('takes back what was counted for nothing, and never more', async () => {
    const store = await make();
    await store.takeBack('ada', EPOCH);
    for (let times = 0; times < 2; times++) await store.count('ada', PLAN, EPOCH);
    expect(await store.count('ada', PLAN, EPOCH)).toBeUndefined();
    await store.takeBack('ada', EPOCH);
    expect(await store.getUse('ada', EPOCH)).toEqual({ month: 1, day: 1 });
    expect(await store.count('ada', PLAN, EPOCH)).toEqual({ month: 2, day: 2 });
  });

  it('keeps results by what they are of', async () => {
    const store = await make();
    expect(await store.getResult('k')).toBeUndefined();
    await store.keepResult('k', { report: REPORT, madeAt: EPOCH });
    expect(await store.getResult('k')).toEqual({ report: REPORT, madeAt: EPOCH });
    expect(await store.getResult('other')).toBeUndefined();
  });

  it('keeps why there is no result beside where one would be', async () => {
    const store = await make();
    expect(await store.getFailure('k')).toBeUndefined();
    const againAt = EPOCH + 60_000;
    await store.keepFailure('k', { reason: 'too long', failedAt: EPOCH, againAt });
    await store.keepFailure('k', { reason: 'too large', failedAt: EPOCH + 1, againAt });
    expect(await store.getFailure('k')).toEqual({ reason: 'too large', failedAt: EPOCH + 1, againAt });
    expect(await store.getResult('k')).toBeUndefined();
  });

  it('sums up what reviews of a session cost, and how many are not over', async () => {
    const store = await make();
    const submission = reviewedSubmission();
    expect(await store.sumUp('s')).toEqual({ count: 0, usd: 0, open: 0 });
    for (let number = 1; number <= 30; number++)
      await store.add(queuedReview(idOf(number), 'a', { submission }), 'a');
    await store.add(queuedReview(idOf(90), 'a', { submission: { ...submission, sessionId: 'other' } }), 'a');
    await store.add(queuedReview(idOf(91), 'a'), 'a');
    for (let number = 1; number <= 28; number++) {
      const held = await store.lease(idOf(number), { leaseId: 'l', until: EPOCH + 9 }, EPOCH);
      await store.end(held!, { state: 'failed', failedAt: EPOCH, reason: 'no', usd: 0.25 });
    }
    await store.lease(idOf(29), { leaseId: 'l', until: EPOCH + 9 }, EPOCH);
    expect(await store.sumUp('s')).toEqual({ count: 28, usd: 7, open: 2 });
    const first = (await store.get(idOf(1)))!;
    const anew = queuedReview(idOf(1), 'a', { submission, usdBefore: spentUsd(first) });
    expect(await store.renew(anew, 'a', first)).toBe(true);
    // What one cost that is done anew is spent all the same.
    expect(await store.sumUp('s')).toEqual({ count: 27, usd: 7, open: 3 });
    const again = await store.lease(idOf(1), { leaseId: 'l', until: EPOCH + 9 }, EPOCH);
    await store.end(again!, { state: 'failed', failedAt: EPOCH, reason: 'no', usd: 0.5 });
    expect(await store.sumUp('s')).toEqual({ count: 28, usd: 7.5, open: 2 });
  });

  it('answers a review by a result, once', async () => {
    const store = await make();
    const { state: _, ...about } = queuedReview(idOf(1), 'a');
    const answered = { ...about, ...DONE, cachedFrom: EPOCH - 5 };
    expect(await store.addAnswered(answered)).toBe(true);
    expect(await store.addAnswered(answered)).toBe(false);
    expect(await store.get(idOf(1))).toEqual(answered);
    expect(await store.listDue(EPOCH + 1_000, 10)).toEqual([]);
  });

  it('holds the largest source and report', async () => {
    const store = await make();
    // What packs worst: text that looks random.
    let state = 1;
    const random = (length: number) =>
      Array.from({ length }, () => {
        state = (state * 48271) % 2147483647;
        return String.fromCharCode(33 + (state % 90));
      }).join('');
    const source = random(MAX_REVIEW_BYTES);
    await store.add(queuedReview(idOf(1), source), source);
    expect(await store.getSource(queuedReview(idOf(1), source).sourceHash)).toBe(source);
    const findings = Array.from({ length: MAX_FINDINGS }, () => findingOf({ message: random(1_000) }));
    const large = { report: { ...REPORT, findings }, madeAt: EPOCH };
    await store.keepResult('large', large);
    expect(await store.getResult('large')).toEqual(large);
  });

  it('gives a key of somebody to one review', async () => {
    const store = await make();
    const use = { reviewId: idOf(1), digest: 'd' };
    expect(await store.claimKey('ada', 'k', use)).toEqual(use);
    expect(await store.claimKey('ada', 'k', { reviewId: idOf(2), digest: 'e' })).toEqual(use);
    expect(await store.claimKey('bob', 'k', { reviewId: idOf(2), digest: 'e' })).toMatchObject({
      digest: 'e',
    });
  });

  it('counts what a client asks for by day and month, and no more than its plan', async () => {
    const store = await make();
    const monthStart = Date.UTC(2026, 10, 1);
    expect(await store.getUse('ada', monthStart)).toEqual({ month: 0, day: 0 });
    const counted = await Promise.all([1, 2, 3].map(() => store.count('ada', PLAN, monthStart)));
    expect(counted.filter((use) => use !== undefined)).toHaveLength(2);
    expect(await store.getUse('ada', monthStart)).toEqual({ month: 2, day: 2 });
    expect(await store.count('ada', PLAN, monthStart + DAY_MS)).toEqual({ month: 3, day: 1 });
    expect(await store.count('ada', PLAN, monthStart + 2 * DAY_MS)).toBeUndefined();
    expect(await store.count('machine lms', PLAN, monthStart)).toEqual({ month: 1, day: 1 });
    expect(await store.count('ada', PLAN, monthStart + 31 * DAY_MS)).toEqual({ month: 1, day: 1 });
  });
});

describe('rows of reviews', () => {
  let table: Table;
  let store: DynamoReviewStore;
  beforeAll(async () => {
    table = await dynamo.createTable('submissions');
    store = new DynamoReviewStore(table, 90, () => EPOCH);
  });

  it('go after as many days as are configured, sources and results later than any review that may refer to them', async () => {
    const review = queuedReview(idOf(1), 'a');
    await store.add(review, 'a');
    await store.keepResult('k', { report: REPORT, madeAt: EPOCH });
    const expiryOf = async (pk: string, sk: string) =>
      (Number((await getItem(table, { pk, sk }))?.['expiresAt']) - EPOCH / 1000) / 86_400;
    expect(await expiryOf(`REVIEW#${idOf(1)}`, `REVIEW#${idOf(1)}`)).toBe(90);
    // A result answers for 30 days, and what it answered last is kept for 90.
    expect(await expiryOf(`REVIEWED#${review.sourceHash}`, 'SOURCE')).toBeGreaterThan(120);
    expect(await expiryOf('REVIEWED#k', 'RESULT')).toBeGreaterThan(120);
  });

  it('of sources and results name nobody', async () => {
    const review = queuedReview(idOf(2), 'b', {
      owner: 'somebody',
      requestedBy: 'somebody',
      name: 'secret.toy',
    });
    await store.add(review, 'b');
    await store.keepResult('n', { report: REPORT, madeAt: EPOCH });
    const rows = await Promise.all([
      getItem(table, { pk: `REVIEWED#${review.sourceHash}`, sk: 'SOURCE' }),
      getItem(table, { pk: 'REVIEWED#n', sk: 'RESULT' }),
    ]);
    for (const row of rows) {
      expect(row).toBeDefined();
      expect(JSON.stringify(row)).not.toMatch(/somebody|secret/);
    }
  });

  it('refuse a cursor of another list', async () => {
    await store.add(queuedReview(idOf(7), 'a', { owner: 'eve' }), 'a');
    await store.add(queuedReview(idOf(8), 'a', { owner: 'eve' }), 'a');
    const { cursor } = await store.list({ owner: 'eve' }, { limit: 1 });
    await expect(store.list({ owner: 'ada' }, { limit: 1, cursor })).rejects.toThrow(
      'not one that this list gave',
    );
  });
});

it('says of a result that no row holds that it is none to keep, and throws what else fails as it is', async () => {
  const store = new DynamoReviewStore(await dynamo.createTable('submissions'), 90, () => EPOCH);
  const findings = [findingOf({ message: randomBytes(450_000).toString('base64') })];
  const result = { report: { ...REPORT, findings }, madeAt: EPOCH };
  await expect(store.keepResult('huge', result)).rejects.toThrow(UnkeepableError);
  const { client } = await dynamo.createTable('submissions');
  const lost = new DynamoReviewStore({ client, name: 'gone' }, 90, () => EPOCH);
  await expect(lost.keepResult('k', { report: REPORT, madeAt: EPOCH })).rejects.not.toThrow(UnkeepableError);
});

it('sums up by what is written, whatever indexes show and whoever died before they wrote', async () => {
  const table = await dynamo.createTable('submissions');
  const submission = {
    sessionId: 's',
    submissionId: 'x',
    participantId: 'p',
    problem: 'A',
    problemId: 'sum',
    problemVersion: 1,
  };
  const review = queuedReview(idOf(1), 'a', { submission });
  // As indexes that are late for ever.
  const send = table.client.send.bind(table.client) as (command: { input: object }) => Promise<object>;
  const client = Object.create(table.client, {
    send: {
      value: async (command: { input: object }) =>
        'IndexName' in command.input ? { Items: [] } : await send(command),
    },
  }) as typeof table.client;
  const store = new DynamoReviewStore({ ...table, client }, 90, () => EPOCH);
  await store.add(review, 'a');
  await store.end((await store.lease(idOf(1), { leaseId: 'l', until: EPOCH + 9 }, EPOCH))!, DONE);
  expect((await store.list({ sessionId: 's' }, { limit: 9 })).items).toEqual([]);
  expect(await store.sumUp('s')).toEqual({ count: 1, usd: DONE.usd, open: 0 });
  const dying = Object.create(table.client, {
    send: {
      value: async (command: { input: object }) => {
        if (JSON.stringify(command.input).includes('"state":"queued"')) throw new Error('killed');
        return await send(command);
      },
    },
  }) as typeof table.client;
  const mortal = new DynamoReviewStore({ ...table, client: dying }, 90, () => EPOCH);
  await expect(mortal.add(queuedReview(idOf(2), 'b', { submission }), 'b')).rejects.toThrow('killed');
  expect(await store.sumUp('s')).toEqual({ count: 1, usd: DONE.usd, open: 0 });
});
