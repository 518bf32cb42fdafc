import { BAKED_MACHINES } from '../../support/machine-timings.ts';
import { CALM } from '../storm/adversary.ts';
import { Dice } from '../storm/dice.ts';
import { handIn } from '../storm/hand-in.ts';
import { makeWorld } from '../storm/run-storm.ts';
import { planLongExam } from './long-exam.ts';

/** What a class does to hosts of which none ever fails. */
export type Load = 'a class' | 'every slot on the longest call, all the time';

/** Acts that are meant for hosts that fail. */
const REPAIRS = new Set(['suspect', 'reboot', 'terminate', 'reject', 'record-gone', 'sweep']);

/** Hosts that were suspected, rebooted or replaced in so many hours although nothing ever was wrong with any: what was decided, and why. */
export async function listFalseAlarms(seed: number, hours: number, load: Load): Promise<readonly string[]> {
  const isClass = load === 'a class';
  const plan = planLongExam({
    seed,
    hours,
    hosts: 2,
    slotsPerHost: 2,
    everyMs: isClass ? 20_000 : 45_000,
    ...(isClass ? {} : { behaviour: 'holds' as const }),
  });
  const world = await makeWorld(plan, CALM, { ec2: true, timings: BAKED_MACHINES });
  const { clock, stores, session } = world;
  const dice = new Dice(seed + 1);
  for (const planned of plan.submissions) void handIn(world, planned, dice);
  const end = plan.times.closesAt - 1_000;
  void world.runSchedules(() => clock.now() >= end);
  let alarms: readonly string[] | undefined;
  void clock.sleep(end - clock.now()).then(async () => {
    const decisions = await stores.hosts.listDecisions(session.sessionId, 1_000);
    // A fleet that was loaded and is not any more ends what it does not need.
    const dismissed = new Set(decisions.flatMap((one) => (one.action === 'dismiss' ? [one.subject] : [])));
    alarms = decisions
      .filter(({ action, subject }) => REPAIRS.has(action) && !dismissed.has(subject))
      .map(({ subject, action, reason }) => `${subject} ${action}: ${reason}`);
  });
  await clock.runUntil(() => alarms !== undefined, plan.times.terminateAt);
  return alarms ?? [];
}
