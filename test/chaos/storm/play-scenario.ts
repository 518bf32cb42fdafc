import { planLongExam } from '../simulation/long-exam.ts';
import { CALM } from './adversary.ts';
import type { StormPlan } from './plan.ts';
import { type Aftermath, play } from './run-storm.ts';
import type { StormSettings, StormWorld } from './storm-world.ts';
import { takeStock } from './take-stock.ts';

/** An exam of two hosts to which one thing happens. */
export interface Scenario extends Pick<StormSettings, 'stops'> {
  readonly hours?: number;
  /** Somebody hands something in so often on average, ms. @default 40 s */
  readonly everyMs?: number;
  /** Whether hosts are those of the local EC2, asked for by the real adapter, or of a double. @default true */
  readonly ec2?: boolean;
  /** How Scheduler delivers, by the times of the exam. */
  readonly deliveries?: (times: StormPlan['times']) => StormSettings['deliveries'];
  /** What happens, arranged before the launch. */
  readonly happens?: (world: StormWorld) => void;
}

/** What a scenario came to. */
export interface ScenarioEnd extends Aftermath {
  /** A sentence for everything that must not be, whatever has happened: other verdicts than without it, too. */
  readonly problems: readonly string[];
  /** Whatever was decided: subject, action and reason, the oldest first. */
  readonly decisions: readonly { readonly at: number; readonly told: string }[];
  /** Verdicts, and quarantines. */
  readonly ends: Readonly<Record<string, number>>;
  /** Submissions that somebody tried to hand in, and was never told that they are accepted. */
  readonly unaccepted: number;
}

/** Plays a class's exam in which nothing goes wrong but what the scenario says, until it is settled. */
export async function playScenario(scenario: Scenario = {}): Promise<ScenarioEnd> {
  const { hours = 1, everyMs = 40_000, ec2 = true, stops, deliveries, happens } = scenario;
  const plan = planLongExam({ seed: 1, hours, hosts: 2, slotsPerHost: 2, everyMs });
  const order = {
    ...(stops === undefined ? {} : { stops }),
    ec2,
    deliveries: deliveries?.(plan.times) ?? {},
  };
  const aftermath = await play(plan, CALM, order, happens);
  const { world, rows } = aftermath;
  const decisions = await world.stores.hosts.listDecisions(world.session.sessionId, 2_000);
  const ends: Record<string, number> = {};
  for (const { state } of [...rows.values()].flat()) ends[state] = (ends[state] ?? 0) + 1;
  const stock = await takeStock(plan, await playCalm(plan, `${hours} ${everyMs}`), aftermath);
  return {
    ...aftermath,
    ends,
    unaccepted: stock.unaccepted.length,
    decisions: decisions
      .map(({ at, subject, action, reason }) => ({ at, told: `${subject} ${action}: ${reason}` }))
      .toReversed(),
    problems: stock.problems.filter((problem) => !stock.unaccepted.includes(problem)),
  };
}

const calms = new Map<string, Promise<Aftermath>>();

/** The same exam to which nothing happens: its verdicts are those that must come. */
async function playCalm(plan: StormPlan, key: string): Promise<Aftermath> {
  const known = calms.get(key) ?? play(plan, CALM);
  calms.set(key, known);
  return await known;
}
