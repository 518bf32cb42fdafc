import { expect, it } from 'vitest';
import { DETECTION_BOUNDS } from '../../../../adapters/review/thread-detectors.ts';
import { DetectionError } from '../../../../core/review/detector.ts';
import { MOST_MODELS_MS } from '../../../../core/review/models/leave-models-out.ts';
import { CACHE_MS, FAILURE_KEPT_MS } from '../../../../core/review/request-review.ts';
import { NOT_ASKED } from '../../../../core/review/sandbox/sandbox-languages.ts';
import { LEASE_MS, type ReviewerPorts, workReviews } from '../../../../core/review/work-reviews.ts';
import { makeReviewerWorld, SET, UNTIL } from '../../../support/reviewer-world.ts';
import { queuedReview, reviewedSubmission } from '../../../support/reviews.ts';
import { EPOCH } from '../../../support/sessions.ts';
import { caseResultOf, queuedOf, resultOf } from '../../../support/submissions.ts';

it('fails the same source without another try for an hour, and tries it then', async () => {
  let tries = 0;
  const world = makeReviewerWorld(async () => {
    tries++;
    throw new DetectionError('the detectors took longer than 10 s');
  });
  const ask = async (reviewId: string, more: Partial<Parameters<typeof queuedReview>[2]> = {}) => {
    const requestedAt = world.ports.clock.now();
    await world.store.add(queuedReview(reviewId, 'poison', { requestedAt, ...more }), 'poison');
    await world.work(reviewId, requestedAt + 600_000);
    return await world.store.get(reviewId);
  };
  await ask('a');
  world.pass(60_000);
  expect(await ask('b', { owner: 'bob' })).toMatchObject({
    state: 'failed',
    reason: `the detectors took longer than 10 s. The same source failed so before: ask again after ${new Date(EPOCH + FAILURE_KEPT_MS).toISOString()}`,
  });
  expect(tries).toBe(2);
  // Other rules may stand it.
  await ask('c', { kind: 'style' });
  expect(tries).toBe(4);
  world.pass(FAILURE_KEPT_MS);
  await ask('d');
  expect(tries).toBe(6);
});

it('answers by what was kept of the same source, kind and rules, until that is too old', async () => {
  let looked = 0;
  const world = makeReviewerWorld(async (source) => {
    looked++;
    return SET.detect(source);
  });
  const ask = async (reviewId: string, more: Partial<Parameters<typeof queuedReview>[2]> = {}) => {
    await world.store.add(
      queuedReview(reviewId, 'same', { requestedAt: world.ports.clock.now(), ...more }),
      'same',
    );
    await world.work(reviewId, world.ports.clock.now() + 600_000);
    return await world.store.get(reviewId);
  };
  await ask('a');
  world.pass(1_000);
  expect(await ask('b', { owner: 'bob' })).toMatchObject({ state: 'reviewed', cachedFrom: EPOCH });
  expect(looked).toBe(1);
  expect(await ask('c', { kind: 'style' })).not.toHaveProperty('cachedFrom');
  expect(looked).toBe(2);
  world.pass(CACHE_MS);
  expect(await ask('d')).not.toHaveProperty('cachedFrom');
  expect(looked).toBe(3);
});

it('keeps what the first model answered, and asks again where another or none did', async () => {
  const world = makeReviewerWorld();
  const submission = reviewedSubmission();
  const asked: unknown[] = [];
  let service: string | undefined;
  let standIn = false;
  const ports: ReviewerPorts = {
    ...world.ports,
    models: 'some',
    askModels: async (_source, _findings, { kind, submission: of }) => {
      asked.push({ kind, of });
      const share = { service, model: service, usd: 2, dropped: 0, notes: [] };
      return { findings: [], share: { ...share, ...(standIn ? { standIn } : {}) } };
    },
  };
  const ask = async (reviewId: string) => {
    await world.store.add(queuedReview(reviewId, 'same', { submission }), 'same');
    await workReviews(reviewId, UNTIL, ports);
    return await world.store.get(reviewId);
  };
  expect(await ask('a')).not.toHaveProperty('cachedFrom');
  service = 'openai';
  standIn = true;
  expect(await ask('d')).not.toHaveProperty('cachedFrom');
  standIn = false;
  expect(await ask('b')).toMatchObject({ state: 'reviewed', usd: 2 });
  expect(asked).toEqual([
    { kind: 'all', of: submission },
    { kind: 'all', of: submission },
    { kind: 'all', of: submission },
  ]);
  expect(await ask('c')).toMatchObject({ cachedFrom: EPOCH, usd: 0 });
  expect(asked).toHaveLength(3);
});

