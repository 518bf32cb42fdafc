import { expect, it, vi } from 'vitest';
import type { ReviewsCost } from '../../../../core/costs/review-cost.ts';
import { InvalidRecordError } from '../../../../core/exam/invalid-record-error.ts';
import type { Session } from '../../../../core/exam/session.ts';
import { type AskPorts, LOOK_AGAIN_MS, ReviewAsker } from '../../../../core/review/ask-reviews.ts';
import type { ReviewEnd } from '../../../../core/review/review-store.ts';
import { ASKED_BY_POLICY } from '../../../../core/review/session-reviews.ts';
import type { Submission } from '../../../../core/submissions/submission.ts';
import { gradeOf } from '../../../support/grades.ts';
import { LateAskingStore } from '../../../support/memory/late-asking-store.ts';
import { MemoryReviewStore } from '../../../support/memory-review-store.ts';
import { queuedReview } from '../../../support/reviews.ts';
import { EPOCH, sessionOf } from '../../../support/sessions.ts';
import { queuedOf, resultOf } from '../../../support/submissions.ts';

const SETTLED = sessionOf({
  settledAt: EPOCH,
  policy: { testCases: 'first-failure', minIntervalMs: 0, reviews: 'staff' },
});
const { sessionId } = SETTLED;
const UNTIL = EPOCH + 86_400_000;
const idOf = (at: number) => `s${String(at).padStart(3, '0')}`;
const KEEP = async () => true;
const DONE: ReviewEnd = { state: 'failed', failedAt: EPOCH, reason: 'a toy', usd: 0.5 };

/** A session in which so many have submitted, the last of them in a language that nobody reviews. */
function makeWorld(participants: number, session: Session | undefined = SETTLED) {
  let now = EPOCH;
  let graded = 0;
  const store = new MemoryReviewStore();
  const askings = new LateAskingStore();
  const noted: ReviewsCost[] = [];
  const told: object[] = [];
  const ports: AskPorts = {
    clock: { now: () => now, sleep: async () => undefined },
    store,
    askings,
    languages: ['toy'],
    getSession: async () => session,
    gradesOf: async () => {
      graded++;
      return Array.from({ length: participants }, (_, at) => ({
        participantId: `p${at}`,
        problems: [gradeOf('A', idOf(at), at === participants - 1 ? 'cobol' : 'toy')],
      }));
    },
    getHandedIn: async (_, submissionId) => ({ source: `program ${submissionId}` }),
    runOf: async () => undefined,
    noteCosts: async (_, cost) => void noted.push(cost),
    tell: ({ error, ...facts }) => void told.push(facts),
  };
  return {
    store,
    askings,
    ports,
    noted,
    told,
    gradings: () => graded,
    pass: (ms: number) => {
      now += ms;
    },
    /** What a reviewer does of it. */
    async work(asker: ReviewAsker): Promise<string[]> {
      const asked: string[] = [];
      for (;;) {
        const due = await asker.askMore(UNTIL, KEEP);
        if (due.length === 0) return asked;
        asked.push(...due);
        for (const reviewId of due) {
          const held = await store.lease(reviewId, { leaseId: 'l', until: now + 1_000 }, now);
          if (held !== undefined) await store.end(held, DONE);
        }
      }
    },
    ask: async () => await askings.ask({ sessionId, askedAt: now, wants: 'all' }),
  };
}

it('asks for all that counts once, some at a time, grades them once, and notes what they cost', async () => {
  const world = makeWorld(36);
  await world.ask();
  const asker = new ReviewAsker(world.ports);
  expect(await world.work(asker)).toEqual(Array.from({ length: 35 }, (_, at) => idOf(at)));
  expect(world.gradings()).toBe(1);
  expect(world.noted).toEqual([{ count: 35, usd: 17.5 }]);
  expect(await world.store.get(idOf(7))).toMatchObject({
    owner: 'ada',
    requestedBy: ASKED_BY_POLICY,
    kind: 'all',
    submission: { sessionId, participantId: 'p7', problem: 'A', problemId: 'sum', problemVersion: 1 },
  });
  // Nothing is left to look at, and asking twice asks for nothing twice.
  expect(await world.work(asker)).toEqual([]);
  world.pass(1);
  await world.ask();
  expect(await world.work(new ReviewAsker(world.ports))).toEqual([]);
  expect(world.noted).toHaveLength(2);
  expect(world.store.reviews.size).toBe(35);
});

