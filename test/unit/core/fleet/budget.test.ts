import { describe, expect, it } from 'vitest';
import { PRICES } from '../../../../core/costs/prices.ts';
import { spendOf } from '../../../../core/costs/spend.ts';
import type { FleetWorld } from '../../../support/fleet-world.ts';
import { actionsOf, MINUTE, newReadyWorld, SESSION, statesOf } from '../../../support/session-fleet.ts';

const { sessionId, times } = SESSION;

/** Passes every ten seconds. */
async function passFor(world: FleetWorld, ms: number): Promise<void> {
  for (const until = world.clock.now() + ms; world.clock.now() < until; world.clock.advance(10_000))
    await world.pass(sessionId);
}

/** A world with two ready hosts and a budget of what is bound already and this share of a host to the end. */
async function worldWith(shareOfHost: number): Promise<FleetWorld> {
  const world = await newReadyWorld();
  world.clock.advance(times.opensAt + MINUTE - world.clock.now());
  const session = await world.session(sessionId);
  const hosts = await world.hosts.listHosts(sessionId);
  const { committedUsd, hostToEndUsd } = spendOf(
    session,
    hosts,
    { prices: PRICES['us-east-1'], volumeGb: 30 },
    world.clock.now(),
  );
  const budgetUsd = committedUsd + shareOfHost * hostToEndUsd;
  await world.sessions.update(sessionId, session.revision, { budgetUsd });
  return world;
}
const alive = async (world: FleetWorld) =>
  (await statesOf(world)).filter((state) => state === 'ready').length;
const budgetEvents = (world: FleetWorld) =>
  world.published.flatMap((event) => (event.type === 'session.budget' ? [event.state] : []));

describe('a session whose budget pays for no further host', () => {
  it('has no host replaced, says so once by event and decision, and keeps the host that runs', async () => {
    const world = await worldWith(-0.5);
    world.cloud.kill(world.cloud.machines[0]!);
    // What a dead host would have cost comes free, and is less than a new one costs: the budget was too small by half a host.
    await passFor(world, 20 * MINUTE);
    expect(await alive(world)).toBe(1);
    expect(world.cloud.machines).toHaveLength(2);
    expect(budgetEvents(world)).toEqual(['used']);
    expect((await actionsOf(world)).filter((action) => action === 'budget-used')).toHaveLength(1);
    expect((await world.session(sessionId)).budgetTold).toMatchObject({
      state: 'used',
      reason: expect.stringContaining('those that run go on judging'),
    });
  });

  it('has it replaced as soon as the budget is raised', async () => {
    const world = await worldWith(-0.5);
    world.cloud.kill(world.cloud.machines[0]!);
    await passFor(world, 5 * MINUTE);
    const { revision } = await world.session(sessionId);
    await world.sessions.update(sessionId, revision, { budgetUsd: 5, budgetTold: null });
    await passFor(world, 20 * MINUTE);
    expect(await alive(world)).toBe(2);
    expect(world.cloud.machines).toHaveLength(3);
  });

  it('tells participants that their instructor is to act, when no host is left', async () => {
    const world = await worldWith(-2.5);
    for (const machine of world.cloud.machines) world.cloud.kill(machine);
    await passFor(world, 15 * MINUTE);
    const texts = (await world.messages.listFrom(sessionId, '')).map(({ text }) => text);
    expect(texts.join()).toContain('your instructor is to ask for another');
    expect(world.cloud.machines).toHaveLength(2);
  });
});

describe('a session whose budget pays for a further host', () => {
  it('has a lost one replaced', async () => {
    const world = await worldWith(1);
    world.cloud.kill(world.cloud.machines[0]!);
    await passFor(world, 20 * MINUTE);
    expect(await alive(world)).toBe(2);
    expect(budgetEvents(world)).not.toContain('used');
  });
});
