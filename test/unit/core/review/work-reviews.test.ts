import { expect, it } from 'vitest';
import { PUT_OFF_MS } from '../../../../core/review/decide-try.ts';
import { type Detection, DetectionError } from '../../../../core/review/detector.ts';
import { FAILURE_KEPT_MS, STARVED_KEPT_MS } from '../../../../core/review/request-review.ts';
import { UnkeepableError } from '../../../../core/review/review-store.ts';
import {
  LEASE_MS,
  type ReviewerPorts,
  type ReviewsWorked,
  workReviews,
} from '../../../../core/review/work-reviews.ts';
import { makeReviewerWorld, SET, UNTIL } from '../../../support/reviewer-world.ts';
import { queuedReview, RULE, reviewedSubmission } from '../../../support/reviews.ts';
import { EPOCH } from '../../../support/sessions.ts';

const STARVED = new DetectionError('the detectors had no processor', { starved: true });

it('reviews what it was started for and all that is due, each once', async () => {
  const world = makeReviewerWorld();
  for (const reviewId of ['a', 'b', 'c'])
    await world.store.add(queuedReview(reviewId, `${reviewId} FAULT`), `${reviewId} FAULT`);
  expect(await world.work('b')).toEqual({ busy: false, reviewed: 3, failed: 0, left: false });
  for (const reviewId of ['a', 'b', 'c'])
    expect(await world.store.get(reviewId)).toMatchObject({
      state: 'reviewed',
      summary: { score: 70, counts: { high: 1 }, rules: [{ ruleId: RULE.id, severity: 'high', count: 1 }] },
      attempts: 1,
    });
  expect(world.told.map((event) => event.reviewId)).toEqual(['b', 'a', 'c']);
  expect(await world.work('b')).toEqual({ busy: false, reviewed: 0, failed: 0, left: false });
});

it('leaves the work to whoever has the turn, who looks again', async () => {
  let world = makeReviewerWorld();
  let second: Awaited<ReturnType<typeof world.work>> | undefined;
  const detect: ReviewerPorts['detect'] = async (source) => {
    // Another comes in the middle of the first.
    if (second === undefined) {
      await world.store.add(queuedReview('late', 'late', { requestedAt: EPOCH + 5 }), 'late');
      second = await workReviews('late', UNTIL, world.ports);
      world.pass(10);
    }
    return SET.detect(source);
  };
  world = makeReviewerWorld(detect);
  await world.store.add(queuedReview('early', 'early'), 'early');
  expect(await world.work('early')).toEqual({ busy: false, reviewed: 2, failed: 0, left: false });
  expect(second).toEqual({ busy: true, reviewed: 0, failed: 0, left: false });
  expect(await world.store.get('late')).toMatchObject({ state: 'reviewed' });
});

it('takes up what somebody died over when the lease is over, and gives up after three', async () => {
  const world = makeReviewerWorld();
  await world.store.add(queuedReview('a', 'a'), 'a');
  // As one that was killed: turn and lease are held until they end.
  const die = async () => {
    const now = world.ports.clock.now();
    await world.turn.take('dead', now + LEASE_MS, now);
    await world.store.lease('a', { leaseId: 'dead', until: now + LEASE_MS }, now);
  };
  await die();
  expect(await world.work('a')).toMatchObject({ busy: true });
  world.pass(LEASE_MS);
  await die();
  world.pass(LEASE_MS);
  await die();
  world.pass(LEASE_MS);
  expect(await world.work('a')).toEqual({ busy: false, reviewed: 0, failed: 1, left: false });
  expect(await world.store.get('a')).toMatchObject({
    state: 'failed',
    reason: 'whoever reviewed it died 3 times over it: it is not tried again',
  });
});

it('counts nobody as dead who put a review off', async () => {
  const world = makeReviewerWorld();
  await world.store.add(queuedReview('a', 'a'), 'a');
  const take = async () => {
    const now = world.ports.clock.now();
    return (await world.store.lease('a', { leaseId: 'dead', until: now + LEASE_MS }, now))!;
  };
  await world.store.putOff(await take(), { until: EPOCH, usd: 0 });
  for (let died = 0; died < 2; died++) {
    await take();
    world.pass(LEASE_MS);
  }
  expect(await world.work('a')).toMatchObject({ reviewed: 1, failed: 0 });
});

it('does again, with one report, what somebody died over once', async () => {
  const world = makeReviewerWorld();
  await world.store.add(queuedReview('a', 'a'), 'a');
  const held = await world.store.lease('a', { leaseId: 'dead', until: EPOCH + LEASE_MS }, EPOCH);
  world.pass(LEASE_MS);
  expect(await world.work()).toMatchObject({ reviewed: 1 });
  // The dead one was only slow.
  expect(await world.store.end(held!, { state: 'failed', failedAt: 1, reason: 'late', usd: 0 })).toBe(false);
  expect(await world.store.get('a')).toMatchObject({ state: 'reviewed', attempts: 2 });
});

