import { describe, expect, it } from 'vitest';
import { JudgeError } from '../../../../core/grading/judge.ts';
import type { Circuit } from '../../../../core/resilience/circuit.ts';
import { type HostCircuits, ruleByCircuits } from '../../../../core/submissions/host-circuits.ts';
import type { Slot } from '../../../../core/submissions/slot.ts';
import { ExecutorWorld } from '../../../support/executor-world.ts';
import { queuedOf, submissionIdOf } from '../../../support/submissions.ts';

const MINUTE = 60_000;
const OPEN: Circuit = { failures: 5, openUntil: 100 };

function slotsOf(hosts: Readonly<Record<string, HostCircuits>>): Slot[] {
  const world = new ExecutorWorld();
  return Object.entries(hosts).flatMap(([hostId, circuits]) => [
    world.slotOf(hostId, 1),
    { ...world.slotOf(hostId, 0), circuits },
  ]);
}

describe('the rule of circuits', () => {
  it.each<[string, Record<string, HostCircuits>, number, string[], [string, string[]][]]>([
    ['leaves nobody alone where nothing failed', { a: {}, b: { judge: { failures: 4 } } }, 0, [], []],
    ['leaves alone what does not answer, be it the only host', { a: { answer: OPEN } }, 99, ['a'], []],
    ['has one ask it when its time is over', { a: { answer: OPEN } }, 100, [], [['a', ['answer']]]],
    ['leaves alone what does not judge while another does', { a: { judge: OPEN }, b: {} }, 99, ['a'], []],
    ['has one try it when its time is over', { a: { judge: OPEN }, b: {} }, 100, [], [['a', ['judge']]]],
    ['heeds no judging where all hosts have failed', { a: { judge: OPEN }, b: { judge: OPEN } }, 99, [], []],
    [
      'heeds no judging where the other does not answer',
      { a: { judge: OPEN }, b: { answer: OPEN } },
      99,
      ['b'],
      [],
    ],
  ])('%s', (_, hosts, now, leftAlone, probed) => {
    const rule = ruleByCircuits(slotsOf(hosts), now);
    expect([...rule.leftAlone]).toEqual(leftAlone);
    expect([...rule.probed]).toEqual(probed);
  });
});

/** Hands in submissions, each of a participant of its own unless one is named. */
async function submit(world: ExecutorWorld, from: number, to: number, participantId?: string): Promise<void> {
  for (let number = from; number <= to; number++)
    await world.submissions.accept(
      queuedOf({ submissionId: submissionIdOf(number), participantId: participantId ?? `p${number}` }),
      { source: `s${number}` },
    );
}

async function pass(world: ExecutorWorld, ms: number): Promise<void> {
  let passed = false;
  void world.clock.sleep(ms).then(() => {
    passed = true;
  });
  await world.clock.runUntil(() => passed, world.clock.now() + ms + 1);
}

/** Starts so many executors one after the other, each when the one before has ended. */
async function work(world: ExecutorWorld, executors: number): Promise<void> {
  for (let started = 0; started < executors; started++) {
    let ended = false;
    void world.start([submissionIdOf(1)]).then(() => {
      ended = true;
    });
    await world.clock.runUntil(() => ended, world.clock.now() + 10 * MINUTE);
  }
}

const circuitsOf = async (world: ExecutorWorld, hostId: string) =>
  (await world.slots.list(world.session.sessionId)).find(
    (slot) => slot.hostId === hostId && slot.number === 0,
  )?.circuits;
const givenBackOn = (world: ExecutorWorld, host: string) =>
  world.events.filter(({ event, hostId }) => event === 'given-back' && hostId === host).length;
const judged = (world: ExecutorWorld) =>
  [...world.submissions.rows.values()].filter(({ state }) => state === 'judged').length;