it('has what a compiler said of a submission in its report, which is another result than without', async () => {
  const world = makeReviewerWorld();
  const source = 'int main() { return 1u > -1; }';
  const diagnostic = { line: 1, severity: 'warning', option: '-Wsign-compare', message: 'two signs' };
  const printed = JSON.stringify({ diagnostics: [{ ...diagnostic, byteColumn: 21 }], gaps: [] });
  const { state: _, ...run } = queuedOf();
  const ports: ReviewerPorts = {
    ...world.ports,
    rulesOf: async () => SET,
    runOf: async ({ submissionId }) =>
      submissionId === 'waiting'
        ? { ...run, state: 'queued' }
        : submissionId === 'asked'
          ? {
              ...run,
              state: 'judged',
              startedAt: 1,
              judgedAt: 2,
              result: resultOf({ perCase: [caseResultOf({ outputHead: printed })] }),
            }
          : undefined,
  };
  for (const submissionId of ['not', 'waiting', 'asked', 'again'])
    await world.store.add(
      queuedReview(submissionId, source, {
        language: 'cpp',
        submission: reviewedSubmission(submissionId === 'again' ? 'asked' : submissionId),
      }),
      source,
    );
  await workReviews(undefined, UNTIL, ports);
  const reportOf = async (reviewId: string) => {
    const review = await world.store.get(reviewId);
    if (review?.state !== 'reviewed') throw new Error('it is reviewed');
    return { review, report: (await world.store.getResult(review.resultKey))!.report };
  };
  expect((await reportOf('not')).report).toMatchObject({ findings: [], gaps: [NOT_ASKED] });
  // What is kept without a word answers nobody who has one.
  expect((await reportOf('waiting')).report).toMatchObject({
    findings: [],
    gaps: [{ why: expect.stringContaining('it has not been asked yet') as unknown }],
  });
  const { review, report } = await reportOf('asked');
  expect(review).not.toHaveProperty('cachedFrom');
  expect(report).toMatchObject({ findings: [{ ruleId: 'gcc/sign', foundBy: 'sandbox' }], gaps: [] });
  expect((await reportOf('again')).review).toMatchObject({
    resultKey: review.resultKey,
    cachedFrom: expect.any(Number) as unknown,
  });
});

it('leaves models out where they would outlast the lease, which holds all that a review may take', async () => {
  const { startMs, timeMs } = DETECTION_BOUNDS;
  expect(2 * (startMs + timeMs)).toBeLessThan(LEASE_MS);
  expect(startMs + timeMs + MOST_MODELS_MS).toBeLessThan(LEASE_MS);
  let tookMs = LEASE_MS - MOST_MODELS_MS;
  let world = makeReviewerWorld();
  world = makeReviewerWorld(async (source) => {
    world.pass(tookMs);
    return SET.detect(source);
  });
  const share = { service: 'openai', model: 'm', usd: 1, dropped: 0, notes: [] };
  const ports = { ...world.ports, models: 'm', askModels: async () => ({ findings: [], share }) };
  await world.store.add(queuedReview('a', 'a'), 'a');
  await workReviews('a', UNTIL, ports);
  expect(await world.store.get('a')).toMatchObject({ state: 'reviewed', usd: tookMs });
  tookMs = startMs + timeMs;
  await world.store.add(queuedReview('b', 'b'), 'b');
  await workReviews('b', UNTIL, ports);
  expect(await world.store.get('b')).toMatchObject({ state: 'reviewed', usd: tookMs + 1 });
});
