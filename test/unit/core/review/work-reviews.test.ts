import { expect, it } from 'vitest';
import { DETECTION_BOUNDS } from '../../../../adapters/review/thread-detectors.ts';
import { type Detection, DetectionError, type DetectorSet } from '../../../../core/review/detector.ts';
import { MOST_MODELS_MS } from '../../../../core/review/models/leave-models-out.ts';
import { CACHE_MS } from '../../../../core/review/request-review.ts';
import { UnkeepableError } from '../../../../core/review/review-store.ts';
import { NOT_ASKED } from '../../../../core/review/sandbox/sandbox-languages.ts';
import {
  FAILURE_KEPT_MS,
  LEASE_MS,
  type ReviewEvent,
  type ReviewerPorts,
  type ReviewsWorked,
  workReviews,
} from '../../../../core/review/work-reviews.ts';
import { MemoryReviewStore } from '../../../support/memory-review-store.ts';
import { findingOf, queuedReview, RULE } from '../../../support/reviews.ts';
import { EPOCH } from '../../../support/sessions.ts';
import { caseResultOf, queuedOf, resultOf } from '../../../support/submissions.ts';

const SET: DetectorSet = {
  rules: [RULE],
  version: 1,
  detect: ({ source }) => ({
    findings: source.includes('FAULT') ? [findingOf()] : [],
    gaps: [],
  }),
};
const UNTIL = EPOCH + 600_000;

/** A turn in memory. */
class Turn {
  holder: { turnId: string; until: number } | undefined;
  asked = false;
  async take(turnId: string, until: number, now: number) {
    if (this.holder !== undefined && this.holder.until > now) return undefined;
    this.holder = { turnId, until };
    this.asked = false;
    return {};
  }
  async renew(turnId: string, until: number) {
    if (this.holder?.turnId !== turnId) return false;
    this.holder = { turnId, until };
    return true;
  }
  async end(turnId: string) {
    if (this.holder?.turnId !== turnId) return false;
    this.holder = undefined;
    return this.asked;
  }
  async ask(now: number) {
    if (this.holder === undefined || this.holder.until <= now) return false;
    this.asked = true;
    return true;
  }
}

function makeWorld(detect: ReviewerPorts['detect'] = async (source) => SET.detect(source)) {
  let now = EPOCH;
  let id = 0;
  const store = new MemoryReviewStore();
  const turn = new Turn();
  const told: ReviewEvent[] = [];
  const ports: ReviewerPorts = {
    clock: {
      now: () => now,
      sleep: async (ms) => {
        now += ms;
      },
    },
    ids: { next: () => `id-${id++}` },
    store,
    turn,
    rulesOf: async (language) => (language === 'toy' ? SET : undefined),
    detect,
    models: '',
    usdOf: (ms, modelUsd) => ms + modelUsd,
    tell: (event) => told.push(event),
  };
  return {
    store,
    turn,
    told,
    ports,
    pass: (ms: number) => {
      now += ms;
    },
    work: (first?: string, until = UNTIL) => workReviews(first, until, ports),
  };
}

it('reviews what it was started for and all that is due, each once', async () => {
  const world = makeWorld();
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
  let world = makeWorld();
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
  world = makeWorld(detect);
  await world.store.add(queuedReview('early', 'early'), 'early');
  expect(await world.work('early')).toEqual({ busy: false, reviewed: 2, failed: 0, left: false });
  expect(second).toEqual({ busy: true, reviewed: 0, failed: 0, left: false });
  expect(await world.store.get('late')).toMatchObject({ state: 'reviewed' });
});

it('takes up what somebody died over when the lease is over, and gives up after three', async () => {
  const world = makeWorld();
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

it('does again, with one report, what somebody died over once', async () => {
  const world = makeWorld();
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
  const world = makeWorld(async (source): Promise<Detection> => {
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

it('fails the same source without another try for an hour, and tries it then', async () => {
  let tries = 0;
  const world = makeWorld(async () => {
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

it('keeps its turn while it asks for more', async () => {
  const world = makeWorld();
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

it('answers by what was kept of the same source, kind and rules, until that is too old', async () => {
  let looked = 0;
  const world = makeWorld(async (source) => {
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

it('fails what this release cannot review', async () => {
  const world = makeWorld();
  await world.store.add(queuedReview('a', 'a', { language: 'gone' }), 'a');
  await world.work('a');
  expect(await world.store.get('a')).toMatchObject({
    state: 'failed',
    reason: 'this release reviews no gone',
  });
});

it('passes on what is nobody’s fault, and lets the turn go', async () => {
  const world = makeWorld(async () => {
    throw new Error('the table is gone');
  });
  await world.store.add(queuedReview('a', 'a'), 'a');
  await expect(world.work('a')).rejects.toThrow('the table is gone');
  expect(world.turn.holder).toBeUndefined();
  expect(await world.store.get('a')).toMatchObject({ state: 'running' });
});

it('fails a review alone whose report cannot be kept, and goes on', async () => {
  const world = makeWorld();
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
  const world = makeWorld();
  await world.store.add(queuedReview('a', 'a'), 'a');
  expect(await world.work('a', EPOCH + LEASE_MS - 1)).toMatchObject({ reviewed: 0, left: false });
  expect(await world.store.get('a')).toMatchObject({ state: 'queued' });
});

it('tells that something is left when its time is over, and one run after the other does all', async () => {
  const world = makeWorld(async (source) => {
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
  let world = makeWorld();
  world = makeWorld(async (source) => {
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

it('keeps what the first model answered, and asks again where another or none did', async () => {
  const world = makeWorld();
  const submission = {
    sessionId: 'S',
    submissionId: 's',
    participantId: 'ada',
    problem: 'a',
    problemId: 'sum',
    problemVersion: 1,
  };
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

it('asks for more where nothing is due, and shows detectors the samples of the problem that is answered', async () => {
  const seen: unknown[] = [];
  const world = makeWorld(async (source) => {
    seen.push(source.samples);
    return SET.detect(source);
  });
  const submission = {
    sessionId: 's',
    submissionId: 'x',
    participantId: 'p',
    problem: 'A',
    problemId: 'sum',
    problemVersion: 1,
  };
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

it('has what a compiler said of a submission in its report, which is another result than without', async () => {
  const world = makeWorld();
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
  const of = { sessionId: 's', participantId: 'p', problem: 'A', problemId: 'sum', problemVersion: 1 };
  for (const submissionId of ['not', 'waiting', 'asked', 'again'])
    await world.store.add(
      queuedReview(submissionId, source, {
        language: 'cpp',
        submission: { ...of, submissionId: submissionId === 'again' ? 'asked' : submissionId },
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
  let world = makeWorld();
  world = makeWorld(async (source) => {
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

it('tells of no review whose lease another has by now', async () => {
  const world = makeWorld();
  world.store.end = async () => false;
  await world.store.add(queuedReview('a', 'a'), 'a');
  await world.work('a');
  expect(world.told).toEqual([]);
});
