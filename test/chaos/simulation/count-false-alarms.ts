import { BAKED_MACHINES } from '../../support/machine-timings.ts';
import { CALM } from '../storm/adversary.ts';
import { Dice } from '../storm/dice.ts';
import { handIn } from '../storm/hand-in.ts';
import { makeWorld } from '../storm/run-storm.ts';
import { planLongExam } from './long-exam.ts';

/** What a class does to hosts of which none ever fails. */
export type Load = 'a class' | 'every slot on the longest call, all the time';

/** What hours in which nothing failed came to. */
export interface FalseAlarms {
  /** Hosts that were suspected, rebooted or replaced: what was decided, and why. */
  readonly alarms: readonly string[];
  /** Of all slots that were booked, so many were held, of 1. */
  readonly heldShare: number;
}

/** Acts that are meant for hosts that fail. */
const REPAIRS = new Set(['suspect', 'reboot', 'terminate', 'reject', 'record-gone', 'sweep']);
const HOSTS = 2;
const SLOTS_PER_HOST = 2;
const LOOK_MS = 10_000;

/** Counts what is done to hosts in so many hours although nothing ever was wrong with any. The fleet keeps its size: a larger one had free slots. */
export async function countFalseAlarms(seed: number, hours: number, load: Load): Promise<FalseAlarms> {
  const isClass = load === 'a class';
  const plan = planLongExam({
    seed,
    hours,
    hosts: HOSTS,
    slotsPerHost: SLOTS_PER_HOST,
    everyMs: isClass ? 20_000 : 30_000,
    ...(isClass ? {} : { behaviour: 'holds' as const }),
  });
  const world = await makeWorld(plan, CALM, { ec2: true, timings: BAKED_MACHINES, keepsSize: true });
  const { clock, stores, session } = world;
  const { sessionId } = session;
  const dice = new Dice(seed + 1);
  for (const planned of plan.submissions) void handIn(world, planned, dice);
  const end = plan.times.closesAt - 1_000;
  void world.runSchedules(() => clock.now() >= end);
  let found: FalseAlarms | undefined;
  void (async () => {
    await clock.sleep(plan.times.opensAt - clock.now());
    let looks = 0;
    let held = 0;
    for (; clock.now() < end; looks++) {
      const slots = await stores.slots.list(sessionId);
      held += slots.filter(({ holder }) => holder !== undefined && holder.until > clock.now()).length;
      await clock.sleep(LOOK_MS);
    }
    const decisions = await stores.hosts.listDecisions(sessionId, 1_000);
    found = {
      alarms: decisions
        .filter(({ action }) => REPAIRS.has(action))
        .map(({ subject, action, reason }) => `${subject} ${action}: ${reason}`),
      heldShare: held / (looks * HOSTS * SLOTS_PER_HOST),
    };
  })();
  await clock.runUntil(() => found !== undefined, plan.times.terminateAt);
  if (found === undefined) throw new Error('the hours in which nothing fails never ended');
  return found;
}
