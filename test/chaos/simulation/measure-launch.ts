import { BAKED_MACHINES } from '../../support/machine-timings.ts';
import { CALM } from '../storm/adversary.ts';
import { Dice } from '../storm/dice.ts';
import { makeWorld } from '../storm/run-storm.ts';
import { planLongExam } from './long-exam.ts';

const LOOK_MS = 100;

/**
 * What the control plane adds to the boot of a fleet of one to six hosts, ms: from the launch until all judge, less what the
 * slowest of them took by itself. @throws Error when the fleet is not ready at its opening
 */
export async function measureLaunch(seed: number): Promise<number> {
  const hosts = new Dice(seed).between(1, 6);
  const plan = planLongExam({ seed, hours: 0.25, hosts, slotsPerHost: 2, everyMs: 3_600_000 });
  const world = await makeWorld(plan, CALM, { ec2: true, timings: BAKED_MACHINES });
  const { clock, stores, session } = world;
  let readyAt: number | undefined;
  void world.runSchedules(() => readyAt !== undefined);
  void (async () => {
    for (;;) {
      const slots = await stores.slots.list(session.sessionId);
      if (new Set(slots.map(({ hostId }) => hostId)).size >= hosts) break;
      await clock.sleep(LOOK_MS);
    }
    readyAt = clock.now();
  })();
  await clock.runUntil(() => readyAt !== undefined, plan.times.opensAt);
  const slowest = Math.max(...world.cloud.machines.map(({ bootMs }) => bootMs));
  return (readyAt ?? Number.NaN) - plan.times.launchAt - slowest;
}
