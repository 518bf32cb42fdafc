import { describe, expect, it } from 'vitest';
import { noteInterruption } from '../../../../core/fleet/note-interruption.ts';
import { passFleet } from '../../../../core/fleet/pass-fleet.ts';
import { tickSession } from '../../../../core/lifecycle/tick-session.ts';
import type { FleetWorld } from '../../../support/fleet-world.ts';
import { MINUTE, newReadyWorld, newWorld, SESSION, statesOf } from '../../../support/session-fleet.ts';

const { sessionId } = SESSION;

/** A fleet of two spot hosts, on a stage with that policy. */
async function newSpotWorld(): Promise<FleetWorld> {
  const world = await newWorld();
  world.policy = { ...world.policy, market: 'spot' };
  while ((await world.session(sessionId)).fleet !== 'ready') {
    await world.pass(sessionId);
    world.clock.advance(10_000);
  }
  return world;
}

/** EC2 gives notice of a machine, and the notice is heeded as the health monitor does. */
async function interrupt(world: FleetWorld, at = 0) {
  const machine = world.cloud.machines[at]!;
  world.cloud.interrupt(machine);
  const notice = { instanceId: machine.instanceId, givenAt: world.clock.now() };
  const session = await noteInterruption(notice, world.fleetPorts);
  if (session !== undefined) await passFleet(session, world.fleetPorts);
  return { machine, session };
}

const hostOf = async (world: FleetWorld, hostId: string) =>
  (await world.hosts.listHosts(sessionId)).find((host) => host.hostId === hostId);
const slotsOf = async (world: FleetWorld, hostId: string) =>
  (await world.slots.list(sessionId)).filter((slot) => slot.hostId === hostId);

describe('a fleet on spot capacity', () => {
  it('is launched on demand for what spot lacks, in the same pass, and nobody is alarmed', async () => {
    const world = await newWorld();
    world.policy = { ...world.policy, market: 'spot' };
    world.cloud.spotLeft = 1;
    const pass = await world.pass(sessionId);
    expect(world.cloud.machines.map(({ round }) => [round.round, round.market])).toEqual([
      [1, 'spot'],
      [2, undefined],
    ]);
    expect(pass?.launchesFailed).toBe(0);
    expect(world.cloud.violations).toEqual([]);
  });

  it('sends an unanswered spot round again as it was, whatever has become of the policy', async () => {
    const world = await newWorld();
    world.policy = { ...world.policy, market: 'spot' };
    world.cloud.mood = 'unclear-after';
    await world.pass(sessionId);
    world.cloud.mood = 'well';
    world.policy = { ...world.policy, market: 'on-demand' };
    world.clock.advance(MINUTE);
    await world.pass(sessionId);
    expect(world.cloud.violations).toEqual([]);
    expect(world.cloud.machines.map(({ round }) => round.market)).toEqual(['spot', 'spot']);
  });

  it('knows what its hosts were bought as', async () => {
    const world = await newSpotWorld();
    expect((await world.hosts.listHosts(sessionId)).map(({ market }) => market)).toEqual(['spot', 'spot']);
  });
});

