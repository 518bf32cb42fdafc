import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { appliedRejudgings, isPending, type RejudgingWish } from '../../../../core/exam/rejudging.ts';
import type { Session } from '../../../../core/exam/session.ts';
import { WRITES_AT_ONCE } from '../../../../core/exam/write-in-batches.ts';
import { applyRejudging, discardRejudging } from '../../../../core/lifecycle/end-rejudging.ts';
import { startRejudging } from '../../../../core/lifecycle/start-rejudging.ts';
import type { Message } from '../../../../core/messages/message.ts';
import type { ProblemVersion } from '../../../../core/problems/problem.ts';
import { MAX_REJUDGED } from '../../../../core/rejudging/decide-rejudging.ts';
import type { RunningSubmission } from '../../../../core/submissions/submission.ts';
import { digestOf } from '../../../../core/submissions/submission-digest.ts';
import { SubmissionFeed } from '../../../../core/submissions/submission-feed.ts';
import { MemorySessionStore } from '../../../support/memory/session-store.ts';
import { MemorySubmissionStore } from '../../../support/memory-submission-store.ts';
import { sessionOf } from '../../../support/sessions.ts';
import { queuedOf, resultOf, submissionIdOf } from '../../../support/submissions.ts';

const SESSION = sessionOf({ fleet: 'ready' });
const { sessionId } = SESSION;
const { opensAt } = SESSION.times;
const SUBMISSIONS = 3;
const WISH: RejudgingWish = { label: 'A', version: 2, filter: {}, judgedIn: sessionId };

class CrashError extends Error {}

/** A session in which everybody is wrong by version 1 and right by version 2, and functions that can die before any write. */
class World {
  readonly sessions = new MemorySessionStore();
  readonly submissions = new MemorySubmissionStore();
  readonly messages: Message[] = [];
  readonly decisions: string[] = [];
  rings = 0;
  /** Calls to the outside until the function dies; it dies once. */
  diesIn = Number.POSITIVE_INFINITY;
  #now = opensAt + 60_000;
  #ids = 0;

  async open(): Promise<this> {
    await this.sessions.create(SESSION, []);
    for (let number = 1; number <= SUBMISSIONS; number++) {
      const submissionId = submissionIdOf(number);
      const row = queuedOf({ submissionId, participantId: `p${number}`, submittedAt: opensAt });
      await this.submissions.accept(row, { source: `source of ${number}` });
      await this.judge(submissionId, 'WA');
    }
    return this;
  }

