import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createDocumentClient } from '../../../adapters/dynamodb/table.ts';
import { ulidSource } from '../../../adapters/ulid-source.ts';
import { MAX_REVIEW_BYTES } from '../../../core/review/review-limits.ts';
import { queuedReview } from '../../support/reviews.ts';
import { type ApiWorld, makeApiWorld } from './api-world.ts';

/** Found in every contract below. */
const RULE_ID = 'solidity/unprotected-selfdestruct';

const FOUND = expect.objectContaining({ ruleId: RULE_ID }) as unknown;
const REPORT = { findings: expect.arrayContaining([FOUND]) as unknown };

let world: ApiWorld;
beforeAll(async () => {
  world = await makeApiWorld({ machines: [{ name: 'lms', clientId: 'lms-client', owners: ['ada'] }] });
});
afterAll(async () => await world.stop());
beforeEach(() => {
  world.invoked.length = 0;
});

const ADA = { as: 'ada', groups: ['instructor'] };
const BOB = { as: 'bob', groups: ['instructor'] };
let serial = 0;
/** A source that nobody has sent before. */
const fresh = () =>
  `pragma solidity ^0.6.0;\ncontract Purse${++serial} { function leave() public { selfdestruct(msg.sender); } }\n`;

const ask = async (
  body: object,
  { headers = {}, ...as }: { headers?: Record<string, string>; as: string } = ADA,
) => await world.request('POST', '/v1/reviews', { ...as, groups: ['instructor'], body, headers });
const read = async (path: string, as: object = ADA, headers: Record<string, string> = {}) =>
  await world.request('GET', path, { ...as, headers });

