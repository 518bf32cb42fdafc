import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BusyWorld, busyWorldOf, LONGEST_MS } from '../../support/busy-world.ts';

const MINUTE = 60_000;
/** Hosts are ready by then. */
const UP_MS = 15 * MINUTE;
const ATTACK_MS = 30 * MINUTE;

/** Runs a study on virtual time: passes until its end, and what is to happen at which time after the hosts are up. */
async function study(
  world: BusyWorld,
  lengthMs: number,
  events: readonly { readonly atMs: number; readonly act: () => unknown }[],
): Promise<void> {
  const { clock } = world;
  const start = clock.now();
  let over = false;
  void world.tickUntil(start + UP_MS + lengthMs).then(() => {
    over = true;
  });
  for (const { atMs, act } of events) void clock.sleep(UP_MS + atMs).then(act);
  await clock.runUntil(() => over, start + UP_MS + lengthMs + 60 * MINUTE);
}

const decisionsOf = async (world: BusyWorld) =>
  (await world.hosts.listDecisions(world.session.sessionId, 500)).toReversed();

/** One who hands in the same program again and again: a crowd at once, and then enough that some always wait. */
const attack = (world: BusyWorld, calls: readonly number[]) =>
  Array.from({ length: 150 }, (_, at) => ({
    atMs: at < 60 ? at * 500 : (at - 60) * 20_000,
    act: () => world.submit('attacker', calls),
  }));

describe('busy is not dead', () => {
  it('whatever long programs one participant hands in: no host is lost, and another is judged at once', {
    timeout: 300_000,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 2 }),
        // One that compiles for as long as it may, sleepers under run-all, and both.
        fc.array(fc.constantFrom(20_000, 120_000, LONGEST_MS), { minLength: 1, maxLength: 3 }),
        fc.array(fc.integer({ min: MINUTE, max: ATTACK_MS - MINUTE }), { minLength: 4, maxLength: 4 }),
        async (hosts, calls, times) => {
          const world = await busyWorldOf(hosts);
          await study(world, ATTACK_MS, [
            ...attack(world, calls),
            ...times.map((atMs, at) => ({ atMs, act: () => world.submit(`p${at}`, [1_000]) })),
          ]);
          const decisions = await decisionsOf(world);
          const lost = ['suspect', 'reboot', 'terminate', 'reject'];
          expect(decisions.filter(({ action }) => lost.includes(action))).toEqual([]);
          expect(world.cloud.machines).toHaveLength(hosts);
          const waits = [...world.waits].filter(([who]) => !who.startsWith('attacker'));
          expect(waits).toHaveLength(4);
          // Judged in a second; the rest is a doorbell's look, and a probe that was before it.
          for (const [who, waitMs] of waits) expect(waitMs, who).toBeLessThan(10_000);
        },
      ),
      {
        numRuns: 12,
        // Executors end in the middle of calls, and the next take both slots at once.
        examples: [[2, [245_000, 20_000, 245_000], [MINUTE, MINUTE, MINUTE, MINUTE]]],
      },
    );
  });

  it.each([
    ['all workers of a host that is being used', 2, true],
    ['all workers of a host that nobody uses', 2, false],
  ])('and still finds %s stuck, in a bounded time, and repairs it', async (_, stuck, used) => {
    const world = await busyWorldOf(1);
    const url = () => `http://${world.cloud.machines[0]?.address}:2358`;
    await study(world, 20 * MINUTE, [
      { atMs: 10_000, act: () => (world.judgeOf(url()).stuck = stuck) },
      ...(used
        ? [1, 2, 3].map((at) => ({ atMs: at * 15_000, act: () => world.submit(`p${at}`, [1_000]) }))
        : []),
      // A reboot ends what is stuck.
      ...Array.from({ length: 1_200 }, (_unused, at) => ({
        atMs: at * 1_000,
        act: async () => {
          const [host] = await world.hosts.listHosts(world.session.sessionId);
          if ((host?.reboots ?? 0) > 0) world.judges.delete(url());
        },
      })),
    ]);
    const decisions = await decisionsOf(world);
    const suspected = decisions.find(({ action }) => action === 'suspect');
    expect(suspected?.reason).toMatch(used ? /outlived what any may take|came back in/ : /came back in/);
    const start = world.session.times.launchAt + UP_MS + 10_000;
    expect((suspected?.at ?? 0) - start).toBeLessThan(LONGEST_MS + 2 * MINUTE);
    expect(decisions.filter(({ action }) => action === 'terminate')).toEqual([]);
    expect((await world.hosts.listHosts(world.session.sessionId)).map(({ state }) => state)).toEqual([
      'ready',
    ]);
    if (used) expect(await world.submissions.count(world.session.sessionId)).toMatchObject({ judged: 3 });
  });
});
