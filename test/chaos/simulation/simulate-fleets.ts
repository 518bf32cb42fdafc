import { type Figure, makeSingleFigure } from '../../../bench/figure.ts';
import { countFalseAlarms, type Load } from './count-false-alarms.ts';
import { killForReal, type RealKills } from './kill-for-real.ts';
import { type Life, liveLife } from './live-life.ts';
import { measureLaunch } from './measure-launch.ts';
import { measureRepairs, type Repair } from './measure-repairs.ts';

/** What is to be simulated. */
export interface SimulationOrder {
  readonly seed: number;
  /** Hosts that are killed, one after the other. */
  readonly kills: number;
  /** Hours of the exam in which they are, and of each exam in which nothing fails. */
  readonly hours: number;
  /** Sessions that are lived from launch to end with functions and hosts that die at random. */
  readonly lives: number;
  /** Fleets that are launched undisturbed. */
  readonly launches: number;
  /** Hosts of a system on this machine that are killed in real time, one after the other. */
  readonly real: number;
}

/** What a simulation came to. */
export interface SimulationOutcome {
  readonly figures: readonly Figure[];
  readonly repairs: readonly Repair[];
  /** A sentence for everything that must not have happened. */
  readonly problems: readonly string[];
}

/** With how much of all slots' time must be in use for it to be that load. */
const LOADS: readonly (readonly [Load, number])[] = [
  ['a class', 0.01],
  ['every slot on the longest call, all the time', 0.9],
];

/**
 * Simulates fleets on virtual time, of hosts that take as long as those of a baked image: launches, kills, hours in which
 * nothing fails, and whole lives. The same seed gives the same figures.
 * @param onStep told what is done next, and which part of the whole is done by then
 */
export async function simulateFleets(
  { seed, kills, hours, lives, launches, real }: SimulationOrder,
  onStep: (what: string, share: number) => void = () => undefined,
): Promise<SimulationOutcome> {
  const problems: string[] = [];
  const added: number[] = [];
  for (let number = 0; number < launches; number++) {
    onStep(`launch ${number + 1} of ${launches}`, 0.05 * (number / launches));
    added.push(await measureLaunch(seed + number));
  }
  onStep(`${kills} kills in ${hours} hours`, 0.05);
  const repairs = kills === 0 ? [] : await measureRepairs(seed, kills, hours);
  let alarms = 0;
  for (const [at, [load, leastHeld]] of LOADS.entries()) {
    onStep(`${hours} hours of ${load}`, 0.3 + 0.2 * at);
    const found = await countFalseAlarms(seed, hours, load);
    alarms += found.alarms.length;
    problems.push(...found.alarms.map((alarm) => `nothing failed, and yet: ${alarm} (${load})`));
    if (found.heldShare < leastHeld)
      problems.push(
        `${load}: of its slots only ${Math.round(100 * found.heldShare)} % were in use, which proves nothing`,
      );
  }
  const lived: Life[] = [];
  for (let number = 0; number < lives; number++) {
    onStep(`life ${number + 1} of ${lives}`, 0.7 + 0.3 * (number / lives));
    const life = await liveLife(seed + number);
    lived.push(life);
    const told = `life ${seed + number} (with ${life.stops.join(', ')})`;
    problems.push(...life.orphans.map((id) => `${told}: ${id} outlived its session`));
    if (life.isUnsettled) problems.push(`${told}: it was never settled`);
    if (life.billedSeconds !== undefined && life.billedSeconds < life.ec2Seconds)
      problems.push(
        `${told}: ${life.billedSeconds} host seconds are billed, and EC2 bills ${life.ec2Seconds}`,
      );
    problems.push(...life.violations.map((violation) => `${told}: ${violation}`));
  }
  const killed = real === 0 ? undefined : await killForReal(real, (what) => onStep(what, 1));
  return {
    figures: [
      ...figuresOfLaunches(added),
      ...figuresOfRepairs(repairs),
      most('false-replacements', alarms, '', 0, `in ${hours} hours of a class and ${hours} of full slots`),
      ...figuresOfLives(lived),
      ...(killed === undefined ? [] : figuresOfRealKills(killed)),
    ],
    repairs,
    problems,
  };
}

function figuresOfLaunches(added: readonly number[]): Figure[] {
  if (added.length === 0) return [];
  return [
    most(
      'control-plane-adds-s',
      seconds(added, 0.95),
      's',
      45,
      `p95 of ${added.length} launches, beyond the boot`,
    ),
  ];
}

function figuresOfRepairs(repairs: readonly Repair[]): Figure[] {
  if (repairs.length === 0) return [];
  const strength = repairs.map(({ fullStrengthMs }) => fullStrengthMs);
  const elsewhere = repairs.flatMap(({ elsewhereMs }) => elsewhereMs ?? []);
  const of = `of ${repairs.length} kills`;
  return [
    most('full-strength-p50-s', seconds(strength, 0.5), 's', 100, of),
    most('full-strength-p95-s', seconds(strength, 0.95), 's', 150, of),
    ...(elsewhere.length === 0
      ? []
      : [
          most(
            'judged-elsewhere-p50-s',
            seconds(elsewhere, 0.5),
            's',
            undefined,
            `of ${elsewhere.length} that ran`,
          ),
          most(
            'judged-elsewhere-p95-s',
            seconds(elsewhere, 0.95),
            's',
            60,
            `of ${elsewhere.length} that ran`,
          ),
        ]),
  ];
}

function figuresOfLives(lived: readonly Life[]): Figure[] {
  const orphans = lived.reduce((sum, life) => sum + life.orphans.length, 0);
  const billed = lived.filter(({ billedSeconds }) => billedSeconds !== undefined);
  const sum = (of: (life: Life) => number) => billed.reduce((all, life) => all + of(life), 0);
  const ec2 = sum((life) => life.ec2Seconds);
  return [
    most('orphans', orphans, '', 0, `after ${lived.length} lives`),
    ...(ec2 === 0
      ? []
      : [
          most(
            'bill-over-ec2',
            sum((life) => life.billedSeconds ?? 0) / ec2,
            '',
            1.03,
            `host seconds of ${billed.length} bills, from the launch, over what EC2 bills, from running`,
          ),
        ]),
  ];
}

function figuresOfRealKills({ fullStrengthMs, elsewhereMs, acceptedMs }: RealKills): Figure[] {
  const of = `of ${fullStrengthMs.length} hosts of this machine`;
  const { before, during } = acceptedMs;
  return [
    most('real-full-strength-s', Math.max(...fullStrengthMs) / 1_000, 's', 150, `the longest ${of}`),
    most('real-judged-elsewhere-s', Math.max(...elsewhereMs) / 1_000, 's', 60, `the longest ${of}`),
    most(
      'acceptance-during-recovery',
      seconds(during, 0.95) / seconds(before, 0.95),
      '',
      1.1,
      `p95 of ${during.length} submissions until full strength, over that of ${before.length} before`,
    ),
  ];
}

const most = (name: string, value: number, unit: string, atMost: number | undefined, note: string) =>
  makeSingleFigure(name, value, unit, atMost === undefined ? undefined : { atMost }, note);

/** The value below which such a share of all lies, s; NaN of none. */
function seconds(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return (sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN) / 1_000;
}
