import { describe, expect, it } from 'vitest';
import { JudgeError } from '../../../../core/grading/judge.ts';
import { ringAgain } from '../../../../core/submissions/ring-again.ts';
import { ExecutorWorld } from '../../../support/executor-world.ts';
import { EPOCH } from '../../../support/sessions.ts';
import { queuedOf, submissionIdOf } from '../../../support/submissions.ts';

const MINUTE = 60_000;
/** Between two passes of the tick. */
const PASS_MS = 30_000;

async function worldOf(judgingMs: number): Promise<ExecutorWorld> {
  const world = new ExecutorWorld();
  for (const hostId of ['i-1', 'i-2']) await world.addHost(hostId, 2, judgingMs);
  await world.submissions.accept(queuedOf(), { source: 's' });
  return world;
}

const rowOf = async (world: ExecutorWorld) =>
  await world.submissions.get(world.session.sessionId, submissionIdOf(1));

/** Lets time pass until the submission has its verdict. @returns when, ms since the start */
async function untilJudged(world: ExecutorWorld): Promise<number> {
  const isJudged = () => [...world.submissions.rows.values()].every(({ state }) => state === 'judged');
  await world.clock.runUntil(isJudged, EPOCH + 10 * MINUTE);
  const row = await rowOf(world);
  return row?.state === 'judged' ? row.judgedAt - EPOCH : Number.NaN;
}

describe('work on a host that EC2 takes back', () => {
  const passUntil = async ({ clock }: ExecutorWorld, ms: number) => {
    void clock.sleep(EPOCH + ms - clock.now());
    await clock.runUntil(() => clock.now() >= EPOCH + ms, EPOCH + ms);
  };
  const leave = async (world: ExecutorWorld, hostId: string) =>
    await world.slots.leave(world.session.sessionId, hostId, world.clock.now() + 2 * MINUTE);

  it('ends there when it can, and nothing more begins there', async () => {
    const world = new ExecutorWorld();
    await world.addHost('i-1', 1, 20_000);
    for (const number of [1, 2])
      await world.submissions.accept(queuedOf({ submissionId: submissionIdOf(number) }), { source: 's' });
    void world.start([submissionIdOf(1), submissionIdOf(2)]);
    await passUntil(world, 8_000);
    await leave(world, 'i-1');
    await passUntil(world, MINUTE);
    const rows = [...world.submissions.rows.values()];
    expect(rows.map(({ state }) => state).toSorted()).toEqual(['judged', 'queued']);
    expect(rows.flatMap(({ setbacks = [] }) => setbacks)).toEqual([]);
    expect((await world.slots.list(world.session.sessionId))[0]).not.toHaveProperty('holder');
  });

  it('is judged elsewhere when it cannot, and is suspected of nothing', async () => {
    const world = await worldOf(200_000);
    void world.start([submissionIdOf(1)]);
    await passUntil(world, 8_000);
    const row = await rowOf(world);
    const hostId = row?.state === 'running' ? row.lease.hostId : '';
    await leave(world, hostId);
    await passUntil(world, 2 * MINUTE + 8_000);
    const host = world.hosts.get(hostId)!;
    host.up = false;
    for (const other of world.hosts.values()) other.judgingMs = 1_000;
    await world.slots.close(world.session.sessionId, hostId);
    expect(await untilJudged(world)).toBeLessThan(3 * MINUTE);
    const judged = await rowOf(world);
    expect(judged).toMatchObject({
      state: 'judged',
      setbacks: [{ kind: 'turned-away', hostId, reason: expect.stringContaining('EC2 took its host back') }],
    });
  });
});

