import { describe, expect, it } from 'vitest';
import { JudgeError } from '../../../../core/grading/judge.ts';
import { ExecutorWorld } from '../../../support/executor-world.ts';
import { EPOCH, sessionOf } from '../../../support/sessions.ts';
import { queuedOf, submissionIdOf } from '../../../support/submissions.ts';

const MINUTE = 60_000;

async function handIn(
  world: ExecutorWorld,
  number: number,
  source: string,
  changes: Parameters<typeof queuedOf>[0] = {},
) {
  const submissionId = submissionIdOf(number);
  const rank = `${String(number).padStart(15, '0')}#${submissionId}`;
  const participantId = `p${number}`;
  await world.submissions.accept(queuedOf({ submissionId, participantId, rank, ...changes }), { source });
}

async function judgeAll(world: ExecutorWorld): Promise<void> {
  void world.start([...world.submissions.rows.values()].map(({ submissionId }) => submissionId));
  const isOver = () => [...world.submissions.rows.values()].every(({ state }) => state === 'judged');
  await world.clock.runUntil(isOver, EPOCH + 10 * MINUTE);
}

/** A submission that is late at its first look, beside another that takes so long, ms, and is judged by then. */
async function judgeBeside(otherMs: number): Promise<ExecutorWorld> {
  const world = new ExecutorWorld();
  const host = await world.addHost('i-1');
  world.late.set('slow', 'AC');
  await handIn(world, 1, 'slow');
  await handIn(world, 2, 'other');
  world.beforeCall = async (_, call) => {
    if (call === 'judge') host.judgingMs = world.sources.length === 1 ? otherMs : 1_000;
  };
  await judgeAll(world);
  return world;
}

const resultOf = async (world: ExecutorWorld, number: number) => {
  const row = await world.submissions.get(world.session.sessionId, submissionIdOf(number));
  if (row?.state !== 'judged') throw new Error(`it is ${row?.state}`);
  return row.result;
};