it('tries detectors twice that had to be ended, fails that review with the reason, and goes on', async () => {
  const tries: string[] = [];
  const world = makeReviewerWorld(async (source): Promise<Detection> => {
    tries.push(source.source);
    if (source.source === 'poison') throw new DetectionError('the detectors took longer than 10 s');
    return SET.detect(source);
  });
  await world.store.add(queuedReview('a', 'poison'), 'poison');
  await world.store.add(queuedReview('b', 'fine'), 'fine');
  expect(await world.work('a')).toEqual({ busy: false, reviewed: 1, failed: 1, left: false });
  expect(tries).toEqual(['poison', 'poison', 'fine']);
  expect(await world.store.get('a')).toMatchObject({
    state: 'failed',
    reason: 'the detectors took longer than 10 s',
  });
});

it('does later what its detectors had no processor for, by itself and once, while others are done', async () => {
  const tries: string[] = [];
  let world = makeReviewerWorld();
  world = makeReviewerWorld(async (source): Promise<Detection> => {
    tries.push(source.source);
    if (tries.length > 1) return SET.detect(source);
    // Somebody asks for theirs while nothing else is due.
    const requestedAt = world.ports.clock.now() + PUT_OFF_MS / 2;
    await world.store.add(queuedReview('b', 'other', { requestedAt }), 'other');
    throw STARVED;
  });
  await world.store.add(queuedReview('a', 'honest'), 'honest');
  expect(await world.work('a')).toEqual({ busy: false, reviewed: 2, failed: 0, left: false });
  expect(tries).toEqual(['honest', 'other', 'honest']);
  expect(world.told).toMatchObject([
    { event: 'put-off', reviewId: 'a' },
    { event: 'reviewed', reviewId: 'b' },
    { event: 'reviewed', reviewId: 'a' },
  ]);
  // What it cost by then is not lost.
  expect(await world.store.get('a')).toMatchObject({ state: 'reviewed', usdBefore: PUT_OFF_MS, usd: 0 });
});

it('counts the time once in which several wait that were put off', async () => {
  let tries = 0;
  const world = makeReviewerWorld(async (source) => {
    if (tries++ < 3) throw STARVED;
    return SET.detect(source);
  });
  for (const reviewId of ['a', 'b', 'c']) await world.store.add(queuedReview(reviewId, reviewId), reviewId);
  expect(await world.work('a')).toMatchObject({ reviewed: 3, failed: 0 });
  const spent = ['a', 'b', 'c'].map((reviewId) => world.store.reviews.get(reviewId)?.usdBefore);
  expect(spent).toEqual([PUT_OFF_MS, 0, 0]);
});

it('leaves a review that it put off in its last minute to the run that follows, which finds it due', async () => {
  let tries = 0;
  let world = makeReviewerWorld();
  world = makeReviewerWorld(async (source) => {
    if (tries++ > 0) return SET.detect(source);
    world.pass(600_000 - LEASE_MS);
    throw STARVED;
  });
  await world.store.add(queuedReview('a', 'a'), 'a');
  expect(await world.work('a')).toMatchObject({ reviewed: 0, failed: 0, left: true });
  expect(await world.work(undefined, world.ports.clock.now() + 600_000)).toMatchObject({ reviewed: 1 });
});

it.each([
  ['starved', ['starved', 'starved'], STARVED_KEPT_MS],
  ['hostile', ['hostile', 'hostile'], FAILURE_KEPT_MS],
  ['hostile on a machine that is busy', ['hostile', 'starved'], FAILURE_KEPT_MS],
  ['hostile once the machine is not busy any more', ['starved', 'hostile'], FAILURE_KEPT_MS],
])('tries what is %s twice in all, and says from when it is tried again', async (_, ends, keptMs) => {
  let tries = 0;
  const world = makeReviewerWorld(async () => {
    const starved = ends[tries++ % 2] === 'starved';
    throw new DetectionError('the detectors were ended', { starved });
  });
  const ask = async (reviewId: string) => {
    const requestedAt = world.ports.clock.now();
    await world.store.add(queuedReview(reviewId, 'the same', { requestedAt }), 'the same');
    await world.work(reviewId, requestedAt + 600_000);
    return await world.store.get(reviewId);
  };
  expect(await ask('a')).toMatchObject({ state: 'failed', reason: 'the detectors were ended' });
  expect(tries).toBe(2);
  world.pass(keptMs - 1);
  expect(await ask('b')).toMatchObject({ reason: expect.stringContaining('failed so before') as unknown });
  expect(tries).toBe(2);
  world.pass(1);
  await ask('c');
  expect(tries).toBe(4);
});

it('keeps its turn while it asks for more', async () => {
  const world = makeReviewerWorld();
  let second: ReviewsWorked | undefined;
  await workReviews(undefined, UNTIL, {
    ...world.ports,
    askMore: async (_until, keepTurn) => {
      for (let session = 0; session < 19 && second === undefined; session++) {
        expect(await keepTurn()).toBe(true);
        world.pass(LEASE_MS - 1);
      }
      second = await world.work();
      return [];
    },
  });
  expect(second).toMatchObject({ busy: true });
});

