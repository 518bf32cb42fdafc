import { BAKED_MACHINES } from '../../support/machine-timings.ts';
import { CALM, type Rates } from '../storm/adversary.ts';
import { Dice } from '../storm/dice.ts';
import { handIn } from '../storm/hand-in.ts';
import { makeWorld } from '../storm/run-storm.ts';
import { STOPS, type Stop, type StormWorld } from '../storm/storm-world.ts';
import { planLongExam } from './long-exam.ts';

const MINUTE = 60_000;

/** What became of one session whose functions and hosts were killed at random. */
export interface Life {
  /** The stops that worked. */
  readonly stops: readonly Stop[];
  /** Machines that ran on when they had to be gone. */
  readonly orphans: readonly string[];
  /** What was asked of EC2 and must never be. */
  readonly violations: readonly string[];
  /** Host seconds of the final bill; undefined where nobody drew one up, for want of auto-shutdown. */
  readonly billedSeconds: number | undefined;
  /** Auto-shutdown works, and never settled it. */
  readonly isUnsettled: boolean;
  /** The same as EC2 counts them. */
  readonly ec2Seconds: number;
}

/** Functions die at every two hundredth call, every eighth tick is left out, answers of AWS get lost. */
const DEADLY: Rates = { ...CALM, death: 1 / 200, tickLost: 1 / 8, refused: 1 / 200, unheard: 1 / 200 };

/** How long after a session's last moment each stop may take, ms: the sweep comes each hour and believes what it sees twice. */
const GRACE_MS: Readonly<Record<Stop, number>> = {
  schedule: 3 * MINUTE,
  timer: 3 * MINUTE,
  shutdown: 30 * MINUTE,
  sweep: 130 * MINUTE,
};

/**
 * Lives a session of a quarter of an hour from its launch to its end, with some of the four stops out of order, at least one
 * at work, and functions and hosts that die at random.
 */
export async function liveLife(seed: number): Promise<Life> {
  const dice = new Dice(seed);
  const stops = chooseStops(dice);
  const hosts = dice.between(1, 3);
  const plan = planLongExam({ seed, hours: 0.25, hosts, slotsPerHost: 2, everyMs: 2 * MINUTE });
  const world = await makeWorld(plan, DEADLY, { ec2: true, timings: BAKED_MACHINES, stops });
  const { clock, network, cloud } = world;
  for (const planned of plan.submissions) void handIn(world, planned, dice);
  const { launchAt, closesAt, terminateAt } = plan.times;
  for (let kills = dice.between(0, 3); kills > 0; kills--)
    void clock.sleep(dice.between(0, closesAt - launchAt)).then(() => {
      const alive = cloud.alive();
      if (alive.length > 0) network.kill(dice.pick(alive));
    });
  const endsAt = terminateAt + Math.min(...stops.map((stop) => GRACE_MS[stop]));
  let isOver = false;
  let life: Life | undefined;
  let failure: unknown;
  void world.runSchedules(() => isOver);
  void (async () => {
    await clock.sleep(endsAt - clock.now());
    const orphans = cloud.alive().map(({ instanceId }) => instanceId);
    // Until the bill is there, if one is to be.
    const until = clock.now() + (stops.includes('shutdown') ? GRACE_MS.shutdown : 0);
    while (clock.now() < until && !(await world.isSettled())) await clock.sleep(MINUTE);
    isOver = true;
    life = {
      stops,
      orphans,
      violations: [...cloud.violations],
      isUnsettled: stops.includes('shutdown') && !(await world.isSettled()),
      billedSeconds: (await world.isSettled()) ? await billedOf(world) : undefined,
      ec2Seconds: cloud.billedSeconds(),
    };
  })().catch((error: unknown) => {
    failure = error;
  });
  await clock.runUntil(() => life !== undefined || failure !== undefined, Number.POSITIVE_INFINITY);
  if (life === undefined) throw failure;
  return life;
}

function chooseStops(dice: Dice): readonly Stop[] {
  for (;;) {
    const chosen = STOPS.filter(() => dice.chance(0.5));
    if (chosen.length > 0) return chosen;
  }
}

async function billedOf({ stores, session }: StormWorld): Promise<number | undefined> {
  return (await stores.bills.get(session.sessionId))?.hostSeconds;
}