describe('a submission that is right and a little late', () => {
  it.each(['AC', 'TLE'] as const)(
    'is judged once more before anything is told, and comes to %s',
    async (verdict) => {
      const world = new ExecutorWorld();
      await world.addHost('i-1');
      world.late.set('slow', verdict);
      await handIn(world, 1, 'slow');
      await judgeAll(world);
      expect(world.sources).toEqual(['slow', 'slow']);
      expect(await resultOf(world, 1)).toMatchObject({
        verdict,
        judgeCalls: 2,
        secondLook: {
          testCaseId: 'secret/1',
          cpuMs: 1_100,
          limitMs: 1_000,
          alone: true,
          counts: verdict === 'AC',
        },
      });
      expect((await world.slots.list(world.session.sessionId)).map(({ holder }) => holder)).toEqual([
        undefined,
        undefined,
      ]);
    },
  );

  it('waits until what else is on its host has ended, where nobody waits for a slot', async () => {
    const world = await judgeBeside(4_000);
    expect(world.sources).toEqual(['slow', 'other', 'slow']);
    expect(await resultOf(world, 1)).toMatchObject({ verdict: 'AC', secondLook: { alone: true } });
  });

  it('waits no longer than ten seconds, and lets others begin again', async () => {
    const looked = await resultOf(await judgeBeside(60_000), 1);
    expect(looked).toMatchObject({ verdict: 'AC', secondLook: { alone: false, counts: true } });
    expect(looked.whySplit.at(-1)).toContain('beside others');
  });

  it('waits for what is on its host only until somebody waits for a slot', async () => {
    const world = new ExecutorWorld();
    const host = await world.addHost('i-1', 3);
    world.late.set('slow', 'AC');
    await handIn(world, 1, 'slow');
    await handIn(world, 2, 'other');
    world.beforeCall = async (_, call) => {
      if (call === 'judge') host.judgingMs = world.sources.length === 1 ? 60_000 : 1_000;
    };
    // While the first waits for the second to end: there is a slot that is kept from them.
    void world.clock.sleep(3_500).then(async () => {
      await handIn(world, 3, 'third');
      void world.clock.sleep(2_000).then(() => world.start([submissionIdOf(3)]));
    });
    await judgeAll(world);
    expect(await resultOf(world, 1)).toMatchObject({ secondLook: { alone: false } });
    const row = await world.submissions.get(world.session.sessionId, submissionIdOf(3));
    expect(row?.state === 'judged' && row.startedAt - EPOCH).toBeLessThan(8_000);
  });

  it('is judged beside others at once while somebody waits', async () => {
    const world = new ExecutorWorld();
    await world.addHost('i-1', 1);
    world.late.set('slow', 'AC');
    await handIn(world, 1, 'slow');
    await handIn(world, 2, 'other');
    await judgeAll(world);
    expect(world.sources).toEqual(['slow', 'slow', 'other']);
    expect((await resultOf(world, 1)).secondLook).toMatchObject({ alone: false });
  });

  it('shares its host again as soon as somebody waits for a slot', async () => {
    const world = new ExecutorWorld();
    const host = await world.addHost('i-1');
    world.late.set('slow', 'AC');
    await handIn(world, 1, 'slow');
    world.beforeCall = async (_, call) => {
      if (call !== 'judge' || world.sources.length !== 1) return;
      host.judgingMs = 60_000;
      void world.clock.sleep(5_000).then(async () => {
        await handIn(world, 2, 'other');
        host.judgingMs = 1_000;
        void world.clock.sleep(5_000).then(() => world.start([submissionIdOf(2)]));
      });
    };
    await judgeAll(world);
    expect(world.sources).toEqual(['slow', 'slow', 'other']);
    expect((await resultOf(world, 1)).secondLook).toMatchObject({ alone: false, counts: true });
    const row = await world.submissions.get(world.session.sessionId, submissionIdOf(2));
    expect(row?.state === 'judged' && row.judgedAt - EPOCH).toBeLessThan(30_000);
  });

  it('keeps its host from nobody where a look is long', async () => {
    const world = new ExecutorWorld();
    await world.addHost('i-1', 2, 20_000);
    world.late.set('slow', 'AC');
    await handIn(world, 1, 'slow');
    await judgeAll(world);
    expect((await resultOf(world, 1)).secondLook).toMatchObject({ alone: false, counts: true });
  });

  it('loses nothing of the first look when the second fails', async () => {
    const world = new ExecutorWorld();
    const host = await world.addHost('i-1');
    world.late.set('slow', 'AC');
    await handIn(world, 1, 'slow');
    world.beforeCall = async (_, call) => {
      if (call === 'judge' && world.sources.length === 1)
        host.failing = new JudgeError('timeout', 'no report');
    };
    await judgeAll(world);
    const result = await resultOf(world, 1);
    expect(result).toMatchObject({ verdict: 'TLE', judgeCalls: 1 });
    expect(result.notes).toEqual(['right and late by little, and not judged once more: no report']);
    expect(result).not.toHaveProperty('secondLook');
  });

  it('loses nothing of the first look when its executor must end at the second', async () => {
    const world = new ExecutorWorld();
    await world.addHost('i-1', 2, 5_000);
    world.late.set('slow', 'AC');
    await handIn(world, 1, 'slow');
    const ending = new AbortController();
    void world.clock.sleep(7_000).then(() => ending.abort());
    void world.start([submissionIdOf(1)], { signal: ending.signal });
    const isOver = () => [...world.submissions.rows.values()].every(({ state }) => state === 'judged');
    await world.clock.runUntil(isOver, EPOCH + MINUTE);
    expect(await resultOf(world, 1)).toMatchObject({ verdict: 'TLE', judgeCalls: 1 });
  });

  it('has one look at a trial', async () => {
    const world = new ExecutorWorld();
    await world.addHost('i-1');
    world.late.set('slow', 'AC');
    await handIn(world, 1, 'slow', { lane: 'trial' });
    await judgeAll(world);
    expect(world.sources).toEqual(['slow']);
    expect(await resultOf(world, 1)).toMatchObject({ verdict: 'TLE' });
  });

  it('shares a judge with strangers at both looks where that is pooled', async () => {
    const world = new ExecutorWorld(
      sessionOf({
        deployment: { kind: 'pooled', judge: { url: 'https://judge', tokenParameter: '/t', slots: 2 } },
      }),
    );
    await world.addHost('i-1');
    world.late.set('slow', 'AC');
    await handIn(world, 1, 'slow');
    await judgeAll(world);
    expect((await resultOf(world, 1)).secondLook).toMatchObject({ alone: false, counts: true });
  });

  it('is judged by somebody else from the start when its executor dies at the second look', async () => {
    const world = new ExecutorWorld();
    await world.addHost('i-1');
    world.late.set('slow', 'AC');
    await handIn(world, 1, 'slow');
    world.beforeCall = async (executor, call) => {
      if (executor === 0 && call === 'judge' && world.sources.length === 1) world.kill(0);
    };
    void world.start([submissionIdOf(1)]);
    const leasesEnd = EPOCH + MINUTE;
    void world.clock.sleep(MINUTE);
    await world.clock.runUntil(() => world.clock.now() >= leasesEnd, leasesEnd);
    await judgeAll(world);
    expect(await resultOf(world, 1)).toMatchObject({ verdict: 'AC' });
  });
});

describe('a host that is slower than others of its session', () => {
  it('gives programs the more time, and the result says so', async () => {
    const world = new ExecutorWorld();
    for (const [hostId, speedFactor] of [
      ['i-fast', 0.8],
      ['i-slow', 1.2],
    ] as const) {
      await world.addHost(hostId, 0);
      await world.slots.open([{ ...world.slotOf(hostId, 0), speedFactor }]);
    }
    for (const number of [1, 2]) await handIn(world, number, `s${number}`);
    await judgeAll(world);
    expect(world.timeLimits.toSorted()).toEqual([1_000, 1_500]);
    const results = await Promise.all([1, 2].map((number) => resultOf(world, number)));
    expect(results.map(({ speedFactor, timeLimitMs }) => [speedFactor, timeLimitMs]).toSorted()).toEqual([
      [0.8, undefined],
      [1.2, 1_500],
    ]);
  });
});