describe('work that was lost', () => {
  it.each([0, 4_999, 5_001, 9_999, 14_999, 24_999, 29_999])(
    'with an executor that died after %i ms is judged within a minute, by the tick alone',
    async (diedAfterMs) => {
      const world = await worldOf(50_000);
      void world.start([submissionIdOf(1)]);
      void world.clock.sleep(diedAfterMs).then(() => {
        world.kill(0);
        for (const host of world.hosts.values()) host.judgingMs = 1_000;
      });
      const doorbell = {
        ring: async ({ submissionId }: { submissionId: string }) => void world.start([submissionId]),
      };
      const tick = async () => {
        for (;;) {
          await world.clock.sleep(PASS_MS);
          await ringAgain(world.session, { ...world, doorbell }, world.clock.now());
        }
      };
      void tick();
      expect((await untilJudged(world)) - diedAfterMs).toBeLessThanOrEqual(MINUTE);
    },
  );

  it.each([
    ['that refuses connections', () => new JudgeError('unreachable', 'connect ECONNREFUSED'), 'host-lost'],
    ['whose queue is full', () => new JudgeError('busy', 'HTTP 503: queue is full'), 'turned-away'],
  ])('with a host %s is judged elsewhere within 5 s, and its slot rests', async (_, fault, kind) => {
    const world = await worldOf(1_000);
    const failing = fault();
    world.beforeCall = async (_executor, call) => {
      // Whichever host has it first.
      if (call !== 'judge' || [...world.hosts.values()].some((host) => host.failing !== undefined)) return;
      const row = await rowOf(world);
      if (row?.state === 'running') world.hosts.get(row.lease.hostId)!.failing = failing;
    };
    let reported = false;
    void world.start([submissionIdOf(1)]).then(() => {
      reported = true;
    });
    await world.clock.runUntil(() => reported, EPOCH + MINUTE);
    const row = await rowOf(world);
    expect(row).toMatchObject({ state: 'judged', setbacks: [{ kind }] });
    expect(row?.state === 'judged' && row.judgedAt - EPOCH).toBeLessThanOrEqual(5_000);
    const [lost] = row?.setbacks ?? [];
    const slots = await world.slots.list(world.session.sessionId);
    // Nobody takes it at once: the host has a slot less for a while.
    expect(slots.filter(({ holder }) => holder !== undefined).map(({ hostId }) => hostId)).toEqual([
      lost?.hostId,
    ]);
  });

  it('with a host whose queue was full for a moment comes back to it: it has a slot less for a minute, not for good', async () => {
    const world = new ExecutorWorld();
    const host = await world.addHost('i-1', 2, 10_000);
    const count = 100;
    for (let number = 0; number < count; number++) {
      const submissionId = submissionIdOf(number);
      const rank = `${String(number).padStart(15, '0')}#${submissionId}`;
      await world.submissions.accept(queuedOf({ submissionId, participantId: `p${number}`, rank }), {
        source: 's',
      });
    }
    host.failing = new JudgeError('busy', 'HTTP 503: queue is full');
    world.beforeCall = async (_, call) => {
      if (call === 'submissions.giveBack') delete host.failing;
    };
    const judged = () =>
      [...world.submissions.rows.values()].filter(({ state }) => state === 'judged').length;
    void world.start([]);
    const ideal = (count / 2) * host.judgingMs;
    await world.clock.runUntil(() => judged() >= count - 2, EPOCH + ideal + 2 * MINUTE);
  });
});

describe('when an executor’s time is up and work waits', () => {
  it.each([120_500, 131_000, 142_000, 149_000])(
    'after %i ms its slots are soon taken by a successor that the tick has started before',
    async (stopAfterMs) => {
      const world = new ExecutorWorld();
      const [slots, judgingMs, count] = [4, 10_000, 120];
      await world.addHost('i-1', slots, judgingMs);
      for (let number = 0; number < count; number++) {
        const submissionId = submissionIdOf(number);
        const rank = `${String(number).padStart(15, '0')}#${submissionId}`;
        await world.submissions.accept(queuedOf({ submissionId, participantId: `p${number}`, rank }), {
          source: 's',
        });
      }
      const doorbell = {
        ring: async ({ submissionId }: { submissionId: string }) => void world.start([submissionId]),
      };
      void world.start([submissionIdOf(0)], { stopAt: EPOCH + stopAfterMs });
      void (async () => {
        for (;;) {
          await world.clock.sleep(PASS_MS);
          await ringAgain(world.session, { ...world, doorbell }, world.clock.now());
        }
      })();
      await untilJudged(world);
      const starts = [...world.submissions.rows.values()]
        .flatMap((row) => (row.state === 'judged' ? [row.startedAt] : []))
        .sort((a, b) => a - b);
      const gaps = starts.slice(1).map((at, index) => at - (starts[index] ?? at));
      // Its last programs end all at once; then the successor, which has one slot, takes the others.
      expect(Math.max(...gaps)).toBeLessThanOrEqual(judgingMs + 1_000);
    },
  );
});
