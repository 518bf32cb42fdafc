import { describe, expect, it } from 'vitest';
import type { Session } from '../../../../core/exam/session.ts';
import { chooseRuns } from '../../../../core/review/choose-runs.ts';
import { QUEUED_WITHIN_MS, RUNS_MS, START_AGAIN_MS } from '../../../../core/review/decide-runs.ts';
import { compilerRunId } from '../../../../core/submissions/compiler-run.ts';
import { FleetWorld } from '../../../support/fleet-world.ts';
import { gradeOf } from '../../../support/grades.ts';
import { sessionOf } from '../../../support/sessions.ts';
import { queuedOf, resultOf, submissionIdOf } from '../../../support/submissions.ts';

const session = sessionOf({
  languages: ['javascript', 'cpp'],
  fleet: 'draining',
  policy: { testCases: 'first-failure', minIntervalMs: 0, reviews: 'staff' },
});
const { sessionId, times } = session;
const CHOSEN = [
  { at: 1, language: 'cpp' },
  { at: 2, language: 'javascript' },
  { at: 3, language: 'cpp' },
];

/** A session whose window has closed just now, with three judged submissions that count. */
async function closedWorld(changes: Partial<Session> = {}): Promise<FleetWorld> {
  const world = new FleetWorld(times.lastClosesAt + 5_000);
  await world.sessions.create({ ...session, ...changes }, []);
  for (const { at, language } of CHOSEN) {
    const submissionId = submissionIdOf(at);
    await world.submissions.accept(queuedOf({ sessionId, submissionId, language }), { source: 'x' });
    await judge(world, submissionId);
  }
  return world;
}

async function judge({ submissions, clock }: FleetWorld, id: string): Promise<void> {
  const lease = { leaseId: `l-${id}`, until: clock.now() + 20_000, hostId: 'i-1' };
  const running = await submissions.lease(sessionId, id, lease, clock.now());
  if (running !== undefined) await submissions.judge(running, resultOf(), clock.now());
}

/** What the reviewer does when it is started. */
const chooseAll = async (world: FleetWorld) =>
  await chooseRuns(sessionId, {
    clock: world.clock,
    runs: world.runs,
    getSession: async (id) => await world.sessions.get(id),
    gradesOf: async () =>
      CHOSEN.map(({ at, language }) => ({
        participantId: `p${at}`,
        problems: [gradeOf('A', submissionIdOf(at), language)],
      })),
  });

const shutDown = async (world: FleetWorld, fate = {}) => await world.shutdown(sessionId, fate);
const runs = async (world: FleetWorld) => await world.submissions.listRejudged(sessionId, sessionId);

