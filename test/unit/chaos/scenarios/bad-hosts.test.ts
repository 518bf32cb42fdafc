import { describe, expect, it } from 'vitest';
import { playScenario } from '../../../chaos/storm/play-scenario.ts';
import type { StormWorld } from '../../../chaos/storm/storm-world.ts';
import { SimulatedCloud } from '../../../support/simulated-cloud.ts';
import type { Machine } from '../../../support/simulated-machines.ts';

/** Once the machines of the first round are there, one of them turns out so. */
const withOne =
  (turn: Partial<Machine>) =>
  ({ clock, cloud, plan }: StormWorld) =>
    void clock.sleep(plan.times.launchAt + 2_000 - clock.now()).then(() => {
      Object.assign(cloud.machines[1]!, turn);
    });

const MINUTE = 60_000;

describe('an exam one of whose hosts', () => {
  it.each<[string, Partial<Machine>, RegExp]>([
    [
      'boots and never answers',
      { hung: 'for-good' },
      /reject: its judge did not answer within 15 min of its launch/,
    ],
    [
      'judges at a tenth of the speed',
      { speedFactor: 10 },
      /reject: it needs 10.0 times the CPU of the fleet's median/,
    ],
    [
      'gets known programs wrong',
      { wrong: true },
      /reject: examined 2 times: javascript: the known program got WA/,
    ],
  ])('%s is replaced before it opens, with the reason, and loses nothing', async (_, turn, reason) => {
    const { problems, world, ends, decisions } = await playScenario({ happens: withOne(turn) });
    expect(problems).toEqual([]);
    expect(ends).toEqual({ judged: world.plan.submissions.length });
    expect(world.cloud.machines).toHaveLength(3);
    const [, bad] = world.cloud.machines;
    const ofIt = decisions.filter(({ told }) => told.startsWith(`host:${bad?.instanceId} `));
    expect(ofIt.map(({ told }) => told).join('\n')).toMatch(reason);
    const rows = await world.stores.hosts.listHosts(world.session.sessionId);
    const third = rows.find(({ hostId }) => hostId === world.cloud.machines[2]?.instanceId);
    expect(third?.milestones?.examinedAt).toBeLessThan(world.session.times.opensAt);
  });
});

describe('an exam for which EC2 has half of its hosts', () => {
  it('is judged by those, and by all as soon as there are more, with a reason each time', async () => {
    const { problems, world, ends, decisions } = await playScenario({
      // Machines run out one by one, which the local EC2 knows only of zones and types.
      ec2: false,
      happens: ({ clock, cloud, plan: { times } }) => {
        if (!(cloud instanceof SimulatedCloud)) throw new Error('this EC2 has no moods');
        cloud.mood = 'short';
        void clock.sleep(times.launchAt + 2_000 - clock.now()).then(() => {
          cloud.mood = 'refused';
        });
        void clock.sleep(times.opensAt + 20 * MINUTE - clock.now()).then(() => {
          cloud.mood = 'well';
        });
      },
    });
    const { opensAt, closesAt } = world.session.times;
    expect(problems).toEqual([]);
    expect(ends).toEqual({ judged: world.plan.submissions.length });
    expect(world.cloud.machines).toHaveLength(2);
    expect(world.cloud.machines[1]?.launchedAt).toBeGreaterThan(opensAt);
    expect(world.cloud.machines[1]?.launchedAt).toBeLessThan(closesAt);
    expect(decisions.map(({ told }) => told)).toEqual(
      expect.arrayContaining([
        'fleet launch-short: round 1 fell short: InsufficientInstanceCapacity: ',
        'fleet ready: the window is open and 1 of 2 hosts are ready',
      ]),
    );
  });
});
