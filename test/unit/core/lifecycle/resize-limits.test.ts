import { beforeEach, describe, expect, it } from 'vitest';
import { sumUpRecoveries } from '../../../../core/fleet/recovery.ts';
import { resizeFleet } from '../../../../core/lifecycle/resize-fleet.ts';
import { queueAt } from '../../../support/busy-fleet.ts';
import type { FleetWorld } from '../../../support/fleet-world.ts';
import { actionsOf, MINUTE, newReadyWorld, SESSION, statesOf } from '../../../support/session-fleet.ts';

const { sessionId, times } = SESSION;
const BOOKED = SESSION.fleetSize!;

let world: FleetWorld;
let launchesFailed = 0;
beforeEach(async () => {
  launchesFailed = 0;
  world = await newReadyWorld();
  world.clock.advance(times.opensAt + 20 * MINUTE - world.clock.now());
});

/** Passes every ten seconds, and a look at the size at each third, with so many that wait on all of the fleet's slots. */
async function runFor(ms: number, waiting: number): Promise<void> {
  for (let left = ms; left > 0; left -= 10_000) {
    const pass = await world.pass(sessionId);
    launchesFailed += pass?.launchesFailed ?? 0;
    if (left % 30_000 === 0) await look(waiting);
    world.clock.advance(10_000);
  }
}
async function look(waiting: number): Promise<boolean> {
  const hosts = await world.hosts.listHosts(sessionId);
  const slots = hosts.filter(({ state }) => state === 'ready').length * 2;
  const digests = waiting === 0 ? [] : queueAt(world.clock.now(), { slots, waiting });
  const submissions = { listDigestsFrom: async () => digests } as never;
  return await resizeFleet(await world.session(sessionId), hosts, { ...world.tickPorts, submissions });
}
const sizeOf = async () => (await world.session(sessionId)).fleetSize;
const countOf = async (wanted: string) =>
  (await actionsOf(world)).filter((action) => action === wanted).length;
const heldOf = async () =>
  (await world.reservations.read()).reservations.find((one) => one.sessionId === sessionId)?.vcpus;

describe('a fleet whose growth EC2 refuses', () => {
  it('is as it was a minute later, asks seldom, alarms nobody, and is replaced and billed as if it had never grown', async () => {
    world.cloud.quotaVcpus = 4;
    await look(1_000);
    expect(await sizeOf()).toMatchObject({ hosts: 4 });
    await runFor(MINUTE, 1_000);
    expect(await sizeOf()).toMatchObject({ hosts: 2, resized: { booked: 2, grown: 0 } });
    await runFor(29 * MINUTE, 1_000);
    const { estimateUsd } = await world.session(sessionId);
    expect(estimateUsd).toBeLessThan(SESSION.estimateUsd + 0.02);
    expect(await countOf('grow')).toBe(3);
    expect(await countOf('shrink')).toBe(3);
    expect(await countOf('launch-short')).toBeLessThanOrEqual(6);
    expect(launchesFailed).toBe(0);
    world.clock.advance(3 * MINUTE);
    await look(0);
    expect(await heldOf()).toBe(4);

    world.cloud.kill(world.cloud.machines[0]!);
    await runFor(3 * MINUTE, 0);
    const hosts = await world.hosts.listHosts(sessionId);
    expect((await statesOf(world)).filter((state) => state === 'ready')).toHaveLength(2);
    const { grown = 0 } = (await sizeOf())?.resized ?? {};
    expect(sumUpRecoveries(hosts, grown)).toMatchObject({ replaced: 1, backupHosts: 1 });
  });

  it('keeps those that it got, and counts them alone as grown', async () => {
    world.cloud.quotaVcpus = 6;
    await look(1_000);
    await runFor(3 * MINUTE, 1_000);
    expect(await statesOf(world)).toEqual(['ready', 'ready', 'ready']);
    expect(await sizeOf()).toMatchObject({ hosts: 3, resized: { booked: 2, grown: 1 } });
    expect(sumUpRecoveries(await world.hosts.listHosts(sessionId), 1).backupHosts).toBe(0);
  });

  it('is said to lack hosts where these were booked', async () => {
    world.cloud.quotaVcpus = 0;
    world.cloud.kill(world.cloud.machines[0]!);
    await runFor(MINUTE, 0);
    expect(launchesFailed).toBeGreaterThan(0);
  });
});

it('a fleet whose further hosts are all rejected launches no more than three or four, and goes back to what was booked', async () => {
  world.cloud.nextMachine = { wrong: true };
  await look(1_000);
  await runFor(40 * MINUTE, 1_000);
  expect(world.cloud.machines.length).toBeLessThanOrEqual(2 + 4);
  expect(await sizeOf()).toMatchObject({ hosts: 2 });
  expect((await statesOf(world)).filter((state) => state === 'ready')).toHaveLength(2);
});

describe('a fleet that was reduced', () => {
  const reduced = { ...BOOKED, hosts: 1, leastHosts: 1, resized: { booked: 2, grown: 0, at: 0 } };
  const reduce = async (): Promise<void> => {
    const { revision } = await world.session(sessionId);
    await world.sessions.update(sessionId, revision, { fleetSize: reduced });
    await runFor(MINUTE, 0);
    expect((await statesOf(world)).filter((state) => state === 'ready')).toHaveLength(1);
  };

  it('has its booked hosts for the end whatever the stage allows it to cost, and no more than these', async () => {
    world.sizeLimits = { ...world.sizeLimits, maxUsd: 0.01 };
    await reduce();
    world.clock.advance(times.closesAt - 20 * MINUTE - world.clock.now());
    expect(await look(0)).toBe(true);
    expect(await sizeOf()).toMatchObject({ hosts: 2 });
    await runFor(3 * MINUTE, 0);
    expect(await look(1_000)).toBe(false);
    expect(await sizeOf()).toMatchObject({ hosts: 2 });
    expect(await countOf('grow-refused')).toBe(1);
  });
});
