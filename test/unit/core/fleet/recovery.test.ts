import { describe, expect, it } from 'vitest';
import { passFleet } from '../../../../core/fleet/pass-fleet.ts';
import { sumUpRecoveries } from '../../../../core/fleet/recovery.ts';
import type { FleetWorld } from '../../../support/fleet-world.ts';
import { newReadyWorld, newWorld, SESSION } from '../../../support/session-fleet.ts';
import type { Machine } from '../../../support/simulated-machines.ts';

const { sessionId } = SESSION;

async function play(world: FleetWorld, passes: number): Promise<void> {
  for (let pass = 0; pass < passes; pass++) {
    await world.pass(sessionId);
    world.clock.advance(10_000);
  }
}

const first = ({ cloud }: FleetWorld): Machine => cloud.machines[0]!;

const recoveriesOf = async (world: FleetWorld, { instanceId }: Machine) =>
  (await world.hosts.listHosts(sessionId)).find(({ hostId }) => hostId === instanceId)?.recoveries;

describe('the record of a recovery', () => {
  it('tells of a host that was repaired: what was found, what was done by whom, and when it judged again', async () => {
    const world = await newReadyWorld();
    const failedAt = world.clock.now();
    first(world).hung = 'until-reboot';
    await play(world, 6);
    const [recovery, ...others] = (await recoveriesOf(world, first(world))) ?? [];
    expect(others).toEqual([]);
    expect(recovery).toMatchObject({ end: 'repaired', reason: expect.stringContaining('2 probes') });
    expect(recovery?.startedAt).toBeGreaterThanOrEqual(failedAt);
    expect(recovery?.steps.map(({ act, actor }) => `${actor} ${act}`)).toEqual([
      'tick suspect',
      'tick reboot',
      'tick open',
    ]);
    expect(recovery?.endedAt).toBe(recovery?.steps.at(-1)?.at);
  });

  it('tells of a host that was replaced, and ends when its replacement judges', async () => {
    const world = await newReadyWorld();
    world.cloud.kill(first(world));
    await world.pass(sessionId);
    expect(sumUpRecoveries(await world.hosts.listHosts(sessionId))).toMatchObject({
      open: 1,
      backupHosts: 1,
    });
    await play(world, 12);
    const hosts = await world.hosts.listHosts(sessionId);
    const [recovery] = (await recoveriesOf(world, first(world))) ?? [];
    expect(recovery).toMatchObject({ end: 'replaced' });
    expect(recovery?.endedAt).toBe(hosts.find(({ round }) => round === 2)?.milestones?.examinedAt);
    const tookMs = (recovery?.endedAt ?? 0) - (recovery?.startedAt ?? 0);
    expect(sumUpRecoveries(hosts)).toEqual({
      repaired: 0,
      replaced: 1,
      open: 0,
      meanMs: tookMs,
      longestMs: tookMs,
      backupHosts: 1,
    });
  });

  it('tells of a host that never judged, and of two that failed together', async () => {
    const world = await newWorld();
    world.cloud.nextMachine = { wrong: true };
    await play(world, 8);
    world.cloud.nextMachine = {};
    await play(world, 20);
    const figures = sumUpRecoveries(await world.hosts.listHosts(sessionId));
    expect(figures).toMatchObject({ repaired: 0, replaced: 2, open: 0 });
    expect(await recoveriesOf(world, first(world))).toMatchObject([
      { steps: [{ act: 'reject' }, { act: 'record-gone' }], end: 'replaced' },
    ]);
  });

  it('is not opened by the end of a session, and what is open then stays so', async () => {
    const world = await newReadyWorld();
    world.cloud.mood = 'refused';
    world.cloud.kill(first(world));
    await world.pass(sessionId);
    world.clock.advance(SESSION.times.terminateAt - world.clock.now());
    await play(world, 4);
    expect(world.cloud.alive()).toEqual([]);
    const hosts = await world.hosts.listHosts(sessionId);
    expect(hosts.map(({ recoveries = [] }) => recoveries.length)).toEqual([1, 0]);
    expect(sumUpRecoveries(hosts)).toMatchObject({ repaired: 0, replaced: 0, open: 1 });
  });

  it('names the function that acted', async () => {
    const world = await newReadyWorld();
    world.cloud.kill(first(world));
    await passFleet(sessionId, { ...world.fleetPorts, actor: 'launcher' });
    expect(await recoveriesOf(world, first(world))).toMatchObject([{ steps: [{ actor: 'launcher' }] }]);
  });
});

describe('milestones of a host', () => {
  it('are written as it comes to each, and stay when it is examined again', async () => {
    const world = await newReadyWorld();
    const [before] = await world.hosts.listHosts(sessionId);
    const { runningAt, reachableAt, examinedAt, firstVerdictAt } = before?.milestones ?? {};
    expect(runningAt).toBeLessThan(reachableAt ?? 0);
    expect(reachableAt).toBeLessThan(examinedAt ?? 0);
    expect(firstVerdictAt).toBeUndefined();
    const [slot] = await world.slots.list(sessionId);
    const at = world.clock.now();
    await world.slots.take(slot!, 'lease', at + 20_000, at);
    await world.slots.release(slot!, 'lease', { answeredAt: at, finishedAt: at });
    await play(world, 1);
    first(world).hung = 'until-reboot';
    await play(world, 6);
    const after = (await world.hosts.listHosts(sessionId)).find(({ hostId }) => hostId === slot?.hostId);
    expect(after?.milestones).toEqual({ ...before?.milestones, firstVerdictAt: at });
  });
});
