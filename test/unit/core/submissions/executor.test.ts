import { describe, expect, it } from 'vitest';
import { InvalidRecordError } from '../../../../core/exam/invalid-record-error.ts';
import { JudgeError } from '../../../../core/grading/judge.ts';
import { queueAgain } from '../../../../core/submissions/rejudged.ts';
import { digestOf } from '../../../../core/submissions/submission-digest.ts';
import { RefusedRowError } from '../../../../core/submissions/submission-store.ts';
import { ExecutorWorld } from '../../../support/executor-world.ts';
import { queuedOf, submissionIdOf } from '../../../support/submissions.ts';

const DAY = 86_400_000;

async function worldOf(submissions: number, hosts = 1): Promise<ExecutorWorld> {
  const world = new ExecutorWorld();
  for (let number = 1; number <= hosts; number++) await world.addHost(`i-${number}`);
  for (let number = 1; number <= submissions; number++) await submit(world, number);
  return world;
}

async function submit(
  world: ExecutorWorld,
  number: number,
  source = submissionIdOf(number),
  participantId = `p${number}`,
): Promise<void> {
  const submissionId = submissionIdOf(number);
  await world.submissions.accept(
    queuedOf({
      submissionId,
      participantId,
      rank: `${String(number).padStart(15, '0')}#${submissionId}`,
    }),
    { source },
  );
}

/** Runs executors to their end on virtual time. */
async function settle<T>(
  world: ExecutorWorld,
  ...executors: Promise<T>[]
): Promise<PromiseSettledResult<T>[]> {
  let results: PromiseSettledResult<T>[] | undefined;
  void Promise.allSettled(executors).then((all) => {
    results = all;
  });
  await world.clock.runUntil(() => results !== undefined, world.clock.now() + DAY);
  return results ?? [];
}

const stateOf = async (world: ExecutorWorld, number: number) =>
  await world.submissions.get(world.session.sessionId, submissionIdOf(number));
const freeSlots = async (world: ExecutorWorld) =>
  (await world.slots.list(world.session.sessionId)).filter((slot) => slot.holder === undefined).length;