describe('a host on which judging fails', () => {
  it('is left alone by all executors after five failures in a row, tried by one a minute later, and trusted when that went right', async () => {
    const world = new ExecutorWorld();
    const sick = await world.addHost('i-1', 2);
    await world.addHost('i-2', 2);
    sick.failing = new JudgeError('broken', 'no space left on device');
    await submit(world, 1, 12);
    await work(world, 3);
    expect(judged(world)).toBe(12);
    // Slots that judged beside may still have failed while it opened.
    expect(givenBackOn(world, 'i-1')).toBeLessThanOrEqual(6);
    expect((await circuitsOf(world, 'i-1'))?.judge?.openUntil).toBeGreaterThan(world.clock.now());
    const before = givenBackOn(world, 'i-1');
    await submit(world, 13, 20);
    await work(world, 2);
    expect({ judged: judged(world), tries: givenBackOn(world, 'i-1') - before }).toEqual({
      judged: 20,
      tries: 0,
    });
    delete sick.failing;
    await pass(world, MINUTE);
    await submit(world, 21, 28);
    await work(world, 2);
    expect(judged(world)).toBe(28);
    expect(
      world.events
        .filter(({ event }) => event.startsWith('circuit'))
        .map(({ event, reason }) => [event, reason]),
    ).toEqual([
      ['circuit-opened', 'judge: 5 tries in a row failed: nobody tries for 60 s'],
      ['circuit-closed', 'judge: a try went right'],
    ]);
    expect(await circuitsOf(world, 'i-1')).toBeUndefined();
  });

  it('is tried all the same when there is no other', async () => {
    const world = new ExecutorWorld();
    const only = await world.addHost('i-1', 2);
    only.failing = new JudgeError('broken', 'x');
    await submit(world, 1, 8);
    await work(world, 1);
    expect((await circuitsOf(world, 'i-1'))?.judge?.openUntil).toBeDefined();
    delete only.failing;
    await work(world, 1);
    expect(judged(world)).toBe(8);
  });

  it('is not left alone for what one participant hands in', async () => {
    const world = new ExecutorWorld();
    await world.addHost('i-1', 1);
    await world.addHost('i-2', 1);
    for (const host of world.hosts.values()) host.failing = new JudgeError('broken', 'x');
    await submit(world, 1, 9, 'eve');
    await work(world, 3);
    expect(givenBackOn(world, 'i-1')).toBeGreaterThan(9);
    expect(await circuitsOf(world, 'i-1')).toMatchObject({ judge: { failures: 1, by: 'eve' } });
  });

  it.each(['busy', 'incapable', 'rejected', 'refused'] as const)(
    'is not left alone when it is %s',
    async (kind) => {
      const world = new ExecutorWorld();
      const host = await world.addHost('i-1', 2);
      host.failing = new JudgeError(kind, 'x');
      await submit(world, 1, 6);
      await work(world, 2);
      expect(await circuitsOf(world, 'i-1')).toBeUndefined();
    },
  );
});

describe('a host that does not answer', () => {
  it('is asked by five executors, then by nobody for a minute, and then by one', async () => {
    const world = new ExecutorWorld();
    const dead = await world.addHost('i-1', 8);
    dead.up = false;
    await submit(world, 1, 1);
    const asked = () => world.events.filter(({ event }) => event === 'slot-lost').length;
    await work(world, 8);
    expect(asked()).toBe(5);
    await pass(world, MINUTE);
    await work(world, 3);
    expect(asked()).toBe(6);
    await pass(world, MINUTE);
    dead.up = true;
    await work(world, 1);
    expect(judged(world)).toBe(1);
    expect(await circuitsOf(world, 'i-1')).toBeUndefined();
  });

  it('is asked by one of many who come at once when its time is over', async () => {
    const world = new ExecutorWorld();
    const dead = await world.addHost('i-1', 8);
    dead.up = false;
    await submit(world, 1, 1);
    await work(world, 5);
    await pass(world, 2 * MINUTE);
    const before = world.events.filter(({ event }) => event === 'slot-lost').length;
    let ended = 0;
    for (let executor = 0; executor < 4; executor++)
      void world.start([submissionIdOf(1)]).then(() => {
        ended++;
      });
    await world.clock.runUntil(() => ended === 4, world.clock.now() + MINUTE);
    expect(world.events.filter(({ event }) => event === 'slot-lost').length - before).toBe(1);
  });
});

describe('circuits', () => {
  it('cost no write as long as all is well', async () => {
    const world = new ExecutorWorld();
    await world.addHost('i-1', 2);
    const calls: string[] = [];
    world.beforeCall = async (_executor, call) => void calls.push(call);
    await submit(world, 1, 10);
    await work(world, 1);
    expect(judged(world)).toBe(10);
    expect(calls.filter((call) => call === 'slots.turnCircuit')).toEqual([]);
  });

  it('that cannot be written cost nobody a verdict', async () => {
    const world = new ExecutorWorld();
    const sick = await world.addHost('i-1', 2);
    await world.addHost('i-2', 2);
    sick.failing = new JudgeError('broken', 'x');
    world.beforeCall = async (_executor, call) => {
      if (call === 'slots.turnCircuit') throw new Error('throttled');
    };
    await submit(world, 1, 6);
    await work(world, 2);
    expect(judged(world)).toBe(6);
    expect(world.events.some(({ reason }) => reason === 'circuit: Error: throttled')).toBe(true);
    // Nor one that nobody can claim the probe of.
    world.beforeCall = async () => undefined;
    sick.failing = new JudgeError('broken', 'x');
    await submit(world, 7, 20);
    await work(world, 2);
    expect((await circuitsOf(world, 'i-1'))?.judge?.openUntil).toBeDefined();
    await pass(world, MINUTE);
    delete sick.failing;
    world.hosts.get('i-2')!.up = false;
    world.beforeCall = async (_executor, call) => {
      if (call === 'slots.turnCircuit') throw new Error('throttled');
    };
    await submit(world, 21, 24);
    await work(world, 1);
    expect(judged(world)).toBe(24);
  });
});
