import type { SessionTimes } from '../../../core/exam/session.ts';
import { Dice } from '../storm/dice.ts';
import type { PlannedSubmission, StormPlan } from '../storm/plan.ts';
import { type Behaviour, writeProgram } from '../storm/programs.ts';

const MINUTE = 60_000;
const LAUNCH_LEAD_MS = 25 * MINUTE;

/** How a long exam is made. */
export interface LongExam {
  readonly seed: number;
  readonly hours: number;
  readonly hosts: number;
  readonly slotsPerHost: number;
  /** A submission comes so often on average, ms. */
  readonly everyMs: number;
  /** What all programs do; by default what programs of a class do. */
  readonly behaviour?: Behaviour;
}

/** A class that hands in steadily, for hours. */
export function planLongExam({ seed, hours, hosts, slotsPerHost, everyMs, behaviour }: LongExam): StormPlan {
  const dice = new Dice(seed);
  const times = timesOf(hours);
  const participants = Array.from({ length: 50 }, (_, at) => `p${String(at).padStart(3, '0')}`);
  const submissions: PlannedSubmission[] = [];
  for (let atMs = times.opensAt; ; ) {
    // Poisson: how long nobody hands in is exponential.
    atMs += Math.ceil(-Math.log(1 - dice.next()) * everyMs);
    if (atMs >= times.closesAt - MINUTE) break;
    const number = submissions.length;
    submissions.push({
      key: `key-${number}`,
      participantId: dice.pick(participants),
      atMs,
      lane: 'contest',
      language: 'python',
      source: writeProgram(number, behaviour),
    });
  }
  return { seed, times, participants, submissions, hosts, slotsPerHost };
}

function timesOf(hours: number): SessionTimes {
  const launchAt = Date.UTC(2026, 2, 2, 8);
  const opensAt = launchAt + LAUNCH_LEAD_MS;
  const closesAt = opensAt + hours * 60 * MINUTE;
  return {
    bookedAt: launchAt - 24 * 60 * MINUTE,
    launchAt,
    opensAt,
    closesAt,
    lastClosesAt: closesAt,
    deadlineAt: closesAt + 15 * MINUTE,
    terminateAt: closesAt + 20 * MINUTE,
  };
}
