import { describe, expect, it } from 'vitest';
import { reserve, reserveFor } from '../../../../core/booking/reservations.ts';
import { FleetWorld } from '../../../support/fleet-world.ts';
import { MINUTE, SESSION, START } from '../../../support/session-fleet.ts';

/** A class of six hosts, and a small one beside it. */
const LARGE = {
  ...SESSION,
  sessionId: '01jq000000000000000000000a',
  fleetSize: { instanceType: 'c7i.large', hosts: 6, slotsPerHost: 2 },
};
const SMALL = { ...SESSION, sessionId: '01jq000000000000000000000b' };
/** Both, and one host beside them. */
const STAGE_VCPUS = 18;
const BOTH = [LARGE.sessionId, SMALL.sessionId];

/** @returns the most hosts of the large one that there were at a time meanwhile */
async function passUntil(world: FleetWorld, isDone: () => Promise<boolean>): Promise<number> {
  let most = 0;
  while (!(await isDone())) {
    if (world.clock.now() > SESSION.times.terminateAt + 10 * MINUTE) throw new Error('it never came to that');
    for (const sessionId of BOTH) await world.pass(sessionId);
    most = Math.max(most, aliveOf(world, LARGE).length);
    world.clock.advance(10_000);
  }
  return most;
}

const aliveOf = (world: FleetWorld, { sessionId }: typeof SESSION) =>
  world.cloud.alive().filter(({ round }) => round.sessionId === sessionId);

const strengthOf = async (world: FleetWorld, { sessionId }: typeof SESSION) =>
  new Set((await world.slots.list(sessionId)).map(({ hostId }) => hostId)).size;

/**
 * Both are ready, in an account that has room for their hosts and for one beside them; the large one fails or does not, and the small
 * one loses a host. @returns what became of the small one, hosts by the order of their launch
 */
async function play(largeFails: boolean) {
  const world = new FleetWorld(START);
  const { cloud, clock } = world;
  cloud.quotaVcpus = STAGE_VCPUS;
  world.stageVcpus = STAGE_VCPUS;
  for (const session of [LARGE, SMALL]) {
    await reserve(world, session.sessionId, { from: START, until: session.times.terminateAt }, () => ({
      outcome: undefined,
      reserve: reserveFor(session, session.participantCount),
    }));
    await world.sessions.create(session, []);
  }
  await passUntil(
    world,
    async () => (await strengthOf(world, LARGE)) + (await strengthOf(world, SMALL)) === 8,
  );
  const failsFrom = clock.now();
  if (largeFails) {
    // Every host of it hangs, and so does whatever replaces it.
    cloud.nextMachine = ({ sessionId }) => (sessionId === LARGE.sessionId ? { hung: 'for-good' } : {});
    for (const machine of aliveOf(world, LARGE)) machine.hung = 'for-good';
  }
  const mostBefore = await passUntil(world, async () => clock.now() >= failsFrom + 5 * MINUTE);
  expect(await strengthOf(world, LARGE)).toBe(largeFails ? 0 : 6);
  expect(await strengthOf(world, SMALL)).toBe(2);
  cloud.kill(aliveOf(world, SMALL)[1]!);
  const killedAt = clock.now();
  await passUntil(world, async () => (await strengthOf(world, SMALL)) < 2);
  await passUntil(world, async () => (await strengthOf(world, SMALL)) === 2);
  const weakMs = clock.now() - killedAt;
  const mostAfter = await passUntil(world, async () => clock.now() >= SESSION.times.lastClosesAt);
  // The room beside both is for a host beside one that is repaired, and no more than that.
  expect(Math.max(mostBefore, mostAfter)).toBe(largeFails ? 7 : 6);
  for (let run = 0; run < 40; run++)
    for (const sessionId of BOTH) {
      await world.pass(sessionId);
      await world.shutdown(sessionId);
    }
  for (const sessionId of BOTH) {
    const decisions = await world.hosts.listDecisions(sessionId, 1_000);
    expect(decisions.find(({ action }) => action === 'settle')?.reason).toMatch(/^the ledger balances/);
  }
  expect(cloud.alive()).toEqual([]);
  expect(cloud.violations).toEqual([]);
  const ids = aliveIdsOf(world);
  const told = (await world.hosts.listDecisions(SMALL.sessionId, 1_000))
    .map(
      ({ subject, action, reason }) =>
        `${nameBy(subject, ids)} ${action}: ${reason.replace(/10\.[\d.]+/, 'IP')}`,
    )
    .filter((one) => !one.startsWith('session settle'))
    .toReversed();
  return { weakMs, told };
}

const aliveIdsOf = (world: FleetWorld) =>
  world.cloud.machines
    .filter(({ round }) => round.sessionId === SMALL.sessionId)
    .map(({ instanceId }) => instanceId);
const nameBy = (subject: string, ids: readonly string[]) => {
  const at = ids.indexOf(subject.slice('host:'.length));
  return at < 0 ? subject : `host ${at + 1}`;
};

describe('two sessions at once, of which one fails', () => {
  it('leave the other alone: its hosts, its vCPUs, its turn to be made good; both are settled and in balance', async () => {
    const [beside, alone] = [await play(true), await play(false)];
    expect(alone.told.filter((one) => one.startsWith('fleet launch'))).toEqual([
      'fleet launch: 2 hosts for the session',
      'fleet launch: 1 host is missing',
    ]);
    expect(beside.told).toEqual(alone.told);
    // The other's passes take virtual time of the one clock, too.
    expect(beside.weakMs).toBeLessThanOrEqual(alone.weakMs + MINUTE / 2);
  });
});