it('goes on with a session that the list does not show again yet, asked for the first time or anew', async () => {
  const world = makeWorld(36);
  for (const anew of [false, true]) {
    world.askings.lag = 0;
    world.pass(1);
    await world.ask();
    const { gradesOf } = world.ports;
    const asker = new ReviewAsker({
      ...world.ports,
      // It is put off before it is graded, and the list never shows its last write from then on.
      gradesOf: async (session) => {
        world.askings.lag = 1;
        return await gradesOf(session);
      },
    });
    expect(await world.work(asker)).toHaveLength(anew ? 0 : 35);
  }
  expect(world.noted).toEqual([
    { count: 35, usd: 17.5 },
    { count: 35, usd: 17.5 },
  ]);
});

it('notes what all cost whatever a list shows by then', async () => {
  const world = makeWorld(3);
  await world.ask();
  // As an index that is late for ever.
  const late = Object.assign(world.store, { list: async () => ({ items: [] }) });
  await world.work(new ReviewAsker({ ...world.ports, store: late }));
  expect(world.noted).toEqual([{ count: 2, usd: 1 }]);
});

it('keeps the turn for each session that it looks at, and looks at none when it has lost it', async () => {
  const world = makeWorld(3, { ...SETTLED, policy: { ...SETTLED.policy, reviews: 'off' } });
  for (const at of [1, 2, 3])
    await world.askings.ask({ sessionId: `other-${at}`, askedAt: EPOCH + at, wants: 'all' });
  world.pass(3);
  let kept = 0;
  const lost = new ReviewAsker(world.ports);
  expect(await lost.askMore(UNTIL, async () => kept++ < 2)).toEqual([]);
  expect(await world.askings.listDue(UNTIL, 5)).toHaveLength(1);
  expect(kept).toBe(3);
});

it('leaves a session for longer each time over which the function died, and goes on with the next', async () => {
  const world = makeWorld(3);
  const { gradesOf } = world.ports;
  const dying: AskPorts = {
    ...world.ports,
    getSession: async (id) => ({ ...SETTLED, sessionId: id }),
    // As an instance that is ended in the middle of it.
    gradesOf: (session) =>
      session.sessionId === sessionId ? new Promise(() => undefined) : gradesOf(session),
  };
  await world.ask();
  await world.askings.ask({ sessionId: 'another', askedAt: EPOCH + 1, wants: 'all' });
  world.pass(1);
  const isLeft = async () =>
    (await world.askings.listDue(EPOCH + 1, 5)).every((asking) => asking.sessionId !== sessionId);
  const died = new ReviewAsker(dying).askMore(UNTIL, KEEP);
  void died;
  await vi.waitFor(async () => expect(await isLeft()).toBe(true));
  expect(await new ReviewAsker(dying).askMore(UNTIL, KEEP)).toEqual([idOf(0), idOf(1)]);
  const [left] = (await world.askings.listDue(EPOCH + 1 + LOOK_AGAIN_MS, 5)).filter(
    (asking) => asking.sessionId === sessionId,
  );
  expect(left).toMatchObject({ failures: 1 });
  // What was too much for one is not for another: it is no failure any more, and goes on at its place.
  world.pass(LOOK_AGAIN_MS);
  await world.work(new ReviewAsker(world.ports));
  expect(await world.askings.listDue(UNTIL, 5)).toEqual([expect.objectContaining({ sessionId: 'another' })]);
});