  async judge(id: string, verdict: 'WA' | 'AC'): Promise<void> {
    const lease = { leaseId: `l-${id}`, until: this.#now + 20_000, hostId: 'i-1' };
    const running = await this.submissions.lease(sessionId, id, lease, this.#now);
    if (running !== undefined) await this.submissions.judge(running, resultOf({ verdict }), opensAt + 1_000);
  }

  /** What an executor does: the next in the lane. */
  async work(): Promise<void> {
    const [next] = await this.submissions.listWaiting(sessionId, 'rejudging', 1);
    if (next !== undefined) await this.judge(next.submissionId, 'AC');
  }

  ports() {
    const mortal = <T extends object>(target: T): T =>
      new Proxy(target, {
        get: (object, name) => {
          const member = Reflect.get(object, name, object) as unknown;
          return typeof member !== 'function'
            ? member
            : async (...of: unknown[]) => {
                if (--this.diesIn === 0) throw new CrashError();
                const answer = await member.apply(object, of);
                if (--this.diesIn === 0) throw new CrashError();
                return answer;
              };
        },
      });
    const version = { manifest: { kind: 'pass-fail' } } as unknown as ProblemVersion;
    return {
      clock: { now: () => ++this.#now, sleep: async () => undefined },
      ids: { next: () => submissionIdOf(1_000 + ++this.#ids) },
      sessions: mortal(this.sessions),
      submissions: mortal(this.submissions),
      messages: mortal({ put: async (message: Message) => this.messages.push(message) > 0 }),
      hosts: mortal({
        recordDecision: async (_: string, { action }: { action: string }) => void this.decisions.push(action),
      }),
      doorbell: mortal({ ring: async () => void this.rings++ }),
      getVersion: async () => version,
      readSubmissions: async (session: Session) => await this.seen(session),
      onSilentDoorbell: () => undefined,
    };
  }

  async session() {
    return (await this.sessions.get(sessionId)) ?? SESSION;
  }

  /** What every reader sees, with a feed of its own. */
  async seen(as?: Session) {
    const session = as ?? (await this.session());
    return await new SubmissionFeed(this.submissions, sessionId).refresh(this.#now, session);
  }

  async start(wish = WISH) {
    const session = await this.session();
    return await startRejudging(session, session, wish, 'ada', this.ports());
  }

  async end(how: typeof applyRejudging) {
    const session = await this.session();
    const rejudging = session.rejudgings?.at(-1);
    return rejudging && (await how(session, rejudging, 'ada', this.ports()));
  }
}

const survive = async (act: () => Promise<unknown>) => {
  try {
    await act();
  } catch (error) {
    if (!(error instanceof CrashError)) throw error;
  }
};

describe('a rejudging', () => {
  it('judges beside the verdicts in force, and replaces them by one write that tells who is concerned', async () => {
    const world = await new World().open();
    const started = await world.start({ ...WISH, reason: 'test case 3 was wrong' });
    expect(started).toMatchObject({ done: true, rejudging: { state: 'judging', submissions: SUBMISSIONS } });
    expect(world.rings).toBe(SUBMISSIONS);
    expect((await world.seen()).map(({ verdict }) => verdict)).toEqual(['WA', 'WA', 'WA']);
    expect(await world.end(applyRejudging)).toMatchObject({ done: false, refusal: { kind: 'not-yet' } });
    for (let number = 1; number <= SUBMISSIONS; number++) await world.work();
    expect((await world.seen()).map(({ verdict }) => verdict)).toEqual(['WA', 'WA', 'WA']);

    expect(await world.end(applyRejudging)).toMatchObject({ done: true, rejudging: { state: 'applied' } });
    expect((await world.seen()).map(({ verdict }) => verdict)).toEqual(['AC', 'AC', 'AC']);
    expect((await world.session()).problems).toEqual([{ label: 'A', problemId: 'sum', version: 2 }]);
    expect(world.messages.map(({ to, text }) => [to, text])).toEqual([
      ['everybody', expect.stringContaining('Problem A was corrected: test case 3 was wrong')],
      [{ participantIds: ['p1', 'p2', 'p3'] }, expect.stringContaining('A verdict of yours is another now')],
    ]);
    expect(world.decisions).toEqual(['start', 'apply']);
    expect((await world.submissions.count(sessionId)).accepted).toBe(SUBMISSIONS);
    expect(await world.submissions.listUnannounced(sessionId, 10)).toHaveLength(SUBMISSIONS);
  });

  it('that is undone puts the verdicts and the version of before in force by one write, and tells', async () => {
    const world = await new World().open();
    await world.start();
    for (let number = 1; number <= SUBMISSIONS; number++) await world.work();
    await world.end(applyRejudging);
    expect(await world.end(discardRejudging)).toMatchObject({
      done: true,
      rejudging: { state: 'discarded' },
    });
    expect((await world.seen()).map(({ verdict }) => verdict)).toEqual(['WA', 'WA', 'WA']);
    expect((await world.session()).problems).toEqual(SESSION.problems);
    expect(world.messages).toHaveLength(4);
    expect(world.decisions).toEqual(['start', 'apply', 'undo']);
    expect(await world.end(discardRejudging)).toMatchObject({ done: true });
    expect(await world.end(applyRejudging)).toMatchObject({ done: false, refusal: { kind: 'too-late' } });
  });

  it('that took fewer leaves the version of the session alone', async () => {
    const world = await new World().open();
    await world.start({ ...WISH, filter: { participantId: 'p2' } });
    await world.work();
    await world.end(applyRejudging);
    expect((await world.seen()).map(({ verdict }) => verdict)).toEqual(['WA', 'AC', 'WA']);
    expect((await world.session()).problems).toEqual(SESSION.problems);
  });

  it('that is discarded changes nothing and leaves nothing in the queue', async () => {
    const world = await new World().open();
    await world.start();
    await world.work();
    expect(await world.end(discardRejudging)).toMatchObject({ done: true });
    expect(await world.submissions.listWaiting(sessionId, 'rejudging', 10)).toEqual([]);
    expect((await world.seen()).map(({ verdict }) => verdict)).toEqual(['WA', 'WA', 'WA']);
    expect(await world.end(applyRejudging)).toMatchObject({ done: false, refusal: { kind: 'too-late' } });
    expect(await world.start()).toMatchObject({ done: true, rejudging: { state: 'judging' } });
  });

  it('that died while it was put in the queue goes on for those alone who may name its judges', async () => {
    const world = await new World().open();
    // The row is written and the decision recorded.
    world.diesIn = 5;
    await survive(() => world.start());
    const session = await world.session();
    expect(session.rejudgings).toMatchObject([{ state: 'open' }]);
    const refused = await startRejudging(session, undefined, WISH, 'bob', world.ports());
    expect(refused).toMatchObject({ done: false, refusal: { kind: 'invalid-request' } });
    const settled = { ...session, settledAt: opensAt, cancelledAt: opensAt };
    const late = await startRejudging(session, settled, WISH, 'ada', world.ports());
    expect(late).toMatchObject({ done: false, refusal: { kind: 'too-late' } });
    expect(world.rings).toBe(0);
    expect(await world.start()).toMatchObject({ done: true, rejudging: { state: 'judging' } });
  });

  it('of the largest size is taken out of the queue in rounds of several writes at once', async () => {
    const world = await new World().open();
    await world.start();
    const ports = world.ports();
    const queued = Array.from({ length: MAX_REJUDGED }, (_, number) => ({
      ...digestOf(queuedOf({ submissionId: submissionIdOf(number) })),
    }));
    const dropped = new Set<string>();
    let rounds = 0;
    let atOnce = 0;
    let most = 0;
    let round: Promise<void> | undefined;
    // Whatever is written at once takes one way to the store together.
    const written = async () => {
      most = Math.max(most, ++atOnce);
      round ??= new Promise((resolve) => setImmediate(resolve)).then(() => {
        round = undefined;
        atOnce = 0;
        rounds++;
      });
      await round;
    };
    const session = await world.session();
    const [rejudging] = session.rejudgings ?? [];
    const discarded = await discardRejudging(session, rejudging!, 'ada', {
      ...ports,
      submissions: {
        listRejudged: async () => queued,
        lease: async (_, submissionId) => {
          await written();
          return { ...queuedOf({ submissionId }), state: 'running' } as unknown as RunningSubmission;
        },
        quarantine: async ({ submissionId }) => {
          await written();
          return dropped.add(submissionId).size > 0;
        },
      },
    });
    expect(discarded).toMatchObject({ done: true });
    expect(dropped.size).toBe(MAX_REJUDGED);
    expect(most).toBeLessThanOrEqual(WRITES_AT_ONCE);
    expect(rounds).toBeLessThanOrEqual((2 * MAX_REJUDGED) / WRITES_AT_ONCE);
  });

  it('whose discard dies half-way leaves the queue once it is discarded again', async () => {
    const world = await new World().open();
    await world.start();
    // The session is read and written, and then the first rows.
    world.diesIn = 10;
    await survive(() => world.end(discardRejudging));
    expect((await world.session()).rejudgings).toMatchObject([{ state: 'discarded' }]);
    expect(await world.submissions.listWaiting(sessionId, 'rejudging', 10)).not.toEqual([]);
    expect(await world.end(discardRejudging)).toMatchObject({ done: true });
    const left = await world.submissions.listRejudged(
      sessionId,
      (await world.session()).rejudgings![0]!.rejudgingId,
    );
    expect(await world.submissions.listWaiting(sessionId, 'rejudging', 10)).toEqual([]);
    expect(left.map(({ state }) => state)).not.toContain('queued');
  });

  it('is in force whole or not at all, dies anywhere, comes twice, and always comes to its end', async () => {
    const step = fc.record({
      act: fc.constantFrom('start', 'work', 'apply', 'discard' as const),
      diesIn: fc.option(fc.integer({ min: 1, max: 14 }), { nil: Number.POSITIVE_INFINITY }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 14 }), async (steps) => {
        const world = await new World().open();
        const acts = {
          start: () => world.start(),
          work: () => world.work(),
          apply: () => world.end(applyRejudging),
          discard: () => world.end(discardRejudging),
        };
        let ended = new Map<string, string>();
        const look = async () => {
          const verdicts = new Set((await world.seen()).map(({ verdict }) => verdict));
          const session = await world.session();
          // Every rejudging finds the same, so one that is in force shows on all.
          expect([...verdicts]).toEqual([appliedRejudgings(session).length > 0 ? 'AC' : 'WA']);
          const { rejudgings = [] } = session;
          expect(rejudgings.filter(isPending).length).toBeLessThanOrEqual(1);
          const now = new Map(
            rejudgings.filter((one) => !isPending(one)).map((one) => [one.rejudgingId, one.state]),
          );
          // What was applied can be undone; what is discarded stays so.
          for (const [rejudgingId, state] of ended)
            expect(state === 'applied' ? ['applied', 'discarded'] : [state]).toContain(now.get(rejudgingId));
          ended = now;
        };
        for (const { act, diesIn } of steps) {
          world.diesIn = diesIn;
          await survive(acts[act]);
          await look();
        }
        // Whatever was left behind, asking for the same, judging and applying comes to the end.
        world.diesIn = Number.POSITIVE_INFINITY;
        await world.start();
        const pending = (await world.session()).rejudgings?.find(isPending);
        expect(pending?.state).toBe('judging');
        // A discard that died leaves some of another in the queue.
        while ((await world.submissions.listWaiting(sessionId, 'rejudging', 1)).length > 0)
          await world.work();
        const rejudged = await world.submissions.listRejudged(sessionId, pending?.rejudgingId ?? '');
        expect(rejudged.map(({ state }) => state)).toEqual(Array(SUBMISSIONS).fill('judged'));
        expect(await world.end(applyRejudging)).toMatchObject({
          done: true,
          rejudging: { state: 'applied' },
        });
        await look();
      }),
      { numRuns: 300 },
    );
  });
});