describe('a host that EC2 takes back', () => {
  it('drains at once, is replaced on demand beside it, and its record says why', async () => {
    const world = await newSpotWorld();
    const [slot] = await slotsOf(world, world.cloud.machines[0]!.instanceId);
    await world.slots.take(slot!, 'lease', world.clock.now() + 20_000, world.clock.now());
    const { machine } = await interrupt(world);
    const host = await hostOf(world, machine.instanceId);
    expect(host).toMatchObject({
      state: 'draining',
      reason: expect.stringMatching(/^EC2 takes its spot capacity back at 2026/),
      recoveries: [{ steps: [{ act: 'drain', actor: 'tick' }] }],
    });
    expect((await slotsOf(world, machine.instanceId)).map(({ leavesAt }) => leavesAt)).toEqual([
      host?.leavesAt,
      host?.leavesAt,
    ]);
    expect(machine.state).toBe('running');
    expect(world.cloud.machines.map(({ round }) => [round.market, round.hosts])).toEqual([
      ['spot', 2],
      ['spot', 2],
      [undefined, 1],
    ]);
  });

  it('is left to what is judged on it until that ends, whoever judges in its place meanwhile', async () => {
    const world = await newSpotWorld();
    const [slot] = await slotsOf(world, world.cloud.machines[0]!.instanceId);
    const lease = async () => await world.slots.renew(slot!, 'lease', world.clock.now() + 20_000);
    await world.slots.take(slot!, 'lease', world.clock.now() + 20_000, world.clock.now());
    const { machine } = await interrupt(world);
    for (let time = 0; time < 10; time++) {
      world.clock.advance(10_000);
      expect(await lease()).toBe('leaving');
      await world.pass(sessionId);
    }
    expect(await statesOf(world)).toEqual(['draining', 'ready', 'ready']);
    expect(machine.state).toBe('running');
    await world.slots.release(slot!, 'lease');
    await world.pass(sessionId);
    expect(machine.state).toBe('shutting-down');
    expect(await slotsOf(world, machine.instanceId)).toEqual([]);
    world.clock.advance(MINUTE);
    await world.pass(sessionId);
    expect(await hostOf(world, machine.instanceId)).toMatchObject({
      state: 'terminated',
      recoveries: [{ end: 'replaced' }],
    });
  });

  it('is gone with what runs on it when its two minutes are over, and counted once', async () => {
    const world = await newSpotWorld();
    const [slot] = await slotsOf(world, world.cloud.machines[0]!.instanceId);
    await world.slots.take(slot!, 'lease', world.clock.now() + 500_000, world.clock.now());
    const { machine } = await interrupt(world);
    for (let time = 0; time < 14; time++) {
      world.clock.advance(10_000);
      await world.pass(sessionId);
    }
    expect(await hostOf(world, machine.instanceId)).toMatchObject({ state: 'terminated' });
    expect((await hostOf(world, machine.instanceId))?.recoveries).toHaveLength(1);
    expect(await slotsOf(world, machine.instanceId)).toEqual([]);
    expect(machine.interrupted).toBe(true);
  });

  it('judges on where no other does, until another does or half a minute before it goes', async () => {
    const world = await newSpotWorld();
    await interrupt(world, 0);
    // Before the pass that replaces the first: none is left that stays.
    const { machine } = await interrupt(world, 1);
    expect(await statesOf(world)).toEqual(['draining', 'ready', 'requested', 'requested']);
    expect((await slotsOf(world, machine.instanceId)).map((slot) => slot.leavesAt)).toEqual([
      undefined,
      undefined,
    ]);
    for (let time = 0; time < 28; time++) {
      world.clock.advance(3_000);
      await world.pass(sessionId);
      expect(await statesOf(world)).toContain('ready');
    }
    expect((await statesOf(world)).map((state) => state === 'ready')).toEqual([false, false, true, true]);
    expect((await hostOf(world, machine.instanceId))?.recoveries).toHaveLength(1);
    expect(world.cloud.machines).toHaveLength(4);
  });

  it('is drained half a minute before it goes where nothing came in its place', async () => {
    const world = await newSpotWorld();
    world.cloud.mood = 'refused';
    await interrupt(world, 0);
    const { machine } = await interrupt(world, 1);
    world.clock.advance(89_000);
    await world.pass(sessionId);
    expect((await hostOf(world, machine.instanceId))?.state).toBe('ready');
    expect(await slotsOf(world, machine.instanceId)).toHaveLength(2);
    world.clock.advance(1_000);
    await world.pass(sessionId);
    expect((await hostOf(world, machine.instanceId))?.state).toBe('draining');
  });

  it('is known by what EC2 says of it where the notice was lost', async () => {
    const world = await newSpotWorld();
    const machine = world.cloud.machines[0]!;
    world.cloud.interrupt(machine);
    world.clock.advance(2 * MINUTE);
    await world.pass(sessionId);
    expect(await hostOf(world, machine.instanceId)).toMatchObject({
      reason: expect.stringMatching(/^EC2 (takes|took) its spot capacity back$/),
    });
    // As after a notice: where one was taken, the next would be.
    expect(world.cloud.machines.map(({ round }) => round.market)).toEqual(['spot', 'spot', undefined]);
  });

  it('is replaced on demand for an hour where it was gone before anybody looked', async () => {
    const world = await newSpotWorld();
    world.cloud.interrupt(world.cloud.machines[0]!);
    world.clock.advance(2 * MINUTE);
    world.cloud.settle();
    world.clock.advance(MINUTE);
    await world.pass(sessionId);
    expect(await statesOf(world)).toEqual(['terminated', 'ready', 'requested']);
    world.cloud.kill(world.cloud.machines[2]!);
    world.clock.advance(50 * MINUTE);
    await world.pass(sessionId);
    expect(world.cloud.machines.slice(2).map(({ round }) => round.market)).toEqual([undefined, undefined]);
  });

  it('is found by the tick when whoever noted it died before the pass', async () => {
    const world = await newSpotWorld();
    const machine = world.cloud.machines[0]!;
    world.cloud.interrupt(machine);
    await noteInterruption({ instanceId: machine.instanceId, givenAt: world.clock.now() }, world.fleetPorts);
    await tickSession(sessionId, world.tickPorts);
    expect((await hostOf(world, machine.instanceId))?.state).not.toBe('ready');
  });
});

describe('a notice', () => {
  it('is noted once, and of an instance that is no host of ours not at all', async () => {
    const world = await newSpotWorld();
    const { machine } = await interrupt(world);
    const { leavesAt } = (await hostOf(world, machine.instanceId))!;
    world.clock.advance(5_000);
    expect((await interrupt(world)).session).toBe(sessionId);
    expect((await hostOf(world, machine.instanceId))?.leavesAt).toBe(leavesAt);
    const foreign = { instanceId: 'i-0123456789abcdef0', givenAt: world.clock.now() };
    expect(await noteInterruption(foreign, world.fleetPorts)).toBeUndefined();
  });

  it('says nothing of a host that was bought on demand: EC2 never takes one back', async () => {
    const world = await newReadyWorld();
    const notice = { instanceId: world.cloud.machines[0]!.instanceId, givenAt: world.clock.now() };
    expect(await noteInterruption(notice, world.fleetPorts)).toBeUndefined();
    expect(await hostOf(world, notice.instanceId)).not.toHaveProperty('leavesAt');
  });

  it('is noted although passes write on the host meanwhile, and given again when they never let it', async () => {
    const world = await newSpotWorld();
    const { instanceId } = world.cloud.machines[0]!;
    const { hosts, cloud } = world;
    let losses = 3;
    const contested = new Proxy(hosts, {
      get: (store, name) =>
        name !== 'updateHost'
          ? Reflect.get(store, name).bind(store)
          : async (...args: Parameters<typeof hosts.updateHost>) =>
              losses-- > 0 ? undefined : await hosts.updateHost(...args),
    });
    const notice = { instanceId, givenAt: world.clock.now() };
    expect(await noteInterruption(notice, { cloud, hosts: contested })).toBe(sessionId);
    losses = 99;
    const other = { ...notice, instanceId: world.cloud.machines[1]!.instanceId };
    await expect(noteInterruption(other, { cloud, hosts: contested })).rejects.toThrow('was changed 5 times');
  });
});
