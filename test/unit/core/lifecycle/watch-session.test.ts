import { describe, expect, it } from 'vitest';
import { tickSession } from '../../../../core/lifecycle/tick-session.ts';
import { startWatch, stopWatch } from '../../../../core/lifecycle/watch-session.ts';
import type { FleetWorld } from '../../../support/fleet-world.ts';
import { newReadyWorld, newWorld, SESSION, START } from '../../../support/session-fleet.ts';

const { sessionId, times } = SESSION;
const asked = { everyMs: 2_000, forMs: 10 * 60_000, by: 'olga', reason: 'it flickers' };

/** How often hosts are asked in one tick, and how many passes it makes. */
async function tick(world: FleetWorld) {
  const ports = world.tickPorts;
  let asks = 0;
  const describe = async (id: string) => {
    asks++;
    return await ports.cloud.describe(id);
  };
  const cloud = Object.assign(Object.create(ports.cloud) as typeof ports.cloud, { describe });
  const { passes } = await tickSession(sessionId, { ...ports, cloud });
  return { asks, passes };
}

describe('watching a session more closely', () => {
  it('glances as often as was asked, and passes twice as often, until its time is over', async () => {
    const world = await newReadyWorld();
    expect(await tick(world)).toEqual({ asks: 6, passes: 2 });
    expect(await startWatch(await world.session(sessionId), asked, world.fleetPorts)).toMatchObject({
      done: true,
      watch: { everyMs: 2_000, by: 'olga', until: world.clock.now() + 10 * 60_000 },
    });
    const watched = await tick(world);
    expect(watched.passes).toBe(4);
    expect(watched.asks).toBeGreaterThan(25);
    world.clock.advance(10 * 60_000);
    expect(await tick(world)).toEqual({ asks: 6, passes: 2 });
  });

  it('finds a lost host as soon', async () => {
    const world = await newReadyWorld();
    await startWatch(await world.session(sessionId), asked, world.fleetPorts);
    const ports = world.tickPorts;
    const start = world.clock.now();
    const sleep = async (ms: number) => {
      world.clock.advance(ms);
      if (world.clock.now() === start + 6_000) world.cloud.kill(world.cloud.machines[0]!);
    };
    await tickSession(sessionId, { ...ports, clock: { now: () => world.clock.now(), sleep } });
    const [host] = await world.hosts.listHosts(sessionId);
    expect(host?.recoveries?.[0]?.startedAt).toBeLessThanOrEqual(start + 8_000);
  });

  it('ends when somebody says so, and ending none changes nothing', async () => {
    const world = await newReadyWorld();
    const stop = async () =>
      await stopWatch(
        await world.session(sessionId),
        { by: 'oscar', reason: 'it is calm' },
        world.fleetPorts,
      );
    const before = await world.session(sessionId);
    expect(await stop()).toEqual({ done: true, watch: undefined });
    expect(await world.session(sessionId)).toEqual(before);
    await startWatch(before, asked, world.fleetPorts);
    expect(await stop()).toEqual({ done: true, watch: undefined });
    expect(await tick(world)).toEqual({ asks: 6, passes: 2 });
    expect(
      (await world.hosts.listDecisions(sessionId, 10)).map(({ action, reason }) => [action, reason]),
    ).toEqual(
      expect.arrayContaining([
        ['watch-no-more', 'as usual, as oscar asked: it is calm'],
        ['watch', expect.stringMatching(/^each 2 s until .*, as olga asked: it flickers$/)],
      ]),
    );
  });

  it('never lasts longer than its hosts', async () => {
    const world = await newWorld(times.terminateAt - 3 * 3_600_000);
    world.clock.advance(times.lastClosesAt - 60_000 - world.clock.now());
    expect(
      await startWatch(await world.session(sessionId), { ...asked, forMs: 4 * 3_600_000 }, world.fleetPorts),
    ).toMatchObject({ watch: { until: times.terminateAt } });
  });

  it('is refused where there is nothing to watch, and where somebody was faster', async () => {
    const kept = await newWorld(START, { deployment: { kind: 'direct', judges: [] } });
    expect(await startWatch(await kept.session(sessionId), asked, kept.fleetPorts)).toMatchObject({
      refusal: { kind: 'invalid-request' },
    });
    const over = await newWorld(times.lastClosesAt);
    expect(await startWatch(await over.session(sessionId), asked, over.fleetPorts)).toMatchObject({
      refusal: { kind: 'too-late' },
    });
    const world = await newReadyWorld();
    const stale = { ...(await world.session(sessionId)), revision: 0 };
    expect(await startWatch(stale, asked, world.fleetPorts)).toMatchObject({ refusal: { kind: 'conflict' } });
  });
});
