import { describe, expect, it } from 'vitest';
import { newReadyWorld, SESSION } from '../../../support/session-fleet.ts';

const { sessionId } = SESSION;

describe('what is measured of hosts', () => {
  it('is each milestone of each host once, as long after its request as its row says', async () => {
    const world = await newReadyWorld();
    await world.pass(sessionId);
    const hosts = await world.hosts.listHosts(sessionId);
    const wanted = hosts.flatMap(({ requestedAt, milestones = {} }) =>
      (['runningAt', 'reachableAt', 'examinedAt'] as const).map((name) => milestones[name]! - requestedAt),
    );
    const found = world.samples.filter(({ id }) => id === 'hostMilestoneMs');
    expect(found.map(({ value }) => value).sort()).toEqual(wanted.sort());
    expect(new Set(found.map(({ dimensions }) => JSON.stringify(dimensions)))).toEqual(
      new Set(['running', 'reachable', 'examined'].map((milestone) => JSON.stringify({ milestone }))),
    );
  });

  it('is each recovery once, by two that pass at a time, as long as its host says', async () => {
    const world = await newReadyWorld();
    const [machine] = world.cloud.machines;
    if (machine === undefined) throw new Error('no machine');
    machine.hung = 'until-reboot';
    for (let pass = 0; pass < 4; pass++) {
      await Promise.all([world.pass(sessionId), world.pass(sessionId, { yields: [1, 0, 2] })]);
      world.clock.advance(30_000);
    }
    const [recovery] = (await world.hosts.listHosts(sessionId)).flatMap(({ recoveries = [] }) => recoveries);
    expect(recovery).toMatchObject({ end: 'repaired' });
    expect(world.samples.filter(({ id }) => id === 'recoveryMs')).toEqual([
      { id: 'recoveryMs', value: recovery!.endedAt! - recovery!.startedAt, dimensions: { end: 'repaired' } },
    ]);
  });

  it('is a recovery by replacement, too', async () => {
    const world = await newReadyWorld();
    const [machine] = world.cloud.machines;
    if (machine === undefined) throw new Error('no machine');
    world.cloud.kill(machine);
    for (let pass = 0; pass < 12; pass++) {
      await world.pass(sessionId);
      world.clock.advance(10_000);
    }
    expect(world.samples.filter(({ id }) => id === 'recoveryMs')).toEqual([
      { id: 'recoveryMs', value: expect.any(Number), dimensions: { end: 'replaced' } },
    ]);
  });
});