it('fails what this release cannot review', async () => {
  const world = makeReviewerWorld();
  await world.store.add(queuedReview('a', 'a', { language: 'gone' }), 'a');
  await world.work('a');
  expect(await world.store.get('a')).toMatchObject({
    state: 'failed',
    reason: 'this release reviews no gone',
  });
});

it('passes on what is nobody’s fault, and lets the turn go', async () => {
  const world = makeReviewerWorld(async () => {
    throw new Error('the table is gone');
  });
  await world.store.add(queuedReview('a', 'a'), 'a');
  await expect(world.work('a')).rejects.toThrow('the table is gone');
  expect(world.turn.holder).toBeUndefined();
  expect(await world.store.get('a')).toMatchObject({ state: 'running' });
});

it('fails a review alone whose report cannot be kept, and goes on', async () => {
  const world = makeReviewerWorld();
  const keep = world.store.keepResult.bind(world.store);
  world.store.keepResult = async (key, result) => {
    if (result.report.findings.length > 0) throw new UnkeepableError('its report is too large');
    await keep(key, result);
  };
  await world.store.add(queuedReview('a', 'a FAULT'), 'a FAULT');
  await world.store.add(queuedReview('b', 'b'), 'b');
  expect(await world.work('a')).toEqual({ busy: false, reviewed: 1, failed: 1, left: false });
  expect(await world.store.get('a')).toMatchObject({ state: 'failed', reason: 'its report is too large' });
});

it('begins nothing that it has no time for', async () => {
  const world = makeReviewerWorld();
  await world.store.add(queuedReview('a', 'a'), 'a');
  expect(await world.work('a', EPOCH + LEASE_MS - 1)).toMatchObject({ reviewed: 0, left: false });
  expect(await world.store.get('a')).toMatchObject({ state: 'queued' });
});

it('tells that something is left when its time is over, and one run after the other does all', async () => {
  const world = makeReviewerWorld(async (source) => {
    world.pass(20_000);
    return SET.detect(source);
  });
  const all = Array.from({ length: 60 }, (_, at) => `r${String(at).padStart(2, '0')}`);
  for (const reviewId of all) await world.store.add(queuedReview(reviewId, reviewId), reviewId);
  const runs: ReviewsWorked[] = [];
  do runs.push(await world.work(undefined, world.ports.clock.now() + 600_000));
  while (runs.at(-1)?.left === true);
  expect(runs.length).toBeGreaterThan(1);
  expect(runs.reduce((sum, { reviewed }) => sum + reviewed, 0)).toBe(60);
  expect(await world.store.listDue(world.ports.clock.now(), 1)).toEqual([]);
});

it('leaves to another run what it is asked to look at in its last minute, and what it has no time to ask for', async () => {
  let world = makeReviewerWorld();
  world = makeReviewerWorld(async (source) => {
    world.pass(600_000 - LEASE_MS);
    // Somebody rings when no further review can begin.
    if (source.source === 'a') await world.turn.ask(world.ports.clock.now());
    world.pass(1);
    return SET.detect(source);
  });
  await world.store.add(queuedReview('a', 'a'), 'a');
  expect(await world.work('a')).toMatchObject({ reviewed: 1, left: true });
  let asked = 0;
  await world.store.add(queuedReview('b', 'b', { requestedAt: world.ports.clock.now() }), 'b');
  const ports = { ...world.ports, askMore: async () => [`${asked++}`] };
  expect(await workReviews('b', world.ports.clock.now() + 600_000, ports)).toMatchObject({
    reviewed: 1,
    left: true,
  });
  expect(asked).toBe(0);
});

it('asks for more where nothing is due, and shows detectors the samples of the problem that is answered', async () => {
  const seen: unknown[] = [];
  const world = makeReviewerWorld(async (source) => {
    seen.push(source.samples);
    return SET.detect(source);
  });
  const submission = reviewedSubmission();
  await world.store.add(queuedReview('own', 'the same'), 'the same');
  const pages = [['x'], ['y'], []];
  const samples = [{ input: '1', answer: '2' }];
  const worked = await workReviews(undefined, UNTIL, {
    ...world.ports,
    samplesOf: async ({ problem }) => (problem === 'A' ? samples : []),
    askMore: async () => {
      const page = pages.shift() ?? [];
      for (const id of page)
        await world.store.add(
          queuedReview(id, 'the same', { submission: { ...submission, problem: id === 'x' ? 'A' : 'B' } }),
          'the same',
        );
      return page;
    },
  });
  expect(worked).toEqual({ busy: false, reviewed: 3, failed: 0, left: false });
  // The same source is another question beside samples, and the same one without.
  expect(seen).toEqual([undefined, samples]);
  expect(pages).toEqual([]);
});

it('tells of no review whose lease another has by now', async () => {
  const world = makeReviewerWorld();
  world.store.end = async () => false;
  await world.store.add(queuedReview('a', 'a'), 'a');
  await world.work('a');
  expect(world.told).toEqual([]);
});