it('has done anew, once, what staff had reviewed before a compiler said its word', async () => {
  const settledAt = EPOCH + 9_000;
  const world = makeWorld(5, { ...SETTLED, settledAt });
  const { state: _, ...run } = queuedOf();
  const judged = {
    ...run,
    state: 'judged',
    startedAt: 1,
    judgedAt: EPOCH + 5_000,
    result: resultOf(),
  } as const;
  const runs = new Map<string, Submission>([
    [idOf(0), judged],
    [idOf(1), { ...run, state: 'quarantined', reason: 'no judge', quarantinedAt: EPOCH + 5_000 }],
    [idOf(2), judged],
    [idOf(3), judged],
  ]);
  const ports: AskPorts = { ...world.ports, runOf: async ({ submissionId }) => runs.get(submissionId) };
  const review = async (at: number, requestedAt: number, state: ReviewEnd['state'] = 'reviewed') => {
    const submissionId = idOf(at);
    const submission = { sessionId, submissionId, participantId: 'p', problem: 'A', problemId: 'sum' };
    await world.store.add(
      queuedReview(submissionId, 'x', { requestedAt, submission: { ...submission, problemVersion: 1 } }),
      'x',
    );
    const held = await world.store.lease(submissionId, { leaseId: 'l', until: EPOCH + 1 }, EPOCH);
    const summary = { score: 100, counts: { critical: 0, high: 0, medium: 0, low: 0, info: 0 }, rules: [] };
    await world.store.end(
      held!,
      state === 'failed' ? DONE : { state, reviewedAt: EPOCH + 8_000, resultKey: 'k', summary, usd: 1 },
    );
  };
  await review(0, EPOCH + 4_000);
  await review(1, EPOCH + 4_000);
  await review(2, EPOCH + 6_000);
  await review(3, EPOCH + 4_000, 'failed');
  world.pass(10_000);
  await world.ask();
  expect(await world.work(new ReviewAsker(ports))).toEqual([idOf(0)]);
  expect(await world.store.get(idOf(0))).toMatchObject({ requestedBy: ASKED_BY_POLICY });
  // What the one that was done anew had cost is spent all the same, however often it is summed up.
  const ALL = { count: 4, usd: 4 };
  expect(world.noted).toEqual([ALL]);
  world.pass(1);
  await world.ask();
  expect(await world.work(new ReviewAsker(ports))).toEqual([]);
  expect(world.noted).toEqual([ALL, ALL]);
});

it('reads no source of what was asked for before', async () => {
  const world = makeWorld(12);
  await world.ask();
  await world.work(new ReviewAsker(world.ports));
  world.pass(1);
  await world.ask();
  const read: string[] = [];
  const reading = async (_: string, submissionId: string) => {
    read.push(submissionId);
    return { source: `program ${submissionId}` };
  };
  expect(await world.work(new ReviewAsker({ ...world.ports, getHandedIn: reading }))).toEqual([]);
  expect(read).toEqual([]);
});

it('leaves a session that cannot be graded for longer each time, and goes on with the next', async () => {
  const world = makeWorld(3);
  const other = 'another';
  const { gradesOf } = world.ports;
  let isBroken = true;
  const asker = new ReviewAsker({
    ...world.ports,
    getSession: async (id) => ({ ...SETTLED, sessionId: id }),
    gradesOf: async (session) => {
      if (isBroken && session.sessionId === sessionId) throw new Error('its roster is broken');
      return await gradesOf(session);
    },
  });
  await world.ask();
  await world.askings.ask({ sessionId: other, askedAt: EPOCH + 1, wants: 'all' });
  world.pass(1);
  expect(await world.work(asker)).toEqual([idOf(0), idOf(1)]);
  const failed = (againAt: number) => ({ event: 'asking-failed', sessionId, againAt: EPOCH + 1 + againAt });
  expect(world.told).toEqual([failed(LOOK_AGAIN_MS)]);
  world.pass(LOOK_AGAIN_MS);
  expect(await world.work(asker)).toEqual([]);
  expect(world.told).toEqual([failed(LOOK_AGAIN_MS), failed(3 * LOOK_AGAIN_MS)]);
  isBroken = false;
  world.pass(2 * LOOK_AGAIN_MS);
  await world.work(asker);
  expect(await world.askings.listDue(UNTIL * 2, 5)).toEqual([]);
});

