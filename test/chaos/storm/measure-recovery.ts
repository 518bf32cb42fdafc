import { type Figure, makeFigure } from '../../../bench/figure.ts';
import { longestCallMs } from '../../../core/grading/longest-call.ts';
import { configOfLaunchedHosts } from '../../../local/judge-host/config.ts';
import { CALM } from './adversary.ts';
import { Dice } from './dice.ts';
import { handIn } from './hand-in.ts';
import { planStorm, type StormPlan } from './plan.ts';
import { writeProgram } from './programs.ts';
import { makeWorld } from './run-storm.ts';
import type { StormWorld } from './storm-world.ts';

/** What happens to whoever judges a submission. */
export type Misfortune = 'host dies' | 'host vanishes' | 'host freezes' | 'executor dies';

/** How long work that was lost waited until somebody judged it elsewhere. */
export interface Recovery {
  /** From the misfortune, ms. */
  readonly afterMs: number;
  /** From the end of the time that its judge call might have taken, ms; below zero: before that. */
  readonly beyondBudgetMs: number;
}

/** What is asked about often, ms: figures are so exact. */
const LOOK_MS = 50;
const MOST_MS = 20 * 60_000;

/**
 * Lets a misfortune happen to the judging of one submission in an otherwise calm exam, with all of the application on virtual
 * time, and measures until its next lease.
 * @param runMs how long the program has run by then, ms; at most until just before it ends by itself
 */
export async function measureRecovery(misfortune: Misfortune, runMs: number): Promise<Recovery> {
  const world = await makeWorld(PLAN, CALM);
  const { clock, plan } = world;
  let recovery: Recovery | undefined;
  let failure: unknown;
  void world.runSchedules(() => recovery !== undefined);
  void handIn(world, plan.submissions[0]!, new Dice(plan.seed));
  void (async () => {
    const first = await leaseAfter(world, undefined);
    while (world.network.lastCall === undefined) await clock.sleep(LOOK_MS);
    const { at, wallMs } = world.network.lastCall;
    const budgetEnd = at + longestCallMs({ maxWallMs: HOST_WALL_MS }, wallMs);
    const lastMoment = at + HOST_WALL_MS + wallMs - LAST_MOMENT_MS;
    await clock.sleep(Math.min(at + runMs, lastMoment) - clock.now());
    strike(world, misfortune, first.hostId);
    const struckAt = clock.now();
    await leaseAfter(world, first.leaseId);
    recovery = { afterMs: clock.now() - struckAt, beyondBudgetMs: clock.now() - budgetEnd };
  })().catch((error: unknown) => {
    failure = error;
  });
  const isDone = () => recovery !== undefined || failure !== undefined;
  await clock.runUntil(isDone, plan.times.opensAt + MOST_MS);
  if (recovery === undefined)
    throw failure ?? new Error(`nobody judged it elsewhere in ${MOST_MS / 1_000} s`);
  return recovery;
}

/** The largest wall time that our hosts grant. */
const HOST_WALL_MS = configOfLaunchedHosts().max_wall_time_limit * 1_000;

/** So long before a program ends that compiles and runs as long as it can, ms. */
const LAST_MOMENT_MS = 200;

function strike(world: StormWorld, misfortune: Misfortune, hostId: string): void {
  const { cloud, network, executors } = world;
  if (misfortune === 'executor dies') {
    for (const executor of executors) executor.kill();
    return;
  }
  const machine = cloud.machines.find(({ instanceId }) => instanceId === hostId)!;
  if (misfortune === 'host dies') network.kill(machine);
  else if (misfortune === 'host vanishes') network.vanish(machine);
  else network.hang(machine);
}

/** Waits for another lease than the one that is known. */
async function leaseAfter(world: StormWorld, known: string | undefined) {
  const { submissions } = world.stores;
  for (;;) {
    const [row] = await submissions.listDigestsFrom(world.session.sessionId, '');
    const read = row && (await submissions.get(world.session.sessionId, row.submissionId));
    if (read?.state === 'running' && read.lease.leaseId !== known) return read.lease;
    await world.clock.sleep(LOOK_MS);
  }
}

/** An exam of one submission, a program that holds its host as long as it can, and hosts enough to judge it elsewhere. */
const PLAN = ((): StormPlan => {
  const { times, participants } = planStorm(1, 10);
  const source = writeProgram(0, 'holds');
  const submission = { key: 'key-0', participantId: participants[0]!, atMs: times.opensAt + 60_000, source };
  return {
    seed: 1,
    times,
    participants,
    hosts: 2,
    slotsPerHost: 2,
    submissions: [{ ...submission, lane: 'contest', language: 'python', behaviour: 'holds' }],
  };
})();

/** Moments of a judging at which the misfortune happens, ms: soon, by steps that meet the tick's in every way, and last. */
const MOMENTS = [100, 7_100, 14_300, 21_700, 29_300, 36_100, 65_900, Number.POSITIVE_INFINITY];

/** What is promised, as benchmarks tell it: the worst of all moments. */
export async function measureRecoveries(): Promise<readonly Figure[]> {
  const worst = async (misfortune: Misfortune, member: keyof Recovery) => {
    let most = Number.NEGATIVE_INFINITY;
    for (const moment of MOMENTS) most = Math.max(most, (await measureRecovery(misfortune, moment))[member]);
    return most / 1_000;
  };
  const figure = (name: string, value: number, most: number, note: string) =>
    makeFigure(name, [value], 's', { atMost: most }, note);
  return [
    figure(
      'recovery-dead-host-s',
      Math.max(await worst('host dies', 'afterMs'), await worst('host vanishes', 'afterMs')),
      5,
      'from its death, told by its kernel or not, until its work is taken up elsewhere',
    ),
    figure(
      'recovery-frozen-host-s',
      await worst('host freezes', 'beyondBudgetMs'),
      5,
      'beyond the longest that the judge call might have taken',
    ),
    figure(
      'recovery-dead-executor-s',
      await worst('executor dies', 'afterMs'),
      60,
      'from its death until its work is taken up again',
    ),
  ];
}
