import { drawUpAccount } from '../../../core/costs/settle-account.ts';
import type { SessionPolicy } from '../../../core/exam/session.ts';
import { vcpusOf } from '../../../core/fleet/instance-size.ts';
import type { Submission } from '../../../core/submissions/submission.ts';
import type { TestDynamoDb } from '../../support/dynamodb.ts';
import { Ec2Machines } from '../../support/ec2-machines.ts';
import type { MachineTimings } from '../../support/machine-timings.ts';
import { participantOf, sessionOf } from '../../support/sessions.ts';
import { SimulatedCloud } from '../../support/simulated-cloud.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';
import { Adversary, CALM, type Rates, stormFor } from './adversary.ts';
import { Dice } from './dice.ts';
import { type Heard, handIn } from './hand-in.ts';
import { planStorm, type StormPlan } from './plan.ts';
import type { RealHosts } from './real-hosts.ts';
import { dynamoStores, memoryStores } from './storm-stores.ts';
import { type StormSettings, StormWorld } from './storm-world.ts';
import { strikeHosts } from './strike-hosts.ts';
import { type StormOutcome, takeStock } from './take-stock.ts';

/** What is to be stormed. */
export interface StormOrder {
  readonly seed: number;
  readonly submissions: number;
  /** How many of them are real programs, run by judge hosts of this machine. */
  readonly real?: { readonly count: number; readonly hosts: RealHosts };
  /** Where rows are kept; in memory when absent. */
  readonly dynamo?: TestDynamoDb;
}

/** What a session came to, as it lies in the stores when everybody is gone. */
export interface Aftermath {
  readonly world: StormWorld;
  /** By the key of what was planned. */
  readonly heard: ReadonlyMap<string, Heard>;
  /** Every row, by its source: each was handed in once. */
  readonly rows: ReadonlyMap<string, readonly Submission[]>;
  readonly balanced: boolean;
  readonly open: readonly string[];
}

const INSTANCE_TYPE = 'c7i.xlarge';
const VCPUS = vcpusOf(INSTANCE_TYPE) ?? 0;
/** What a stage counts on where the account has no end. */
const STAGE_VCPUS = 32;
/** After the last that may happen to a session. */
const AFTER_MS = 3 * 3_600_000;

/** Plays an exam in calm, then the same in a storm, and compares. */
export async function runStorm(order: StormOrder): Promise<StormOutcome> {
  const plan = planStorm(order.seed, order.submissions, order.real?.count);
  const calm = await play(plan, CALM, order);
  return takeStock(plan, calm, await play(plan, stormFor(order.submissions), order));
}

/** What its hosts run on. */
interface WorldOrder {
  /** @default QUICK_MACHINES */
  readonly timings?: MachineTimings;
  /** The local EC2, asked by the adapter that production uses, in an account with room for one host more. @default a double, without end */
  readonly ec2?: boolean;
  /** Whether the fleet has the hosts that were booked, however much there is to do. @default false */
  readonly keepsSize?: boolean;
}

/** A session that is about to be launched, with all that plays in it. */
export async function makeWorld(
  plan: StormPlan,
  rates: Rates,
  order: Pick<StormOrder, 'dynamo' | 'real'> & Pick<StormSettings, 'stops' | 'deliveries'> & WorldOrder = {},
): Promise<StormWorld> {
  const clock = new VirtualClock(plan.times.launchAt);
  const { timings, ec2, keepsSize } = order;
  const policy: SessionPolicy = { testCases: 'first-failure', minIntervalMs: 0 };
  const session = sessionOf({
    times: plan.times,
    policy: keepsSize === true ? { ...policy, targetWaitMs: 0 } : policy,
    languages: ['javascript', 'python'],
    participantCount: plan.participants.length,
    fleetSize: { instanceType: INSTANCE_TYPE, hosts: plan.hosts, slotsPerHost: plan.slotsPerHost },
  });
  const roster = plan.participants.map((id) => participantOf(id));
  const stores =
    order.dynamo === undefined
      ? await memoryStores(session, roster)
      : await dynamoStores(order.dynamo, clock, session, roster);
  const adversary = new Adversary(plan.seed, rates, clock);
  const random = () => adversary.dice.next();
  const accountVcpus = VCPUS * (plan.hosts + 1);
  const cloud =
    ec2 === true
      ? await Ec2Machines.start(clock, timings, random, accountVcpus)
      : new SimulatedCloud(clock, timings, random);
  return new StormWorld({
    plan,
    session,
    clock,
    stores,
    adversary,
    cloud,
    vcpuQuota: ec2 === true ? accountVcpus : STAGE_VCPUS,
    real: order.real?.hosts,
    ...(order.stops === undefined ? {} : { stops: order.stops }),
    ...(order.deliveries === undefined ? {} : { deliveries: order.deliveries }),
  });
}

/** Plays a planned exam from its launch until it is settled and everything has come to rest. */
export async function play(
  plan: StormPlan,
  rates: Rates,
  order: Parameters<typeof makeWorld>[2] = {},
  /** What is done to it, from its launch on. */
  disturb: (world: StormWorld) => void = () => undefined,
): Promise<Aftermath> {
  const world = await makeWorld(plan, rates, order);
  const { clock } = world;
  disturb(world);
  const dice = new Dice(plan.seed + 1);
  const heard = new Map<string, Heard>();
  let settled = false;
  let rested = false;
  for (const planned of plan.submissions)
    void handIn(world, planned, dice).then((told) => heard.set(planned.key, told));
  if (rates !== CALM) strikeHosts(world);
  void world.runSchedules(() => settled);
  void (async () => {
    const until = plan.times.terminateAt + AFTER_MS;
    while (!(await world.isSettled()) && clock.now() < until) await clock.sleep(30_000);
    settled = true;
    // Whoever still holds something lets go, or has it no more.
    await clock.sleep(10 * 60_000);
    rested = true;
  })();
  await clock.runUntil(() => rested, plan.times.terminateAt + 2 * AFTER_MS);
  let aftermath: Aftermath | undefined;
  void look(world, heard).then((seen) => {
    aftermath = seen;
  });
  await clock.runUntil(() => aftermath !== undefined, Number.POSITIVE_INFINITY);
  await order.real?.hosts.stopAll();
  return aftermath!;
}

async function look(world: StormWorld, heard: ReadonlyMap<string, Heard>): Promise<Aftermath> {
  const { sessionId } = world.session;
  const { submissions, sessions } = world.stores;
  const rows = new Map<string, Submission[]>();
  for (const { submissionId } of await submissions.listDigestsFrom(sessionId, '')) {
    const [row, handedIn] = await Promise.all([
      submissions.get(sessionId, submissionId),
      submissions.getHandedIn(sessionId, submissionId),
    ]);
    const source = String(handedIn?.source);
    if (row !== undefined) rows.set(source, [...(rows.get(source) ?? []), row]);
  }
  const session = (await sessions.get(sessionId)) ?? world.session;
  const { ledger } = await drawUpAccount(session, world.accountSources, world.clock.now());
  const isSettled = session.settledAt !== undefined;
  return {
    world,
    heard,
    rows,
    balanced: ledger.balanced && isSettled,
    open: isSettled ? ledger.open : ['the session was never settled', ...ledger.open],
  };
}
