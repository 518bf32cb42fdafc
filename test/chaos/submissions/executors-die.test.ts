import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_FAILURES, MAX_HOSTS_LOST, MAX_LOSSES } from '../../../core/submissions/setbacks.ts';
import { ExecutorWorld } from '../../support/executor-world.ts';
import { queuedOf, submissionIdOf } from '../../support/submissions.ts';

const TICK_MS = 30_000;
const HOUR = 3_600_000;

/** What goes wrong, and when. */
const faults = fc.record({
  submissions: fc.integer({ min: 1, max: 25 }),
  hosts: fc.integer({ min: 1, max: 3 }),
  judgingMs: fc.constantFrom(50, 1_000, 17_000, 45_000),
  /** Executor number, and after how many of its port calls it dies. */
  kills: fc.array(fc.record({ executor: fc.nat(12), call: fc.nat(60) }), { maxLength: MAX_FAILURES - 1 }),
  /** Executors that stand still before a call (a paused machine) and then go on as if nothing had been. */
  freezes: fc.array(
    fc.record({ executor: fc.nat(6), call: fc.nat(40), ms: fc.constantFrom(5_000, 25_000, 90_000) }),
    {
      maxLength: 4,
    },
  ),
  /** Deliveries: which message, when; a message can come twice, late, or never. */
  deliveries: fc.array(fc.record({ submission: fc.nat(24), atMs: fc.nat(60_000) }), { maxLength: 30 }),
  /** Calls of the table that fail, by their number over all executors. */
  outages: fc.array(fc.nat(400), { maxLength: 20 }),
  hostDeaths: fc.array(
    fc.record({ host: fc.nat(2), atMs: fc.nat(120_000), backAfterMs: fc.integer({ min: 1, max: 200_000 }) }),
    { maxLength: 3 },
  ),
  slotCloses: fc.array(fc.record({ host: fc.nat(2), atMs: fc.nat(90_000) }), { maxLength: 1 }),
});

type Plan = typeof faults extends fc.Arbitrary<infer T> ? T : never;

describe('whatever dies or doubles', () => {
  it('every accepted submission gets exactly one verdict', { timeout: 200_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(faults, async (plan) => {
        const world = new ExecutorWorld();
        const { sessionId } = world.session;
        for (let host = 0; host < plan.hosts; host++) await world.addHost(`i-${host}`, 2, plan.judgingMs);
        for (let number = 0; number < plan.submissions; number++) {
          const submissionId = submissionIdOf(number);
          await world.submissions.accept(
            queuedOf({ submissionId, rank: `${String(number).padStart(15, '0')}#${submissionId}` }),
            { source: 's' },
          );
        }
        inject(world, plan);

        const later = (atMs: number, act: () => unknown) => void world.clock.sleep(atMs).then(act);
        // A rejected executor is a failed invocation: its message comes again, or the tick does.
        const deliver = (ids: readonly string[]) => void world.start(ids).catch(() => undefined);
        for (const { submission, atMs } of plan.deliveries)
          later(atMs, () => deliver([submissionIdOf(submission)]));
        for (const { host, atMs, backAfterMs } of plan.hostDeaths) {
          const victim = world.hosts.get(`i-${host}`);
          if (victim === undefined) continue;
          later(atMs, () => {
            victim.up = false;
          });
          later(atMs + backAfterMs, () => {
            victim.up = true;
          });
        }
        for (const { host, atMs } of plan.slotCloses) {
          if (host >= plan.hosts) continue;
          later(atMs, () => world.slots.close(sessionId, `i-${host}`));
          later(atMs + 60_000, () =>
            world.slots.open([world.slotOf(`i-${host}`, 0), world.slotOf(`i-${host}`, 1)]),
          );
        }
        const tick = () => {
          deliver([]);
          later(TICK_MS, tick);
        };
        later(TICK_MS, tick);

        const ended = () =>
          [...world.submissions.rows.values()].every(
            ({ state }) => state === 'judged' || state === 'quarantined',
          );
        await world.clock.runUntil(ended, world.clock.now() + 3 * HOUR);
        const counts = await world.submissions.count(sessionId);
        expect(counts).toMatchObject({ accepted: plan.submissions, queued: 0, running: 0 });
        expect([...world.submissions.outcomes.values()]).toEqual(new Array(plan.submissions).fill(1));
        // Whatever is given up was on as many hosts that died as it takes.
        for (const row of world.submissions.rows.values()) {
          if (row.state !== 'quarantined') continue;
          const lost = (row.setbacks ?? []).filter(({ kind }) => kind === 'host-lost');
          const hosts = new Set(lost.map(({ hostId }) => hostId)).size;
          // The last loss is told in the reason alone.
          expect([hosts + 1 >= MAX_HOSTS_LOST, lost.length + 1 >= MAX_LOSSES], row.reason).toContain(true);
          expect(row.reason).toMatch(/lost/);
        }
        const failures = plan.hostDeaths.length + plan.slotCloses.length;
        if (failures < MAX_HOSTS_LOST) expect(counts.quarantined).toBe(0);
        expect(await world.submissions.listUnannounced(sessionId, 100)).toHaveLength(plan.submissions);
      }),
      { numRuns: 300 },
    );
  });
});

/** Freezes executors, kills them at their n-th port call (before it is made or before its answer is heard), and fails calls. */
function inject(world: ExecutorWorld, plan: Pick<Plan, 'kills' | 'freezes' | 'outages'>): void {
  const made = new Map<number, number>();
  let all = 0;
  world.beforeCall = async (executor, call) => {
    const count = (made.get(executor) ?? 0) + 1;
    made.set(executor, count);
    const death = plan.kills.find((kill) => kill.executor === executor && kill.call === count);
    if (death !== undefined) {
      // Even calls die before they are made, odd ones after they took effect.
      if (count % 2 === 0) world.kill(executor);
      else void world.clock.sleep(0).then(() => world.kill(executor));
    }
    const freeze = plan.freezes.find((one) => one.executor === executor && one.call === count);
    if (freeze !== undefined) world.freeze(executor, freeze.ms);
    if (call !== 'sleep' && call !== 'judge' && plan.outages.includes(all++))
      throw new Error(`outage of ${call}`);
  };
}