describe('a review', () => {
  it('is taken, started, done and shown to whoever asked, and to nobody else', async () => {
    const source = fresh();
    const taken = await ask({ source, language: 'solidity', name: 'Purse.sol', kind: 'security' });
    expect(taken.status).toBe(202);
    const { reviewId } = taken.body as { reviewId: string };
    expect(taken.headers).toMatchObject({ location: `/v1/reviews/${reviewId}`, 'retry-after': '1' });
    expect(taken.body).toMatchObject({ state: 'queued', requestedBy: 'ada', bytes: source.length });
    const started = world.invoked.map(({ functionName, payload }) => [
      functionName,
      JSON.parse(Buffer.from(payload).toString()),
    ]);
    expect(started).toEqual([[expect.stringMatching(/submission-reviewer$/), { reviewId }]]);

    await world.workReviews();
    const done = await read(`/v1/reviews/${reviewId}`);
    expect(done).toMatchObject({
      status: 200,
      body: {
        state: 'reviewed',
        source,
        report: {
          score: expect.any(Number) as number,
          findings: expect.arrayContaining([
            expect.objectContaining({ ruleId: RULE_ID, line: 2, swc: 'SWC-106' }),
          ]) as unknown,
        },
      },
    });
    expect(done.body).not.toHaveProperty('cached');
    expect((await read(`/v1/reviews/${reviewId}/source`)).body).toEqual({
      reviewId,
      language: 'solidity',
      name: 'Purse.sol',
      source,
    });
    for (const path of [`/v1/reviews/${reviewId}`, `/v1/reviews/${reviewId}/source`]) {
      expect((await read(path, BOB)).status).toBe(404);
      expect((await read(path, { as: 'p01', groups: ['participant'] })).status).toBe(403);
    }
    const listed = await read('/v1/reviews?limit=1');
    expect(listed.body).toMatchObject({
      items: [{ reviewId, summary: { rules: expect.arrayContaining([FOUND]) as unknown } }],
    });
    expect(JSON.stringify(listed.body)).not.toContain(source);
    expect((await read('/v1/reviews', BOB)).body).toEqual({ items: [] });
  });

  it('is a document of SARIF for who asks for one, once it is done', async () => {
    const { reviewId } = (await ask({ source: fresh(), language: 'solidity', name: 'Purse.sol' })).body as {
      reviewId: string;
    };
    const sarif = { accept: 'application/sarif+json' };
    expect((await read(`/v1/reviews/${reviewId}`, ADA, sarif)).status).toBe(409);
    await world.workReviews();
    const document = await read(`/v1/reviews/${reviewId}`, ADA, sarif);
    expect(document.headers['content-type']).toContain('application/sarif+json');
    expect(JSON.parse(document.bytes.toString())).toMatchObject({
      version: '2.1.0',
      runs: [{ results: expect.arrayContaining([expect.objectContaining({ ruleId: RULE_ID })]) as unknown }],
    });
    // Our own client takes both, and calls for JSON.
    const both = { accept: 'application/json, application/sarif+json' };
    expect(await read(`/v1/reviews/${reviewId}`, ADA, both)).toMatchObject({ body: { reviewId } });
  });

  it('is waited for by who prefers to', async () => {
    const answered = ask(
      { source: fresh(), language: 'solidity' },
      { ...ADA, headers: { prefer: 'wait=20' } },
    );
    await vi.waitFor(() => expect(world.invoked).toHaveLength(1), 10_000);
    await world.workReviews();
    const { status, body, headers } = await answered;
    expect(status).toBe(200);
    expect(body).toMatchObject({ state: 'reviewed', report: REPORT });
    expect(headers['preference-applied']).toBe('wait=20');
  });

  it('is answered at once by what was found before, whoever asked, with its age and nobody’s name', async () => {
    const source = fresh();
    await ask({ source, language: 'solidity', name: 'Secret.sol' });
    await world.workReviews();
    world.invoked.length = 0;
    const again = await ask({ source, language: 'solidity' }, BOB);
    expect(again.status).toBe(200);
    expect(again.body).toMatchObject({
      state: 'reviewed',
      requestedBy: 'bob',
      cached: { ageSeconds: expect.any(Number) as number },
      report: REPORT,
    });
    expect(JSON.stringify(again.body)).not.toMatch(/ada|Secret/);
    expect(world.invoked).toEqual([]);
    const { reviewId } = again.body as { reviewId: string };
    expect((await read(`/v1/reviews/${reviewId}`, BOB)).body).toMatchObject({
      source,
      report: REPORT,
    });
    // Of another kind it is another result.
    expect((await ask({ source, language: 'solidity', kind: 'style' }, BOB)).status).toBe(202);
    await world.workReviews();
  });

  it('is of the same source with the mark of an editor before it, and without', async () => {
    const source = fresh();
    await ask({ source: `\uFEFF${source}`, language: 'solidity' });
    await world.workReviews();
    const again = await ask({ source, language: 'solidity' });
    expect(again).toMatchObject({ status: 200, body: { source, bytes: source.length, cached: {} } });
    expect((await ask({ source: '\uFEFF', language: 'solidity' })).status).toBe(422);
  });

  it('is one for one key, however often it is sent', async () => {
    const source = fresh();
    const headers = { 'idempotency-key': `key-${serial}` };
    const first = await ask({ source, language: 'solidity' }, { ...ADA, headers });
    const second = await ask({ source, language: 'solidity' }, { ...ADA, headers });
    expect((second.body as { reviewId: string }).reviewId).toBe(
      (first.body as { reviewId: string }).reviewId,
    );
    const other = await ask({ source: fresh(), language: 'solidity' }, { ...ADA, headers });
    expect(other).toMatchObject({ status: 422, body: { type: '/v1/errors#key-reused' } });
    expect(await ask({ source, language: 'solidity' }, { ...BOB, headers })).toMatchObject({ status: 202 });
    await world.workReviews();
  });

  it('is one as long as it is not over, without a key too, and counts as one; afterwards it is another', async () => {
    const dan = { as: 'dan' };
    const source = fresh();
    const wish = { source, language: 'solidity' };
    const first = (await ask(wish, dan)).body as { reviewId: string };
    for (let times = 0; times < 3; times++)
      expect(await ask(wish, dan)).toMatchObject({ status: 202, body: { reviewId: first.reviewId } });
    expect((await ask({ ...wish, kind: 'style' }, dan)).body).not.toMatchObject({ reviewId: first.reviewId });
    expect(await world.reviews.store.getUse('dan', Date.now())).toEqual({ month: 2, day: 2 });
    const held = await world.reviews.store.lease(
      first.reviewId,
      { leaseId: 'l', until: Date.now() + 60_000 },
      Date.now(),
    );
    expect((await ask(wish, dan)).body).toMatchObject({ reviewId: first.reviewId, state: 'running' });
    await world.reviews.store.end(held!, { state: 'failed', failedAt: Date.now(), reason: 'no', usd: 0 });
    const second = (await ask(wish, dan)).body as { reviewId: string };
    expect(second).toMatchObject({ state: 'queued' });
    expect(second.reviewId).not.toBe(first.reviewId);
    expect((await ask(wish, dan)).body).toMatchObject({ reviewId: second.reviewId });
    await world.workReviews();
  });

  it('counts once for its plan, though it is sent again before it is answered', async () => {
    const source = fresh();
    const sent = { as: 'eve', headers: { 'idempotency-key': `twice-${serial}` } };
    const answered = await Promise.all(
      [1, 2, 3, 4].map(async () => await ask({ source, language: 'solidity' }, sent)),
    );
    expect(answered.map(({ status }) => status)).toEqual([202, 202, 202, 202]);
    expect(new Set(answered.map(({ body }) => (body as { reviewId: string }).reviewId)).size).toBe(1);
    expect(await world.reviews.store.getUse('eve', Date.now())).toEqual({ month: 1, day: 1 });
    await world.workReviews();
  });

  it('starts nobody while a reviewer is at work, who looks again', async () => {
    await world.reviews.turn.take('busy', Date.now() + 60_000, Date.now());
    await ask({ source: fresh(), language: 'solidity' });
    expect(world.invoked).toEqual([]);
    expect(await world.reviews.turn.end('busy', undefined)).toBe(true);
    await world.workReviews();
  });

  it('that waits too long is rung for by who looks', async () => {
    const reviewId = ulidSource.next();
    await world.reviews.store.add(
      queuedReview(reviewId, 'late', { language: 'solidity', requestedAt: Date.now() - 120_000 }),
      'late',
    );
    await read(`/v1/reviews/${reviewId}`);
    expect(world.invoked).toHaveLength(1);
    await world.workReviews();
    world.invoked.length = 0;
    expect((await read(`/v1/reviews/${reviewId}`)).body).toMatchObject({ state: 'reviewed' });
    expect(world.invoked).toEqual([]);
  });

  it('of a submission is for the staff of its session', async () => {
    const { sessionId } = await world.addSession();
    // The review of a submission is called as the submission.
    const submissionId = ulidSource.next();
    const reviewId = submissionId;
    const submission = {
      sessionId,
      submissionId,
      participantId: 'p01',
      problem: 'A',
      problemId: 'sum',
      problemVersion: 1,
    };
    await world.reviews.store.add(queuedReview(reviewId, 'own', { submission }), 'own');
    await world.workReviews();
    const listed = await read(`/v1/reviews?sessionId=${sessionId}`);
    expect(listed.body).toMatchObject({
      items: [{ reviewId, sessionId, submissionId, participantId: 'p01' }],
    });
    const of = (id: string) => read(`/v1/reviews?sessionId=${sessionId}&submissionId=${id}`);
    expect((await of(submissionId)).body).toMatchObject({ items: [{ reviewId }] });
    const own = ulidSource.next();
    await world.reviews.store.add(queuedReview(own, 'of nobody'), 'of nobody');
    for (const none of [own, ulidSource.next()]) expect((await of(none)).body).toEqual({ items: [] });
    expect((await read(`/v1/reviews/${reviewId}`)).status).toBe(200);
    expect((await read(`/v1/reviews/${reviewId}`, { as: 'olga', groups: ['operator'] })).status).toBe(200);
    for (const path of [`/v1/reviews?sessionId=${sessionId}`, `/v1/reviews/${reviewId}`])
      expect((await read(path, BOB)).status).toBe(404);
    expect((await read(`/v1/reviews?submissionId=${submissionId}`)).status).toBe(422);
  });
});