describe('an executor', () => {
  it('tells the engine of the head starts of the host that it judges on', async () => {
    const world = new ExecutorWorld();
    await world.addHost('i-2', 0);
    await world.slots.open([{ ...world.slotOf('i-2', 0), headStartLanguages: ['cpp'] }]);
    await submit(world, 1);
    await settle(world, world.start([submissionIdOf(1)]));
    expect(world.headStarts).toEqual([['cpp']]);
  });

  it('judges again what a rejudging asks for: after what is live, by its version, policy and source, and tells nobody', async () => {
    const world = await worldOf(3);
    const { sessionId } = world.session;
    const rejudging = { rejudgingId: submissionIdOf(900), version: 2, judgedIn: sessionId };
    const other = { sessionId: '01jq0000000000000000000009', submissionId: submissionIdOf(500) };
    await world.submissions.accept(queuedOf(other), { source: 'source elsewhere' });
    const again = queueAgain(digestOf(queuedOf(other)), other.sessionId, rejudging, 'run-all', 0);
    await world.submissions.acceptAgain(again);
    const live = { order: [] as (string | undefined)[] };
    world.beforeCall = async (_, call) => {
      if (call === 'judge') live.order = world.events.map(({ submissionId }) => submissionId);
    };
    const [report] = await settle(world, world.start([again.submissionId]));
    expect(report).toMatchObject({ value: { judged: 4 } });
    expect(await world.submissions.get(sessionId, again.submissionId)).toMatchObject({
      state: 'judged',
      problemVersion: 2,
    });
    expect(world.policies.at(-1)).toBe('run-all');
    expect(world.sources.at(-1)).toBe('source elsewhere');
    expect(live.order).toContain(submissionIdOf(1));
    expect((await world.submissions.listUnannounced(sessionId, 10)).map((row) => row.submissionId)).toEqual(
      [1, 2, 3].map(submissionIdOf),
    );
    expect((await world.submissions.count(sessionId)).accepted).toBe(3);
  });

  it('leaves the last slot to those who sit the exam while it lasts, and gives a rejudging all when it is over', async () => {
    const world = await worldOf(0);
    const { sessionId, times } = world.session;
    const rejudging = { rejudgingId: submissionIdOf(900), version: 2, judgedIn: sessionId };
    const most = { held: 0 };
    world.beforeCall = async (_, call) => {
      if (call !== 'judge') return;
      const slots = await world.slots.list(sessionId);
      most.held = Math.max(most.held, slots.filter(({ holder }) => holder?.participant !== undefined).length);
    };
    const run = async (from: number) => {
      for (let number = from; number < from + 4; number++) {
        const submissionId = submissionIdOf(number);
        const again = queueAgain(
          digestOf(queuedOf({ submissionId })),
          sessionId,
          rejudging,
          'run-all',
          number,
        );
        await world.submissions.accept(queuedOf({ submissionId, sessionId: 'elsewhere' }), { source: 's' });
        await world.submissions.acceptAgain({
          ...again,
          rejudges: {
            sessionId: 'elsewhere',
            submissionId,
            rejudgingId: rejudging.rejudgingId,
            testCases: 'run-all',
          },
        });
      }
      most.held = 0;
      await settle(world, world.start([]));
      return most.held;
    };
    expect(await run(1)).toBe(1);
    await settle(world, world.clock.sleep(times.lastClosesAt + 1 - world.clock.now()));
    expect(await run(10)).toBe(2);
    expect(await world.submissions.listWaiting(sessionId, 'rejudging', 10)).toEqual([]);
  });

  it('judges by what the problem puts beside programs in the language, on inputs of their own too', async () => {
    const world = await worldOf(1);
    await world.submissions.accept(queuedOf({ submissionId: submissionIdOf(2), lane: 'trial' }), {
      source: 'a',
      input: '1',
    });
    const file = (name: string) => ({ name, hash: '', bytes: 0 });
    const { language } = queuedOf({});
    world.included = { [language]: { files: [file('grader')] }, default: { files: [file('else')] } };
    await settle(world, world.start([submissionIdOf(1)]));
    expect(world.besides).toEqual([['grader'], ['grader']]);
  });

  it('works the whole queue off with every free slot, whoever rang', async () => {
    const world = await worldOf(9, 2);
    const start = world.clock.now();
    const [report] = await settle(world, world.start([submissionIdOf(9)]));
    expect(report).toMatchObject({
      status: 'fulfilled',
      value: { judged: 9, reasons: ['the queue is empty'] },
    });
    // 9 submissions of 1 s on 4 slots: three rounds, and looking around.
    expect(world.clock.now() - start).toBeLessThan(5_000);
    expect(await freeSlots(world)).toBe(4);
  });

  it('takes the fairest first', async () => {
    const world = await worldOf(5);
    await settle(world, world.start([submissionIdOf(5)], { maxSlots: 1 }));
    const order = world.events.filter((event) => event.event === 'judged').map((event) => event.submissionId);
    expect(order).toEqual([1, 2, 3, 4, 5].map(submissionIdOf));
  });

  it('reads no waiting submission, and tells once on a slot whose it is, be it the last that is free', async () => {
    const world = await worldOf(20);
    const calls = new Map<string, number>();
    world.beforeCall = async (_, call) => void calls.set(call, (calls.get(call) ?? 0) + 1);
    await settle(world, world.start([submissionIdOf(1)]));
    expect(calls.get('submissions.judge')).toBe(20);
    expect(calls.get('submissions.get')).toBeUndefined();
    expect(calls.get('slots.renew')).toBe(20);
  });

  it('does not take the last free slot for a moment where only somebody waits who is being judged', async () => {
    const world = await worldOf(1);
    world.hosts.get('i-1')!.judgingMs = 30_000;
    const taken: number[] = [];
    world.beforeCall = async (executor, call) => void (call === 'slots.take' && taken.push(executor));
    const first = world.start([submissionIdOf(1)]);
    const second = world.clock.sleep(5_000).then(async () => {
      await submit(world, 2, 'again', 'p1');
      return await world.start([submissionIdOf(2)]);
    });
    // Somebody else gets the slot at once, and the one who was told to wait is judged after their own.
    const third = world.clock.sleep(10_000).then(async () => {
      await submit(world, 3);
      return await world.start([submissionIdOf(3)]);
    });
    await settle(world, second);
    expect(new Set(taken)).toEqual(new Set([0]));
    await settle(world, first, third);
    expect(taken).toContain(2);
    const judged = world.events.filter((event) => event.event === 'judged').map((one) => one.submissionId);
    expect(judged).toEqual([1, 3, 2].map(submissionIdOf));
  });

  it('looks at who rang before the last free slot is taken, where the index does not show it yet', async () => {
    const world = await worldOf(1);
    world.hosts.get('i-1')!.judgingMs = 30_000;
    const first = world.start([submissionIdOf(1)]);
    const second = world.clock.sleep(5_000).then(async () => {
      await submit(world, 2);
      world.submissions.listWaiting = async () => [];
      return await world.start([submissionIdOf(2)]);
    });
    await settle(world, second);
    expect(await stateOf(world, 2)).toMatchObject({ state: 'judged' });
    await settle(world, first);
  });

  it('judges what the index does not show yet, when it rang', async () => {
    const world = await worldOf(1);
    world.submissions.listWaiting = async () => [];
    await settle(world, world.start([submissionIdOf(1)]));
    expect(await stateOf(world, 1)).toMatchObject({ state: 'judged' });
  });

  it('finds what came while it released its slot', async () => {
    const world = await worldOf(1);
    await world.slots.close(world.session.sessionId, 'i-1');
    await world.slots.open([world.slotOf('i-1', 0)]);
    let second: Promise<unknown> = Promise.resolve();
    const release = world.slots.release.bind(world.slots);
    world.slots.release = async (...args) => {
      world.slots.release = release;
      // The queue was seen empty; now a submission comes, whose own executor finds the only slot taken.
      await submit(world, 2);
      second = world.start([submissionIdOf(2)], { stopAt: world.clock.now() });
      await release(...args);
    };
    await settle(world, world.start([submissionIdOf(1)]), second);
    expect(await stateOf(world, 2)).toMatchObject({ state: 'judged' });
  });

  it('leaves everything as it is when no host is ready', async () => {
    const world = await worldOf(2, 0);
    const [report] = await settle(world, world.start([submissionIdOf(1)]));
    expect(report).toMatchObject({ value: { judged: 0, reasons: ['no slot is free'] } });
    expect(await stateOf(world, 1)).toMatchObject({ state: 'queued', attempts: 0 });
  });

  it('judges a submission that runs longer than its lease, since it renews', async () => {
    const world = await worldOf(1);
    world.hosts.get('i-1')!.judgingMs = 65_000;
    const first = world.start([submissionIdOf(1)]);
    const second = world.clock.sleep(30_000).then(() => world.start([submissionIdOf(1)]));
    await settle(world, first, second);
    expect(await stateOf(world, 1)).toMatchObject({ state: 'judged', attempts: 1 });
  });

  it('stops judging and writes nothing when its lease is lost', async () => {
    const world = await worldOf(1);
    world.hosts.get('i-1')!.judgingMs = 60_000;
    // The first executor cannot reach the table for longer than a lease lasts.
    world.beforeCall = async (executor, call) => {
      if (executor === 0 && call === 'submissions.renewLease') throw new Error('network is unreachable');
    };
    const first = world.start([submissionIdOf(1)]);
    const second = world.clock.sleep(40_000).then(() => world.start([submissionIdOf(1)]));
    await settle(world, first, second);
    expect(world.events.map((event) => event.event)).toContain('lease-lost');
    expect(await stateOf(world, 1)).toMatchObject({ state: 'judged', attempts: 2 });
    expect(world.submissions.outcomes.get(submissionIdOf(1))).toBe(1);
  });

  it('gives back what a dying host held, and another host judges it at once', async () => {
    const world = await worldOf(4, 2);
    const dying = world.clock.sleep(500).then(() => {
      world.hosts.get('i-1')!.up = false;
    });
    const start = world.clock.now();
    await settle(
      world,
      world.start([submissionIdOf(1)]),
      dying.then(() => world.start([])),
    );
    expect(await world.submissions.count(world.session.sessionId)).toMatchObject({
      judged: 4,
      quarantined: 0,
    });
    expect(world.events.filter((event) => event.event === 'given-back').length).toBeGreaterThan(0);
    expect(world.clock.now() - start).toBeLessThan(10_000);
    // Nobody takes the dead host's slots before their leases have expired.
    expect(await freeSlots(world)).toBe(2);
  });

  it('gives back what it judges when its slot is closed', async () => {
    const world = await worldOf(1);
    world.hosts.get('i-1')!.judgingMs = 30_000;
    const closing = world.clock.sleep(2_000).then(() => world.slots.close(world.session.sessionId, 'i-1'));
    await settle<unknown>(world, world.start([submissionIdOf(1)]), closing);
    expect(await stateOf(world, 1)).toMatchObject({ state: 'queued', setbacks: [{ kind: 'host-lost' }] });
  });

  it('quarantines a submission that takes two hosts with it, and judges all others', async () => {
    const world = await worldOf(0, 5);
    await submit(world, 1, 'poison');
    for (let number = 2; number <= 6; number++) await submit(world, number);
    world.poison.add('poison');
    const ticks = (async () => {
      for (let tick = 0; tick < 10; tick++) {
        await world.clock.sleep(30_000);
        await world.start([]);
      }
    })();
    await settle<unknown>(world, world.start([submissionIdOf(1)]), ticks);
    expect(await stateOf(world, 1)).toMatchObject({
      state: 'quarantined',
      reason: expect.stringContaining('2 hosts were lost'),
    });
    expect(await world.submissions.count(world.session.sessionId)).toMatchObject({
      judged: 5,
      quarantined: 1,
    });
  });

  it('quarantines at once what the store refuses for good, and says so', async () => {
    const world = await worldOf(1);
    world.beforeCall = async (_executor, call) => {
      if (call === 'submissions.judge') throw new RefusedRowError('the item is too large');
    };
    await settle(world, world.start([submissionIdOf(1)]));
    expect(await stateOf(world, 1)).toMatchObject({
      state: 'quarantined',
      attempts: 1,
      reason: 'its result (AC) cannot be stored: the item is too large',
    });
    expect(world.events.filter(({ event }) => event === 'write-failed')).toHaveLength(1);
    expect(world.events.map(({ event }) => event)).toContain('quarantined');
  });

  it.each([
    [
      'quarantine',
      'its source is gone',
      async (world: ExecutorWorld) => {
        world.submissions.getHandedIn = async () => undefined;
      },
    ],
    [
      'giveBack',
      'its host is busy',
      async (world: ExecutorWorld) => {
        world.hosts.get('i-1')!.failing = new JudgeError('busy', 'queue is full');
      },
    ],
    [
      'quarantine',
      'it is past retrying when it is taken up',
      async (world: ExecutorWorld) => {
        for (let attempt = 0; attempt < 5; attempt++) {
          const now = world.clock.now();
          await world.submissions.lease(
            world.session.sessionId,
            submissionIdOf(1),
            { leaseId: `${attempt}`, until: now, hostId: 'i-1' },
            now,
          );
        }
      },
    ],
  ] as const)('tells no %s that was not written, when %s', async (write, _, prepare) => {
    const world = await worldOf(1);
    await prepare(world);
    // Somebody else has got the lease meanwhile.
    world.submissions[write] = async () => false;
    const [report] = await settle(world, world.start([submissionIdOf(1)]));
    expect(report).toMatchObject({ value: { judged: 0, quarantined: 0, givenBack: 0 } });
    const told = world.events.map(({ event }) => event);
    expect(told).toContain('lease-lost');
    expect(told).not.toContain('quarantined');
    expect(told).not.toContain('given-back');
  });

  it('quarantines after five failures in which the only host could have been repaired, with the last reason', async () => {
    const world = await worldOf(1);
    world.hosts.get('i-1')!.failing = new JudgeError('broken', 'the answer is not JSON');
    for (let tick = 0; tick < 6; tick++) {
      await settle(world, world.start([submissionIdOf(1)]));
      await settle(world, world.clock.sleep(45_000));
    }
    expect(await stateOf(world, 1)).toMatchObject({
      state: 'quarantined',
      attempts: 5,
      reason: expect.stringContaining('the answer is not JSON'),
    });
  });

  it('quarantines at once when the version of the problem is stored and cannot be read', async () => {
    const world = await worldOf(1);
    world.beforeCall = async (_executor, call) => {
      if (call === 'getProblemVersion') throw new InvalidRecordError('the object x is not JSON');
    };
    await settle(world, world.start([submissionIdOf(1)]));
    expect(await stateOf(world, 1)).toMatchObject({
      state: 'quarantined',
      attempts: 1,
      reason: 'the object x is not JSON',
    });
  });

  it('waits out a busy host for as long as it takes', async () => {
    const world = await worldOf(3);
    const host = world.hosts.get('i-1')!;
    host.failing = new JudgeError('busy', 'queue is full');
    for (let tick = 0; tick < 12; tick++) {
      await settle(world, world.start([submissionIdOf(1)]));
      await settle(world, world.clock.sleep(30_000));
    }
    delete host.failing;
    await settle(world, world.start([submissionIdOf(1)]));
    expect(await world.submissions.count(world.session.sessionId)).toMatchObject({ judged: 3 });
  });

  it('takes nothing up after its time, and lets go of everything when it must end', async () => {
    const world = await worldOf(3);
    const [late] = await settle(world, world.start([submissionIdOf(1)], { stopAt: world.clock.now() }));
    expect(late).toMatchObject({ value: { judged: 0, reasons: ['its time was up'] } });
    const ending = new AbortController();
    world.hosts.get('i-1')!.judgingMs = 60_000;
    void world.clock.sleep(3_000).then(() => ending.abort());
    await settle(world, world.start([submissionIdOf(1)], { signal: ending.signal, maxSlots: 1 }));
    expect(await stateOf(world, 1)).toMatchObject({
      state: 'queued',
      setbacks: [{ kind: 'turned-away', reason: 'its executor had to end' }],
    });
  });

  it('passes an outage of the table on, and holds no slot', async () => {
    const world = await worldOf(1);
    world.beforeCall = async (_executor, call) => {
      if (call === 'submissions.listWaiting') throw new Error('ProvisionedThroughputExceeded');
    };
    const [failed] = await settle(world, world.start([submissionIdOf(1)]));
    expect(failed).toMatchObject({ status: 'rejected' });
    expect(await freeSlots(world)).toBe(2);
  });

  it.each([
    ['scoring', 'contest', 'run-all'],
    ['scoring', 'trial', 'first-failure'],
    ['pass-fail', 'contest', 'first-failure'],
  ] as const)('judges a %s problem in the %s lane by %s', async (kind, lane, policy) => {
    const world = await worldOf(0, 1);
    world.kind = kind;
    await world.submissions.accept(queuedOf({ submissionId: submissionIdOf(1), lane }), { source: 'source' });
    await settle(world, world.start([submissionIdOf(1)]));
    expect(world.policies).toEqual([policy]);
  });

  it('records what every attempt took', async () => {
    const world = await worldOf(3);
    await settle(world, world.start([submissionIdOf(1)]));
    expect(await world.metrics.sumBatches(world.session.sessionId)).toMatchObject({
      batches: 3,
      judgeCalls: 3,
    });
  });
});
