import { describe, expect, it } from 'vitest';
import { advanceHost } from '../../../../core/fleet/advance-host.ts';
import { DEFAULT_SIGNALS } from '../../../../core/security/security-signal.ts';
import {
  actionsOf,
  MINUTE,
  newReadyWorld,
  newWorld,
  SESSION,
  statesOf,
} from '../../../support/session-fleet.ts';

const { sessionId } = SESSION;

describe('a host that fails', () => {
  it('is rebooted when it hangs, examined again, and judges on', async () => {
    const world = await newReadyWorld();
    const [machine] = world.cloud.machines;
    if (machine === undefined) throw new Error('no machine');
    machine.hung = 'until-reboot';
    await world.pass(sessionId);
    // Asked twice in the one pass.
    expect(await statesOf(world)).toEqual(['suspect', 'ready']);
    expect(await world.slots.list(sessionId)).toHaveLength(2);
    world.clock.advance(30_000);
    await world.pass(sessionId);
    expect(await statesOf(world)).toEqual(['ready', 'ready']);
    expect(await world.slots.list(sessionId)).toHaveLength(4);
    expect(world.cloud.machines).toHaveLength(2);
  });

  it('is replaced when a reboot does not help, terminated first', async () => {
    const world = await newReadyWorld();
    const [machine] = world.cloud.machines;
    if (machine === undefined) throw new Error('no machine');
    machine.hung = 'for-good';
    for (let time = 0; time < 7; time++) {
      await world.pass(sessionId);
      expect(world.cloud.alive().length).toBeLessThanOrEqual(2);
      world.clock.advance(30_000);
    }
    expect(machine.state).toBe('terminated');
    expect(world.cloud.machines).toHaveLength(3);
    expect((await world.hosts.listRounds(sessionId)).map(({ hosts }) => hosts)).toEqual([2, 1]);
  });

  it('is replaced beside its repair where the account has room, and goes when its replacement judges', async () => {
    const world = await newReadyWorld();
    world.spareVcpus = 2;
    const [machine] = world.cloud.machines;
    if (machine === undefined) throw new Error('no machine');
    machine.hung = 'for-good';
    await world.pass(sessionId);
    expect(world.cloud.alive()).toHaveLength(3);
    for (let pass = 0; pass < 12; pass++) {
      world.clock.advance(10_000);
      await world.pass(sessionId);
      expect(world.cloud.alive().length).toBeLessThanOrEqual(3);
    }
    expect(machine.state).toBe('terminated');
    expect(world.cloud.machines).toHaveLength(3);
    expect(await world.slots.list(sessionId)).toHaveLength(4);
    expect((await world.hosts.listDecisions(sessionId, 200)).map(({ reason }) => reason)).toContain(
      'another judges in its place',
    );
  });

  it('is replaced beside its repair with what a fleet that was reduced holds and does not use', async () => {
    const world = await newReadyWorld();
    const size = SESSION.fleetSize!;
    const at = world.clock.now();
    const reduced = { ...size, hosts: 1, resized: { booked: 2, grown: 0, held: 2, at } };
    await world.sessions.update(sessionId, (await world.session(sessionId)).revision, { fleetSize: reduced });
    // Of five vCPUs of an account: four are reserved.
    world.spareVcpus = 1;
    await world.pass(sessionId);
    expect((await statesOf(world)).toSorted()).toEqual(['draining', 'ready']);
    const machine = world.cloud.machines.find(({ state }) => state === 'running')!;
    machine.hung = 'for-good';
    await world.pass(sessionId);
    // The one that was dismissed is not gone yet: EC2 would refuse another.
    expect((await statesOf(world)).toSorted()).toEqual(['draining', 'suspect']);
    expect(world.cloud.machines).toHaveLength(2);
    world.clock.advance(10_000);
    await world.pass(sessionId);
    expect((await statesOf(world)).toSorted()).toEqual(['requested', 'suspect', 'terminated']);
    for (let pass = 0; pass < 3; pass++) {
      world.clock.advance(3_000);
      await world.pass(sessionId);
    }
    expect(world.cloud.machines).toHaveLength(3);
  });

  it('stays when its repair is faster, and what was launched beside it goes', async () => {
    const world = await newReadyWorld();
    world.spareVcpus = 2;
    const [machine] = world.cloud.machines;
    if (machine === undefined) throw new Error('no machine');
    machine.hung = 'until-reboot';
    for (let pass = 0; pass < 8; pass++) {
      await world.pass(sessionId);
      world.clock.advance(10_000);
    }
    expect(machine.state).toBe('running');
    expect(world.cloud.machines).toHaveLength(3);
    expect(world.cloud.alive()).toHaveLength(2);
    expect(await world.slots.list(sessionId)).toHaveLength(4);
    expect(await actionsOf(world)).not.toContain('reject');
  });

  it('is replaced in the very pass that hears of its death', async () => {
    const world = await newReadyWorld();
    const [machine] = world.cloud.machines;
    if (machine === undefined) throw new Error('no machine');
    world.cloud.kill(machine);
    const pass = await world.pass(sessionId);
    expect(world.cloud.machines).toHaveLength(3);
    expect(pass?.decisions.map(({ action }) => action)).toEqual(
      expect.arrayContaining(['terminate', 'launch']),
    );
  });

  it('is not ended by a pass that comes too late to know that it judges again', async () => {
    const world = await newReadyWorld();
    world.spareVcpus = 2;
    const [machine] = world.cloud.machines;
    if (machine === undefined) throw new Error('no machine');
    machine.hung = 'until-reboot';
    await world.pass(sessionId);
    world.clock.advance(70_000);
    const suspect = (await world.hosts.listHosts(sessionId)).find(({ state }) => state === 'suspect');
    const late = { ...suspect!, revision: suspect!.revision - 1 };
    const instance = (await world.cloud.describe(sessionId)).find(
      ({ instanceId }) => instanceId === late.hostId,
    );
    const facts = {
      host: late,
      instance,
      finding: undefined,
      evidence: { held: 0, overdue: 0 },
      fleetSpeedFactor: undefined,
      canBeSpared: false,
      ending: 'another judges in its place',
      now: world.clock.now(),
    };
    expect(await advanceHost('terminate', 'why', facts, world.fleetPorts)).toBeUndefined();
    expect(machine.state).toBe('running');
  });

  it('is ended when somebody opens its seal, with what was seen, and counts as failed', async () => {
    const world = await newReadyWorld();
    world.clock.advance(3 * MINUTE);
    const [machine] = world.cloud.machines;
    if (machine === undefined) throw new Error('no machine');
    machine.sealed = false;
    const pass = await world.pass(sessionId);
    expect(machine.state).not.toBe('running');
    expect(pass?.hostsFailed).toBe(1);
    expect(pass?.decisions).toContainEqual(
      expect.objectContaining({
        action: 'terminate',
        reason: expect.stringMatching(/^its seal is broken: EC2 shows it in sg-installing,/),
      }),
    );
    expect(await world.slots.list(sessionId)).toHaveLength(2);
    for (let time = 0; time < 3; time++) await world.pass(sessionId);
    expect(await world.signals.listSince(0, DEFAULT_SIGNALS)).toMatchObject([
      {
        kind: 'broken-seal',
        subject: `host ${machine.instanceId}`,
        sessionId,
        count: 1,
        evidence: expect.stringContaining('EC2 shows it in sg-installing'),
      },
    ]);
  });

  it('raises a signal when a program in its sandbox has a way out, and opens never', async () => {
    const world = await newWorld();
    world.cloud.nextMachine = { openTo: '169.254.169.254 port 80' };
    for (let time = 0; time < 40; time++) {
      await world.pass(sessionId);
      world.clock.advance(30_000);
    }
    const [signal] = await world.signals.listSince(0, DEFAULT_SIGNALS);
    expect(signal).toMatchObject({ kind: 'open-egress', sessionId });
    expect(signal?.evidence).toMatch(/could connect to 169.254.169.254 port 80$/);
    const hosts = await world.hosts.listHosts(sessionId);
    expect(hosts.find(({ hostId }) => signal?.subject === `host ${hostId}`)?.state).toBe('rejected');
  });

  it('is not made suspect by a prober that fails', async () => {
    const world = await newReadyWorld();
    world.cloud.proberFails = true;
    for (let time = 0; time < 10; time++) {
      await world.pass(sessionId);
      world.clock.advance(30_000);
    }
    expect(await statesOf(world)).toEqual(['ready', 'ready']);
  });
});