describe('what cannot be reviewed', () => {
  it.each([
    ['an unknown language', { source: 'x', language: 'cobol' }, 422, 'solidity'],
    ['nothing', { source: '', language: 'solidity' }, 422, 'source is empty'],
    ['blanks', { source: ' \n', language: 'solidity' }, 422, 'source is empty'],
    ['a binary', { source: 'a\0b', language: 'solidity' }, 422, 'NUL'],
    [
      'too much',
      { source: 'x'.repeat(MAX_REVIEW_BYTES + 1), language: 'solidity' },
      413,
      String(MAX_REVIEW_BYTES),
    ],
    ['no language', { source: 'x' }, 422, 'language'],
    ['no such kind', { source: 'x', language: 'solidity', kind: 'beauty' }, 422, 'kind'],
  ])('is refused with what to do: %s', async (_, body, status, told) => {
    const answered = await ask(body);
    expect(answered.status).toBe(status);
    expect((answered.body as { detail: string }).detail).toContain(told);
    expect(world.invoked).toEqual([]);
  });

  it('is too large as a whole, too', async () => {
    const answered = await ask({ source: 'x'.repeat(1024 * 1024), language: 'solidity' });
    expect(answered).toMatchObject({ status: 413 });
  });

  it('is more than a plan allows; what was found before is answered all the same', async () => {
    const carl = { as: 'carl' };
    const source = fresh();
    await ask({ source, language: 'solidity' }, carl);
    await world.workReviews();
    for (let used = 1; used < 200; used++)
      await world.reviews.store.count('carl', { perDay: 200, perMonth: 2_000 }, Date.now());
    const refused = await ask({ source: fresh(), language: 'solidity' }, carl);
    expect(refused).toMatchObject({ status: 429, body: { type: '/v1/errors#limit-reached' } });
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    expect((refused.body as { detail: string }).detail).toContain('1800 are left of the month');
    expect((await ask({ source, language: 'solidity' }, carl)).status).toBe(200);
    // Each of these is a row that is kept: ten times as many as are done, and no more.
    const now = new Date();
    await createDocumentClient(world.system.admin).send(
      new PutCommand({
        TableName: 'submissions',
        Item: {
          pk: 'REVIEWER#kept carl',
          sk: `USE#${now.toISOString().slice(0, 7)}`,
          month: 2_000,
          [`day${now.getUTCDate()}`]: 2_000,
        },
      }),
    );
    const endless = await ask({ source, language: 'solidity' }, carl);
    expect(endless).toMatchObject({ status: 429, body: { type: '/v1/errors#limit-reached' } });
    expect((endless.body as { detail: string }).detail).toContain('all 2000 answers by what was reviewed');
  });
});

describe('the rules', () => {
  it('are told with the languages that they look at', async () => {
    const told = await read('/v1/reviews/rules?language=solidity');
    expect(told.body).toMatchObject({
      languages: [
        {
          language: 'solidity',
          ruleSet: expect.stringMatching(/^[0-9a-f]{16}$/) as string,
          rules: expect.arrayContaining([RULE_ID]) as unknown,
        },
      ],
      rules: expect.arrayContaining([
        expect.objectContaining({ ruleId: RULE_ID, swc: 'SWC-106' }),
      ]) as unknown,
    });
    expect((await read('/v1/reviews/rules')).body).toMatchObject({
      languages: expect.arrayContaining([expect.objectContaining({ language: 'solidity' })]) as unknown,
    });
    expect((await read('/v1/reviews/rules?language=cobol')).body).toEqual({ languages: [], rules: [] });
  });
});
