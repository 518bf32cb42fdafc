import { describe, expect, it } from 'vitest';
import { launchFleet } from '../../../../core/fleet/launch-fleet.ts';
import { passFleet } from '../../../../core/fleet/pass-fleet.ts';
import {
  actionsOf,
  MINUTE,
  newReadyWorld,
  newWorld,
  SESSION,
  START,
  statesOf,
} from '../../../support/session-fleet.ts';

const { sessionId, times } = SESSION;

describe('a fleet that comes up', () => {
  it('is launched once, sealed, examined, opened, with a reason for each act and a termination that needs no code', async () => {
    const world = await newReadyWorld();
    expect(await statesOf(world)).toEqual(['ready', 'ready']);
    const slots = await world.slots.list(sessionId);
    expect(slots.map(({ headStartLanguages }) => headStartLanguages)).toEqual(Array(4).fill(['cpp']));
    expect(slots.map(({ speedFactor }) => speedFactor)).toEqual(Array(4).fill(1));
    expect(
      (await actionsOf(world)).toReversed().filter((action, at, all) => all.indexOf(action) === at),
    ).toEqual(['begin', 'launch', 'address', 'seal', 'examine', 'open', 'ready']);
    expect([...world.terminations]).toEqual(
      world.cloud.machines.map(({ instanceId }) => [instanceId, times.terminateAt]),
    );
    expect(world.published.map(({ type }) => type)).toEqual(
      expect.arrayContaining(['session.fleet', 'host.ready']),
    );
    expect(world.cloud.machines.every(({ sealed, passed }) => sealed && passed)).toBe(true);
  });

  it('is not launched before its time, nor after its session was cancelled', async () => {
    const early = await newWorld(START - MINUTE);
    await early.pass(sessionId);
    expect(early.cloud.machines).toEqual([]);
    const cancelled = await newWorld();
    await cancelled.sessions.update(sessionId, 1, { cancelledAt: START, cancelReason: 'x' });
    await cancelled.pass(sessionId);
    expect(cancelled.cloud.machines).toEqual([]);
    expect((await cancelled.session(sessionId)).fleet).toBe('gone');
  });

  it('opens with what it has when the window opens', async () => {
    const world = await newWorld();
    world.cloud.mood = 'short';
    for (let time = 0; time < 12; time++) {
      await world.pass(sessionId);
      world.cloud.mood = 'refused';
      world.clock.advance(20_000);
    }
    expect((await world.session(sessionId)).fleet).toBe('launching');
    world.clock.advance(times.opensAt - world.clock.now());
    await world.pass(sessionId);
    expect(await world.session(sessionId)).toMatchObject({
      fleet: 'ready',
      fleetReason: 'the window is open and 1 of 2 hosts are ready',
    });
  });

  it('asks on after 40 minutes of refusals as before, and has its hosts minutes after EC2 has room', async () => {
    const world = await newWorld();
    world.cloud.mood = 'refused';
    const passFor = async (ms: number) => {
      for (const until = world.clock.now() + ms; world.clock.now() < until; world.clock.advance(10_000))
        await world.pass(sessionId);
    };
    await passFor(40 * MINUTE);
    world.cloud.mood = 'well';
    await passFor(6 * MINUTE);
    expect(world.cloud.machines).toHaveLength(2);
  });

  it('goes on asking while EC2 has no room, ever more seldom, and has its hosts when there is', async () => {
    const world = await newWorld();
    world.cloud.mood = 'refused';
    for (let pass = 0; pass < 90; pass++) {
      await world.pass(sessionId);
      world.clock.advance(10_000);
    }
    expect((await world.session(sessionId)).fleet).toBe('launching');
    const rounds = await world.hosts.listRounds(sessionId);
    expect(rounds.length).toBeGreaterThan(4);
    expect(rounds.length).toBeLessThanOrEqual(12);
    world.cloud.mood = 'well';
    for (let pass = 0; pass < 360 && world.cloud.machines.length === 0; pass++) {
      await world.pass(sessionId);
      world.clock.advance(10_000);
    }
    expect(world.cloud.machines).toHaveLength(2);
  });

  it('fails when EC2 says again and again that it may not be launched, and says why', async () => {
    const world = await newWorld();
    world.cloud.mood = 'denied';
    for (let pass = 0; pass < 90; pass++) {
      await world.pass(sessionId);
      world.clock.advance(10_000);
    }
    const session = await world.session(sessionId);
    expect(session.fleet).toBe('failed');
    expect(session.fleetReason).toContain('UnauthorizedOperation');
    expect((await world.hosts.listRounds(sessionId)).length).toBe(5);
  });

  it('does not launch for ever what is rejected for ever', async () => {
    const world = await newWorld();
    world.cloud.nextMachine = { wrong: true };
    for (let time = 0; time < 60; time++) {
      await world.pass(sessionId);
      world.clock.advance(10_000);
    }
    const session = await world.session(sessionId);
    expect(session.fleet).toBe('failed');
    expect(session.fleetReason).toMatch(/4 hosts were rejected and none has passed: .*WA/);
    expect(world.cloud.machines).toHaveLength(4);
    expect(world.cloud.alive()).toEqual([]);
  });

  it('sends an unanswered round again as it was, and so launches nothing twice', async () => {
    const world = await newWorld();
    world.cloud.mood = 'unclear-after';
    const pass = await world.pass(sessionId);
    expect(pass?.launchesFailed).toBe(1);
    world.cloud.mood = 'well';
    world.clock.advance(30_000);
    await world.pass(sessionId);
    expect(world.cloud.machines).toHaveLength(2);
    expect(world.cloud.violations).toEqual([]);
    expect(
      (await world.hosts.listRounds(sessionId)).map(({ outcome }) => outcome?.instanceIds.length),
    ).toEqual([2]);
  });

  it('is led on by the launcher until its last host, or its patience ends', async () => {
    const world = await newWorld();
    const opened: string[] = [];
    const report = await launchFleet(sessionId, world.fleetPorts, async ({ fleet }) => opened.push(fleet), {
      totalMs: 5 * MINUTE,
      pollMs: 2_000,
    });
    expect(report.session?.fleet).toBe('ready');
    expect(await statesOf(world)).toEqual(['ready', 'ready']);
    expect(opened.length).toBeGreaterThan(0);
    const impatient = await launchFleet(sessionId, (await newWorld()).fleetPorts, async () => {}, {
      totalMs: 10_000,
      pollMs: 2_000,
    });
    expect(impatient.reason).toBe('the rest is left to the tick');
    expect((await launchFleet('unknown', world.fleetPorts, async () => {})).reason).toContain(
      'no such session',
    );
  });

  it('is told what failed of it though the launcher fails, too', async () => {
    const world = await newWorld();
    world.cloud.mood = 'refused';
    const failed: object[] = [];
    const refusing = {
      ...world.fleetPorts,
      events: { publish: async () => await Promise.reject(new Error('events are refused')) },
    };
    const launch = launchFleet(
      sessionId,
      refusing,
      async () => {},
      undefined,
      (one) => failed.push(one),
    );
    await expect(launch).rejects.toThrow('events are refused');
    expect(failed).toEqual([{ hostsFailed: 0, launchesFailed: 1, degraded: 0 }]);
  });
});

describe('two passes at a time', () => {
  it('examine each host once between them', async () => {
    const world = await newWorld();
    let examinations = 0;
    const ports = world.fleetPorts;
    const counting = {
      ...ports,
      prober: {
        probe: async (requests: Parameters<typeof ports.prober.probe>[0]) => {
          examinations += requests.filter(({ task }) => task === 'examine').length;
          for (let turn = 0; turn < 50; turn++) await null;
          return await world.cloud.probe(requests);
        },
      },
    };
    for (let time = 0; time < 15; time++) {
      await Promise.all([passFleet(sessionId, counting), passFleet(sessionId, counting)]);
      world.clock.advance(10_000);
    }
    expect(await statesOf(world)).toEqual(['ready', 'ready']);
    expect(examinations).toBe(2);
  });
});