it('asks for the others where one submission cannot be read', async () => {
  const world = makeWorld(4);
  await world.ask();
  const getHandedIn: AskPorts['getHandedIn'] = async (_, submissionId) => {
    if (submissionId === idOf(1)) throw new InvalidRecordError('the submission has no source');
    return { source: 'a program' };
  };
  expect(await world.work(new ReviewAsker({ ...world.ports, getHandedIn }))).toEqual([idOf(0), idOf(2)]);
  expect(world.told).toEqual([{ event: 'submission-unreadable', sessionId, submissionId: idOf(1) }]);
});

it('has a program reviewed without the mark that its editor put before it', async () => {
  const world = makeWorld(2);
  await world.ask();
  const getHandedIn: AskPorts['getHandedIn'] = async () => ({ source: '\uFEFFa program' });
  await world.work(new ReviewAsker({ ...world.ports, getHandedIn }));
  const { sourceHash, bytes } = (await world.store.get(idOf(0)))!;
  expect(bytes).toBe('a program'.length);
  expect(await world.store.getSource(sourceHash)).toBe('a program');
});

it('goes on where whoever asked before died, at whichever write', async () => {
  for (let dieAt = 1; dieAt <= 30; dieAt++) {
    const world = makeWorld(24);
    await world.ask();
    let writes = 0;
    const dying = <T extends object>(store: T): T =>
      new Proxy(store, {
        get: (target, name) => {
          const member: unknown = Reflect.get(target, name);
          if (typeof member !== 'function') return member;
          return async (...args: unknown[]) => {
            // Who is dead writes nothing more.
            if (writes >= dieAt) throw new Error('killed');
            const written: unknown = await Reflect.apply(member, target, args);
            if (['add', 'move', 'end'].includes(String(name)) && ++writes === dieAt)
              throw new Error('killed');
            return written;
          };
        },
      });
    const { store, askings } = world;
    const mortal = { ...world.ports, store: dying(store), askings: dying(askings) };
    await world.work(new ReviewAsker(mortal)).catch(() => undefined);
    await world.work(new ReviewAsker(world.ports));
    // What was added by the one that died is due, as any review is.
    for (const reviewId of await world.store.listDue(EPOCH, 100)) {
      const held = await world.store.lease(reviewId, { leaseId: 'l', until: EPOCH + 1 }, EPOCH);
      await world.store.end(held!, DONE);
    }
    world.pass(LOOK_AGAIN_MS);
    await world.work(new ReviewAsker(world.ports));
    expect(world.store.reviews.size).toBe(23);
    expect(world.noted.at(-1)).toEqual({ count: 23, usd: 11.5 });
  }
});

it('asks for nothing before a session is settled, and looks again', async () => {
  const { settledAt: _, ...open } = SETTLED;
  const world = makeWorld(3, open);
  await world.ask();
  expect(await world.work(new ReviewAsker(world.ports))).toEqual([]);
  expect(world.store.reviews.size).toBe(0);
  expect(await world.askings.listDue(EPOCH + LOOK_AGAIN_MS - 1, 1)).toEqual([]);
  world.pass(LOOK_AGAIN_MS);
  const settled = new ReviewAsker({ ...world.ports, getSession: async () => SETTLED });
  expect(await world.work(settled)).toHaveLength(2);
});

it('asks for nothing where a session wants none, and notes what single reviews cost when they are over', async () => {
  const world = makeWorld(3, { ...SETTLED, policy: { ...SETTLED.policy, reviews: 'off' } });
  await world.askings.askForCosts(sessionId, EPOCH);
  const asker = new ReviewAsker(world.ports);
  expect(await world.work(asker)).toEqual([]);
  expect(world.noted).toEqual([{ count: 0, usd: 0 }]);
  expect(world.store.reviews.size).toBe(0);
});

it('forgets what is asked of a session that is not there', async () => {
  const world = makeWorld(1);
  await world.ask();
  const asker = new ReviewAsker({ ...world.ports, getSession: async () => undefined });
  expect(await asker.askMore(UNTIL, KEEP)).toEqual([]);
  expect(await world.askings.listDue(UNTIL, 1)).toEqual([]);
});
