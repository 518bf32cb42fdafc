import { describe, expect, it } from 'vitest';
import type { StormPlan } from '../../../chaos/storm/plan.ts';
import { playScenario } from '../../../chaos/storm/play-scenario.ts';
import type { Deliveries } from '../../../chaos/storm/storm-world.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** What Scheduler may do: it delivers at least once, and late when it has to try again. */
const DELIVERIES: readonly [string, (times: StormPlan['times']) => Deliveries][] = [
  ['the launch three times at once', ({ launchAt }) => ({ launch: [launchAt, launchAt, launchAt] })],
  [
    'the launch three times, one after the other',
    ({ launchAt }) => ({ launch: [launchAt, launchAt + 5_000, launchAt + 3 * MINUTE] }),
  ],
  ['the launch ten minutes late', ({ launchAt }) => ({ launch: [launchAt + 10 * MINUTE] })],
  ['the launch never', () => ({ launch: [] })],
  [
    'the launch again while the session is open, when it has closed, and when it is settled',
    ({ launchAt, opensAt, closesAt, terminateAt }) => ({
      launch: [launchAt, opensAt + 5 * MINUTE, closesAt + 1_000, terminateAt + HOUR],
    }),
  ],
  [
    'the close of an hour that the session had before, in the middle of its window',
    ({ opensAt, closesAt }) => ({ close: [opensAt - MINUTE, opensAt + 20 * MINUTE, closesAt] }),
  ],
  ['the close twice at once', ({ closesAt }) => ({ close: [closesAt, closesAt] })],
  ['the close an hour late', ({ closesAt }) => ({ close: [closesAt + HOUR] })],
  ['the close never', () => ({ close: [] })],
  [
    'the terminate twice, and an hour late',
    ({ terminateAt }) => ({ terminate: [terminateAt, terminateAt, terminateAt + HOUR] }),
  ],
  ['every tick twice', () => ({ ticks: [0, 0] })],
  ['every tick twice, the second time when the next is due', () => ({ ticks: [0, MINUTE] })],
  ['every tick 40 s late', () => ({ ticks: [40_000] })],
];

describe('an exam whose schedules are late or come twice', () => {
  it.each(DELIVERIES)('%s: one fleet, every submission judged once, no host left', async (_, deliveries) => {
    const { problems, world, ends } = await playScenario({ deliveries });
    expect(problems).toEqual([]);
    expect(ends).toEqual({ judged: world.plan.submissions.length });
    expect(world.cloud.machines).toHaveLength(2);
    expect(await world.stores.hosts.listRounds(world.session.sessionId)).toHaveLength(1);
  });
});
