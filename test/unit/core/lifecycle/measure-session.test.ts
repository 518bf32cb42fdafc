import { describe, expect, it } from 'vitest';
import { instanceHourUsd, PRICES, volumeHourUsd } from '../../../../core/costs/prices.ts';
import { timePartOf } from '../../../../core/exam/ids.ts';
import { tickSession } from '../../../../core/lifecycle/tick-session.ts';
import type { FleetWorld } from '../../../support/fleet-world.ts';
import { newReadyWorld, SESSION } from '../../../support/session-fleet.ts';
import { queuedOf } from '../../../support/submissions.ts';

const { sessionId: session } = SESSION;

/** What the first look of a tick measured of a metric, by its dimensions beside the session. */
async function tick(world: FleetWorld) {
  world.samples.length = 0;
  await tickSession(session, world.tickPorts);
  return (id: string) =>
    world.samples
      .filter((sample) => sample.id === id)
      .map(({ value, dimensions }) => [
        value,
        ...Object.values({ ...dimensions, session: undefined }).filter(Boolean),
      ]);
}

describe('what a tick measures of a session', () => {
  it('is its queue by lane and the age of what waits longest, its slots, circuits, hosts and what they cost', async () => {
    const world = await newReadyWorld();
    const now = world.clock.now();
    for (const [waited, lane] of [
      [90_000, 'contest'],
      [30_000, 'contest'],
      [120_000, 'trial'],
    ] as const) {
      const submissionId = `${timePartOf(now - waited)}0000000000000000`;
      await world.submissions.accept(
        queuedOf({ sessionId: session, submissionId, lane, rank: submissionId }),
        {
          source: 'source',
        },
      );
    }
    const [slot] = await world.slots.list(session);
    await world.slots.take(slot!, 'one', now + 20_000, now);
    const of = await tick(world);
    expect(of('queueDepth').slice(0, 3)).toEqual([
      [2, 'contest'],
      [1, 'trial'],
      [0, 'rejudging'],
    ]);
    expect(of('queueAgeMs')[0]).toEqual([120_000]);
    expect(of('slots')[0]).toEqual([4]);
    expect(of('slotsBusy')[0]).toEqual([1]);
    expect(of('circuitsOpen')[0]).toEqual([0]);
    expect(of('hosts').slice(0, 6)).toContainEqual([2, 'ready']);
    expect(of('hosts').slice(0, 6)).toContainEqual([0, 'suspect']);
    const [host] = await world.hosts.listHosts(session);
    const prices = PRICES['eu-central-1'];
    const hour = instanceHourUsd(prices, host!.instanceType)! + volumeHourUsd(prices, 30);
    expect(of('costBurn')[0]).toEqual([expect.closeTo(2 * hour, 9)]);
  });

  it('is the burn that its page tells, with the requests of a window that is open', async () => {
    const world = await newReadyWorld();
    const burn = async () => (await tick(world))('costBurn')[0]![0] as number;
    await world.clock.sleep(Math.max(0, SESSION.times.opensAt + 60_000 - world.clock.now()));
    const hosts = await burn();
    const { revision, times } = await world.session(session);
    await world.sessions.update(session, revision, { requestsUsd: 3 });
    const hours = (times.lastClosesAt - times.opensAt) / 3_600_000;
    expect(await burn()).toBeCloseTo(hosts + 3 / hours, 9);
  });

  it('is also what is spent of its budget, where it has one', async () => {
    const world = await newReadyWorld();
    expect((await tick(world))('budgetSpent')).toEqual([]);
    const { revision } = await world.session(session);
    await world.sessions.update(session, revision, { budgetUsd: 100 });
    const [share] = (await tick(world))('budgetSpent');
    expect(share?.[0]).toBeGreaterThan(0);
    expect(share?.[0]).toBeLessThan(1);
  });

  it('is measured twice a minute, however often a fleet that moves is looked at', async () => {
    const world = await newReadyWorld();
    const [machine] = world.cloud.machines;
    if (machine === undefined) throw new Error('no machine');
    machine.hung = 'until-reboot';
    const of = await tick(world);
    expect(of('slots')).toHaveLength(2);
  });

  it('has an age of zero where nothing waits', async () => {
    const of = await tick(await newReadyWorld());
    expect(of('queueAgeMs')[0]).toEqual([0]);
  });
});
