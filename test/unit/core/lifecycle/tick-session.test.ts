import { describe, expect, it } from 'vitest';
import { tickSession } from '../../../../core/lifecycle/tick-session.ts';
import type { FleetWorld } from '../../../support/fleet-world.ts';
import { MINUTE, newReadyWorld, newWorld, SESSION, START, statesOf } from '../../../support/session-fleet.ts';
import type { Machine } from '../../../support/simulated-machines.ts';
import { queuedOf } from '../../../support/submissions.ts';

const { sessionId, times } = SESSION;

describe('the tick', () => {
  it('looks every five seconds while hosts come up, and repairs within the minute', async () => {
    const world = await newReadyWorld();
    const [machine] = world.cloud.machines;
    if (machine === undefined) throw new Error('no machine');
    machine.hung = 'until-reboot';
    const outcome = await tickSession(sessionId, world.tickPorts);
    expect(outcome).toMatchObject({ hostsFailed: 1 });
    expect(outcome.passes).toBeGreaterThan(3);
    expect(await statesOf(world)).toEqual(['ready', 'ready']);
  });

  it('passes twice, rings for what waits, announces what was judged', async () => {
    const world = await newReadyWorld();
    for (const submissionId of ['a', 'b', 'c', 'd', 'e', 'f'])
      await world.submissions.accept(queuedOf({ sessionId, submissionId, rank: submissionId }), {
        source: 'source',
      });
    const before = world.clock.now();
    const outcome = await tickSession(sessionId, world.tickPorts);
    expect(outcome).toMatchObject({ passes: 2, rings: 8, shutdownsStarted: 0 });
    // It glances to the last.
    expect(world.clock.now() - before).toBe(55_000);
    // As many as there are free slots, the soonest first.
    expect(world.rung.slice(0, 4)).toEqual(['a', 'b', 'c', 'd']);
  });

  it('passes, and starts the shutdown, however long reading the records takes', async () => {
    const world = await newReadyWorld();
    world.clock.advance(times.lastClosesAt - 40_000 - world.clock.now());
    const read = Promise.withResolvers<void>();
    const ports = world.tickPorts;
    const outcome = tickSession(sessionId, {
      ...ports,
      metrics: { readBatches: async () => await read.promise },
      startShutdown: async () => read.resolve(),
    });
    // It would never end if anything before the shutdown waited for them.
    expect(await outcome).toMatchObject({ shutdownsStarted: 1 });
  });

  it.each<[string, number, (machine: Machine, world: FleetWorld) => void]>([
    ['that EC2 has taken away', 10_000, (machine, world) => world.cloud.kill(machine)],
    ['that says nothing any more', 10_000, (machine) => Object.assign(machine, { hung: 'for-good' })],
    ['that is taken away in its second half', 40_000, (machine, world) => world.cloud.kill(machine)],
  ])('misses a host %s while it rests, and passes at once', async (_, afterMs, fail) => {
    const world = await newReadyWorld();
    const ports = world.tickPorts;
    const start = world.clock.now();
    const sleep = async (ms: number) => {
      world.clock.advance(ms);
      const [machine] = world.cloud.machines;
      if (machine !== undefined && world.clock.now() === start + afterMs) fail(machine, world);
    };
    await tickSession(sessionId, { ...ports, clock: { now: () => world.clock.now(), sleep } });
    const [lost] = (await world.hosts.listDecisions(sessionId, 200)).filter(
      ({ action, at }) => at > start && (action === 'terminate' || action === 'note'),
    );
    expect(lost?.at).toBeLessThan(start + afterMs + 1_000);
  });

  it('waits for the very millisecond of the close, once', async () => {
    const world = await newReadyWorld();
    world.clock.advance(times.lastClosesAt - 12_345 - world.clock.now());
    const ports = world.tickPorts;
    const started: number[] = [];
    const outcome = await tickSession(sessionId, {
      ...ports,
      startShutdown: async () => void started.push(world.clock.now()),
    });
    expect(started).toEqual([times.lastClosesAt]);
    expect(outcome.shutdownsStarted).toBe(1);
  });

  it('starts the shutdown of a session that is over at every tick, until it is settled', async () => {
    const world = await newReadyWorld();
    world.clock.advance(times.lastClosesAt + MINUTE - world.clock.now());
    await tickSession(sessionId, world.tickPorts);
    expect(world.shutdownsStarted).toEqual([sessionId]);
    await world.shutdown(sessionId);
    expect(await tickSession(sessionId, world.tickPorts)).toMatchObject({ passes: 1, shutdownsStarted: 1 });
  });

  it('tells at once who waits in a language that was dropped, though every slot is busy, and leaves the others', async () => {
    const world = await newWorld(START, { languages: ['go', 'javascript'] });
    world.cloud.nextMachine = { lacks: ['go'] };
    while ((await world.session(sessionId)).languagesDropped === undefined) {
      await world.pass(sessionId);
      world.clock.advance(10_000);
    }
    for (const slot of await world.slots.list(sessionId))
      await world.slots.take(slot, `busy-${slot.number}`, world.clock.now() + 10 * MINUTE, world.clock.now());
    const waiting = { go: 'go', other: 'javascript', trial: 'go' };
    for (const [submissionId, language] of Object.entries(waiting))
      await world.submissions.accept(
        queuedOf({
          sessionId,
          submissionId,
          rank: submissionId,
          language,
          lane: submissionId === 'trial' ? 'trial' : 'contest',
        }),
        { source: 'source' },
      );
    const before = world.clock.now();
    const outcome = await tickSession(sessionId, world.tickPorts);
    expect(outcome.rings).toBe(0);
    expect(world.clock.now() - before).toBeLessThanOrEqual(MINUTE);
    for (const submissionId of ['go', 'trial'])
      expect(await world.submissions.get(sessionId, submissionId)).toMatchObject({
        state: 'quarantined',
        reason: 'no host of the session judges go: no toolchain: go',
      });
    expect(await world.submissions.get(sessionId, 'other')).toMatchObject({ state: 'queued', attempts: 0 });
  });

  it('does everything that it can when one thing fails, and fails then', async () => {
    const world = await newReadyWorld();
    await world.submissions.accept(queuedOf({ sessionId, submissionId: 'a' }), { source: 'source' });
    const ports = world.tickPorts;
    const broken = {
      ...ports,
      cloud: { ...ports.cloud, describe: () => Promise.reject(new Error('EC2 is down')) },
    };
    await expect(tickSession(sessionId, broken as typeof ports)).rejects.toThrow('EC2 is down');
    expect(world.rung).toContain('a');
  });
});
