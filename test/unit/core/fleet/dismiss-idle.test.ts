import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dismissIdle } from '../../../../core/fleet/dismiss-idle.ts';
import type { KnownFleet } from '../../../../core/fleet/fleet-ports.ts';
import type { Host } from '../../../../core/fleet/host.ts';
import { PassRecord } from '../../../../core/fleet/pass-record.ts';
import { circuitSlotOf } from '../../../../core/submissions/host-circuits.ts';
import { type FleetWorld, withFate } from '../../../support/fleet-world.ts';
import { MINUTE, newWorld, SESSION, START, statesOf } from '../../../support/session-fleet.ts';

const { sessionId } = SESSION;

/** Three hosts judge where two are enough. */
async function newCrowdedWorld(): Promise<FleetWorld> {
  const size = SESSION.fleetSize!;
  const world = await newWorld(START, { fleetSize: { ...size, hosts: 3 } });
  for (; (await world.session(sessionId)).fleet !== 'ready'; world.clock.advance(10_000))
    await world.pass(sessionId);
  await world.sessions.update(sessionId, (await world.session(sessionId)).revision, { fleetSize: size });
  return world;
}

/** The fleet as a pass reads it. */
async function readFleet(world: FleetWorld): Promise<KnownFleet> {
  return {
    session: await world.session(sessionId),
    hosts: [...(await world.hosts.listHosts(sessionId))],
    rounds: [],
    instances: new Map(
      (await world.cloud.describe(sessionId)).map((instance) => [instance.instanceId, instance] as const),
    ),
    record: new PassRecord(sessionId, world.fleetPorts),
  };
}

let draws = 0;
/** What a pass does that has read the rows. */
async function dismiss(world: FleetWorld, yields: readonly number[]): Promise<void> {
  const ports = { ...world.fleetPorts, random: () => ++draws };
  await dismissIdle(await readFleet(world), withFate(ports, { yields }));
}

/** An executor that is judging on a slot, leaves it, and takes others. @returns slots that were closed while it held them */
async function judge(world: FleetWorld, yields: readonly number[]): Promise<readonly string[]> {
  const slots = withFate({ slots: world.slots }, { yields }).slots;
  const cutOff: string[] = [];
  const now = world.clock.now();
  const until = now + 60 * MINUTE;
  for (const slot of (await world.slots.list(sessionId)).toReversed()) {
    if (!(await slots.take(slot, 'executor', until, now))) continue;
    if (!(await slots.renew(slot, 'executor', until))) cutOff.push(`${slot.hostId}/${slot.number}`);
    await slots.release(slot, 'executor');
  }
  return cutOff;
}

const yields = fc.array(fc.nat(12), { minLength: 1, maxLength: 8 });
const readyOf = async (world: FleetWorld) => (await statesOf(world)).filter((one) => one === 'ready').length;

it('ends one host, and no slot of it is cut off', async () => {
  const world = await newCrowdedWorld();
  await dismiss(world, [0]);
  expect((await statesOf(world)).toSorted()).toEqual(['draining', 'ready', 'ready']);
  expect(await world.slots.list(sessionId)).toHaveLength(4);
  await dismiss(world, [0]);
  expect(await readyOf(world)).toBe(2);
});

describe('of three hosts where two are enough', () => {
  const DOUBT = { failedProbes: 1, doubtedAt: START };
  type Blemish = (world: FleetWorld, host: Host) => Promise<unknown>;
  const blemishes: [string, Blemish][] = [
    ['whose last probe failed', (world, host) => world.hosts.updateHost(host, DOUBT)],
    [
      'on which executors fail one after the other',
      async (world, { hostId }) => {
        const slots = await world.slots.list(sessionId);
        const openUntil = world.clock.now() + MINUTE;
        await world.slots.turnCircuit(circuitSlotOf(hostId, slots)!, 'judge', undefined, {
          failures: 5,
          openUntil,
        });
      },
    ],
    [
      'that has become slower',
      (world, host) => world.hosts.updateHost(host, { drift: { share: 1.5, at: START } }),
    ],
  ];
  it.each(blemishes)('the one goes %s', async (_, blemish) => {
    const world = await newCrowdedWorld();
    // Of hosts that are alike it would be the first.
    await blemish(world, (await world.hosts.listHosts(sessionId)).at(-1)!);
    await dismiss(world, [0]);
    expect(await statesOf(world)).toEqual(['ready', 'ready', 'draining']);
  });

  it.each(blemishes.slice(0, 2))('none goes where two are such %s', async (_, blemish) => {
    const world = await newCrowdedWorld();
    for (const host of (await world.hosts.listHosts(sessionId)).slice(0, 2)) await blemish(world, host);
    await dismiss(world, [0]);
    expect(await readyOf(world)).toBe(3);
  });

  it('none goes by what was read before another was doubted, until that is trusted again', async () => {
    const world = await newCrowdedWorld();
    const stale = await readFleet(world);
    const doubted = await world.hosts.updateHost(stale.hosts.at(-1)!, DOUBT);
    await dismissIdle(stale, world.fleetPorts);
    expect(await readyOf(world)).toBe(3);
    await world.hosts.updateHost(doubted!, { failedProbes: 0, doubtedAt: 0 });
    await dismiss(world, [0]);
    expect(await readyOf(world)).toBe(2);
  });
});

it('ends none by what was read before another was ended, or before the fleet was to be larger again', async () => {
  const world = await newCrowdedWorld();
  const stale = await readFleet(world);
  await dismiss(world, [0]);
  await dismissIdle(stale, world.fleetPorts);
  expect(await readyOf(world)).toBe(2);

  const other = await newCrowdedWorld();
  const small = await readFleet(other);
  const { revision } = small.session;
  await other.sessions.update(sessionId, revision, { fleetSize: { ...SESSION.fleetSize!, hosts: 3 } });
  await dismissIdle(small, other.fleetPorts);
  expect(await readyOf(other)).toBe(3);
  expect((await other.slots.list(sessionId)).filter(({ holder }) => holder !== undefined)).toEqual([]);
});

it('never ends two for one that is too many, nor any that is in use, however passes and executors meet', async () => {
  await fc.assert(
    fc.asyncProperty(yields, yields, yields, fc.nat(5), async (one, other, executor, busy) => {
      const world = await newCrowdedWorld();
      const now = world.clock.now();
      // Somebody is judged there when the first looks, and not any more when the second does.
      const slot = (await world.slots.list(sessionId))[busy]!;
      await world.slots.take(slot, 'before', now + 60 * MINUTE, now);
      const leave = async () => {
        for (const turn of executor) for (let wait = turn; wait > 0; wait--) await null;
        await world.slots.release(slot, 'before');
      };
      const [, , cutOff] = await Promise.all([
        dismiss(world, one),
        dismiss(world, other),
        judge(world, executor),
        leave(),
      ]);
      expect(cutOff).toEqual([]);
      expect(await readyOf(world)).toBeGreaterThanOrEqual(2);
      // Nobody holds anything any more: what was too many goes.
      for (let passes = 0; passes < 3; passes++) await dismiss(world, [0]);
      expect(await readyOf(world)).toBe(2);
    }),
    { numRuns: 400 },
  );
});