describe('compilers of an exam that is over', () => {
  it('are asked of what counts in their languages before the hosts are ended, once, and disturb no count', async () => {
    const world = await closedWorld();
    expect(await shutDown(world)).toMatchObject({
      state: 'draining',
      reason: expect.stringContaining('compilers'),
    });
    expect(world.runsStarted).toEqual([sessionId]);
    expect(await chooseAll(world)).toBe(2);
    expect(await chooseAll(world)).toBe(0);
    expect(await shutDown(world)).toMatchObject({ state: 'draining' });
    expect(await runs(world)).toMatchObject([
      { submissionId: submissionIdOf(1), state: 'queued', language: 'cpp' },
      { submissionId: submissionIdOf(3), state: 'queued', language: 'cpp' },
    ]);
    expect(await shutDown(world)).toMatchObject({ state: 'draining' });
    expect(world.reviewsAsked).toEqual([]);
    for (const at of [1, 3]) await judge(world, compilerRunId(sessionId, submissionIdOf(at)));
    expect(await shutDown(world)).toMatchObject({ state: 'settled', quarantined: 0 });
    expect(world.runsStarted).toEqual([sessionId]);
    expect(world.reviewsAsked).toEqual([sessionId]);
    expect(await world.submissions.count(sessionId)).toMatchObject({ accepted: 3, judged: 3 });
    expect(await chooseAll(world)).toBe(0);
  });

  it('have whoever chooses started anew only where that one had half a minute, and chose nothing', async () => {
    const world = await closedWorld();
    await shutDown(world);
    await shutDown(world);
    expect(world.runsStarted).toEqual([sessionId]);
    world.clock.advance(START_AGAIN_MS);
    await shutDown(world);
    expect(world.runsStarted).toEqual([sessionId, sessionId]);
    await chooseAll(world);
    await shutDown(world);
    expect(world.runsStarted).toHaveLength(2);
  });

  it('are given up when nobody puts them in the queue, or could be started to', async () => {
    const world = await closedWorld();
    const ports = world.shutdownPorts;
    const refused = new Error('throttled');
    Object.defineProperty(world, 'shutdownPorts', {
      get: () => ({ ...ports, startRuns: async () => Promise.reject(refused) }),
    });
    expect(await shutDown(world)).toMatchObject({ state: 'draining' });
    expect(world.runsLost).toEqual([refused]);
    world.clock.advance(QUEUED_WITHIN_MS);
    expect(await shutDown(world)).toMatchObject({ state: 'settled', quarantined: 0 });
    // Whoever comes late puts nothing in a queue that nobody works through.
    expect(await chooseAll(world)).toBe(0);
    expect(await runs(world)).toEqual([]);
  });

  it('have ten minutes: what waits then ends with its reason, and what is judged is waited for', async () => {
    const world = await closedWorld();
    await shutDown(world);
    await chooseAll(world);
    await shutDown(world);
    const id = compilerRunId(sessionId, submissionIdOf(1));
    world.clock.advance(RUNS_MS - 25_000);
    const { submissions } = world;
    const lease = { leaseId: 'l', until: world.clock.now() + 60_000, hostId: 'i-1' };
    const running = await submissions.lease(sessionId, id, lease, world.clock.now());
    world.clock.advance(25_000);
    expect(await shutDown(world)).toMatchObject({ state: 'draining' });
    expect(await submissions.get(sessionId, compilerRunId(sessionId, submissionIdOf(3)))).toMatchObject({
      state: 'quarantined',
      reason: expect.stringContaining("before the session's hosts were ended"),
    });
    expect(await submissions.judge(running!, resultOf(), world.clock.now())).toBe(true);
    expect(await shutDown(world)).toMatchObject({ state: 'settled', quarantined: 0 });
  });

  it.each(['judged', 'quarantined'] as const)(
    'are asked anew after hours were moved, of what an earlier close gave up, and not of what was %s',
    async (state) => {
      const world = await closedWorld();
      await shutDown(world);
      await chooseAll(world);
      await shutDown(world);
      const id = compilerRunId(sessionId, submissionIdOf(1));
      const { submissions } = world;
      const lease = { leaseId: 'l', until: world.clock.now() + RUNS_MS + 60_000, hostId: 'i-1' };
      const running = await submissions.lease(sessionId, id, lease, world.clock.now());
      world.clock.advance(RUNS_MS);
      // What is judged is waited for, so that its hosts are there still when its hours are moved.
      expect(await shutDown(world)).toMatchObject({ state: 'draining' });
      expect(await runs(world)).toMatchObject([{ state: 'running' }, { state: 'quarantined' }]);
      if (state === 'judged') await submissions.judge(running!, resultOf(), world.clock.now());
      else await submissions.quarantine(running!, 'three hosts were lost over it', world.clock.now());
      const over = await submissions.get(sessionId, id);
      const { revision } = (await world.sessions.get(sessionId))!;
      const closesAt = world.clock.now() + 60_000;
      const moved = { ...times, closesAt, lastClosesAt: closesAt };
      expect(await world.sessions.update(sessionId, revision, { times: moved })).toBe(true);
      world.clock.advance(65_000);
      await shutDown(world);
      expect(await chooseAll(world)).toBe(2);
      await shutDown(world);
      expect(await runs(world)).toMatchObject([{ state }, { state: 'queued' }]);
      expect(await submissions.get(sessionId, id)).toEqual(over);
      await judge(world, compilerRunId(sessionId, submissionIdOf(3)));
      expect(await shutDown(world)).toMatchObject({ state: 'settled', quarantined: 0 });
    },
  );

  it('are not asked where nobody wants reviews', async () => {
    const world = await closedWorld({ policy: session.policy, languages: ['javascript'] });
    expect(await shutDown(world)).toMatchObject({ state: 'settled' });
    expect(world.runsStarted).toEqual([]);
    expect(await world.runs.get(sessionId)).toBeUndefined();
  });

  it('are asked of each program once, wherever the shutdown dies', async () => {
    for (let dieAtCall = 1; dieAtCall <= 45; dieAtCall++) {
      const world = await closedWorld();
      await shutDown(world, { dieAtCall, afterwards: true }).catch(() => undefined);
      for (let rounds = 0; ; rounds++) {
        expect(rounds).toBeLessThan(8);
        if (world.runsStarted.length > 0) await chooseAll(world);
        for (const { submissionId } of await runs(world))
          await judge(world, compilerRunId(sessionId, submissionId));
        world.clock.advance(10_000);
        if ((await shutDown(world)).state === 'settled') break;
      }
      expect(await runs(world)).toMatchObject([{ state: 'judged' }, { state: 'judged' }]);
      expect(world.published.filter(({ type }) => type === 'session.settled').length).toBeGreaterThan(0);
      expect((await world.bills.get(sessionId))?.imbalance).toBeUndefined();
    }
  });
});
