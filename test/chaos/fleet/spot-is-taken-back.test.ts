import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { isAlive } from '../../../core/fleet/decide-fleet.ts';
import { type BusyWorld, busyWorldOf } from '../../support/busy-world.ts';

const MINUTE = 60_000;
/** Hosts are ready by then. */
const UP_MS = 15 * MINUTE;
/** Hosts are taken back in this time, and then the fleet has as much to be whole again. */
const STORM_MS = 15 * MINUTE;

async function worldOf(hosts: number): Promise<BusyWorld> {
  const world = await busyWorldOf(hosts);
  world.policy = { ...world.policy, market: 'spot' };
  return world;
}

/** EC2 takes back one of the spot hosts that it has not taken yet, if there is one. */
async function takeOne(world: BusyWorld, choice: number): Promise<void> {
  const left = world.cloud
    .alive()
    .filter(({ round, leavesAt }) => round.market === 'spot' && leavesAt === undefined);
  const machine = left[choice % left.length];
  if (machine !== undefined) await world.interrupt(machine);
}

const time = fc.integer({ min: 0, max: STORM_MS });

it('costs nobody a verdict, and nobody is suspected, whichever spot hosts are taken when and whatever runs on them', {
  timeout: 300_000,
}, async () => {
  let begunAgain = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 3 }),
      fc.array(fc.record({ atMs: time, choice: fc.nat(5) }), { minLength: 1, maxLength: 3 }),
      // Most programs end within the notice, some cannot.
      fc.array(fc.record({ atMs: time, callMs: fc.constantFrom(1_000, 20_000, 100_000, 200_000) }), {
        minLength: 10,
        maxLength: 20,
      }),
      async (hosts, notices, programs) => {
        const world = await worldOf(hosts);
        const { clock, session } = world;
        const end = clock.now() + UP_MS + 2 * STORM_MS;
        let over = false;
        void world.tickUntil(end).then(() => {
          over = true;
        });
        for (const { atMs, choice } of notices)
          void clock.sleep(UP_MS + atMs).then(() => takeOne(world, choice));
        for (const [at, { atMs, callMs }] of programs.entries())
          void clock.sleep(UP_MS + atMs).then(() => world.submit(`p${at}`, [callMs]));
        await clock.runUntil(() => over, end + 60 * MINUTE);

        const rows = [...world.submissions.rows.values()];
        expect(rows.map(({ state }) => state)).toEqual(programs.map(() => 'judged'));
        const setbacks = rows.flatMap((row) => row.setbacks ?? []);
        expect(setbacks.filter(({ kind }) => kind !== 'turned-away')).toEqual([]);
        begunAgain += setbacks.filter(({ reason }) => /EC2 took its host back/.test(reason)).length;

        const kept = await world.hosts.listHosts(session.sessionId);
        expect(kept.filter(isAlive).map(({ state }) => state)).toEqual(Array(hosts).fill('ready'));
        const taken = kept.filter(({ leavesAt }) => leavesAt !== undefined);
        expect(taken.map(({ state }) => state)).toEqual(taken.map(() => 'terminated'));
        expect(taken.flatMap(({ recoveries = [] }) => recoveries.map(({ end }) => end))).toEqual(
          taken.map(() => 'replaced'),
        );
        expect(
          (await world.slots.list(session.sessionId)).every(({ leavesAt }) => leavesAt === undefined),
        ).toBe(true);
        expect(world.cloud.violations).toEqual([]);
      },
    ),
    {
      numRuns: 60,
      examples: [
        // The only host, with a program on it that cannot end in time.
        [
          1,
          [{ atMs: 30_000, choice: 0 }],
          [{ atMs: 0, callMs: 200_000 }, ...Array(9).fill({ atMs: 60_000, callMs: 1_000 })],
        ],
        // All hosts at once.
        [2, Array(2).fill({ atMs: 30_000, choice: 0 }), Array(10).fill({ atMs: 0, callMs: 100_000 })],
      ],
    },
  );
  // It was not in vain.
  expect(begunAgain).toBeGreaterThan(0);
});
