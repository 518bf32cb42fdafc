import { vcpusOf } from '../../../core/fleet/instance-size.ts';
import { BAKED_MACHINES } from '../../support/machine-timings.ts';
import type { Machine } from '../../support/simulated-machines.ts';
import { CALM } from '../storm/adversary.ts';
import { Dice } from '../storm/dice.ts';
import { handIn } from '../storm/hand-in.ts';
import { makeWorld } from '../storm/run-storm.ts';
import type { StormWorld } from '../storm/storm-world.ts';
import { planLongExam } from './long-exam.ts';

/** How a host fails. */
export const KILLS = ['taken away', 'taken away without a word', 'hung', 'hung for good'] as const;
export type Kill = (typeof KILLS)[number];

/** What became of one kill. */
export interface Repair {
  readonly kill: Kill;
  readonly hostId: string;
  /** From the kill until the last submission that ran there was taken up elsewhere, ms; undefined where none ran. */
  readonly elsewhereMs: number | undefined;
  /** From the kill until as many slots are open as before, ms. */
  readonly fullStrengthMs: number;
}

const LOOK_MS = 250;
const BUSY_PATIENCE_MS = 5 * 60_000;
const HOSTS = 3;
const SLOTS_PER_HOST = 2;

/**
 * Plays an exam of some hours and kills a host `kills` times, each at a moment of its own share of the window and not before
 * the fleet is at full strength again.
 * @throws Error when the fleet never is
 */
export async function measureRepairs(seed: number, kills: number, hours: number): Promise<readonly Repair[]> {
  const plan = planLongExam({ seed, hours, hosts: HOSTS, slotsPerHost: SLOTS_PER_HOST, everyMs: 8_000 });
  const world = await makeWorld(plan, CALM, { ec2: true, timings: BAKED_MACHINES });
  world.spareVcpus = vcpusOf(world.session.fleetSize?.instanceType ?? '') ?? 0;
  const { clock } = world;
  const dice = new Dice(seed + 1);
  for (const planned of plan.submissions) void handIn(world, planned, dice);
  let over = false;
  let failure: unknown;
  const repairs: Repair[] = [];
  void world.runSchedules(() => over);
  void (async () => {
    const share = (plan.times.closesAt - plan.times.opensAt) / (kills + 1);
    for (let number = 0; number < kills; number++) {
      const at = plan.times.opensAt + Math.round((number + dice.next()) * share);
      await clock.sleep(Math.max(0, at - clock.now()));
      repairs.push(await killOne(world, KILLS[number % KILLS.length]!, dice));
    }
  })()
    .catch((error: unknown) => {
      failure = error;
    })
    .finally(() => {
      over = true;
    });
  await clock.runUntil(() => over, plan.times.terminateAt);
  if (failure !== undefined) throw failure;
  return repairs;
}

async function killOne(world: StormWorld, kill: Kill, dice: Dice): Promise<Repair> {
  const { clock } = world;
  await untilStrong(world, undefined);
  const { machine, running } = await chooseBusy(world, dice);
  const struckAt = clock.now();
  strike(world, kill, machine);
  const since = () => clock.now() - struckAt;
  const [elsewhereMs, fullStrengthMs] = await Promise.all([
    untilElsewhere(world, running, machine.instanceId).then(() =>
      running.length === 0 ? undefined : since(),
    ),
    untilStrong(world, machine).then(since),
  ]);
  return { kill, hostId: machine.instanceId, elsewhereMs, fullStrengthMs };
}

/** A machine on which something runs, if within a while there is one. */
async function chooseBusy(world: StormWorld, dice: Dice) {
  const until = world.clock.now() + BUSY_PATIENCE_MS;
  for (;;) {
    const machine = dice.pick(await judging(world));
    const running = await runningOn(world, machine);
    if (running.length > 0 || world.clock.now() >= until) return { machine, running };
    await world.clock.sleep(LOOK_MS);
  }
}

function strike({ network }: StormWorld, kill: Kill, machine: Machine): void {
  if (kill === 'taken away') network.kill(machine);
  else if (kill === 'taken away without a word') network.vanish(machine);
  else network.hang(machine, kill === 'hung' ? 'until-reboot' : 'for-good');
}

/** Machines that are alive and whose slots are open. */
async function judging(world: StormWorld): Promise<Machine[]> {
  const slots = await world.stores.slots.list(world.session.sessionId);
  return world.cloud
    .alive()
    .filter(({ instanceId, hung }) => hung === 'no' && slots.some(({ hostId }) => hostId === instanceId));
}

/** Until all hosts judge; of the one that was killed its slots must have been closed first, or it is up again. */
async function untilStrong(world: StormWorld, killed: Machine | undefined): Promise<void> {
  const { clock } = world;
  const until = clock.now() + 60 * 60_000;
  for (;;) {
    const strong = await judging(world);
    if (strong.length >= HOSTS && (killed === undefined || !strong.includes(killed) || isUp(killed, world)))
      return;
    if (clock.now() > until) throw new Error('the fleet was never at full strength again');
    await clock.sleep(LOOK_MS);
  }
}

const isUp = (machine: Machine, { clock }: StormWorld) => clock.now() >= machine.answersFrom;

async function runningOn(world: StormWorld, machine: Machine) {
  const { sessionId } = world.session;
  const { submissions } = world.stores;
  const digests = await submissions.listDigestsFrom(sessionId, '');
  const found: { submissionId: string; leaseId: string }[] = [];
  for (const { submissionId } of digests.slice(-40)) {
    const row = await submissions.get(sessionId, submissionId);
    if (row?.state === 'running' && row.lease.hostId === machine.instanceId)
      found.push({ submissionId, leaseId: row.lease.leaseId });
  }
  return found;
}

async function untilElsewhere(
  world: StormWorld,
  before: readonly { submissionId: string }[],
  struck: string,
): Promise<void> {
  for (const { submissionId } of before)
    for (;;) {
      const row = await world.stores.submissions.get(world.session.sessionId, submissionId);
      if (row?.state === 'judged' || row?.state === 'quarantined') break;
      if (row?.state === 'running' && row.lease.hostId !== struck) break;
      await world.clock.sleep(LOOK_MS);
    }
}
