import { countOf } from '../exam/count-of.ts';
import { type Cell, FAILURE_VIEWS, type FailureView } from './failure-views.ts';
import {
  type Dimension,
  type FailureKind,
  findingsOr,
  type Insight,
  type PatternFinding,
} from './finding.ts';
import type { SessionSummary } from './session-summary.ts';
import { binomialTail, correctForMany, hypergeometricTail, unequalTail } from './statistics.ts';

/** Where there is no pattern at all, one is seen no oftener, in all that is looked for together. */
const MOST_CHANCE = 0.01;
/** What happened in fewer sessions does not recur. */
const LEAST_HIT = 3;
/** Fewer sessions are no history. */
const LEAST_SESSIONS = 8;
/** Of sessions that could tell the one from the other. */
const LEAST_TELLING = 5;

/** What a value is held against, and how likely what was seen is where it makes no difference. */
interface Held {
  readonly view: FailureView;
  readonly value: string;
  readonly hit: number;
  readonly of: number;
  readonly expected: number;
  readonly chance: number;
  /** All sessions that were looked at for it. */
  readonly sessions: readonly Observed[];
}

/** A session as one view sees it. */
interface Observed {
  readonly summary: SessionSummary;
  readonly cells: ReadonlyMap<string, Cell>;
  readonly exposure: number;
  readonly events: number;
}

/**
 * Failures that come oftener with a type of host, in a zone, at an age, in a language or with a problem than without, in session after
 * session. A session is one observation however much failed in it: what takes down ten hosts at once is one thing that happened. Pure.
 */
export function findPatterns(history: readonly SessionSummary[]): Insight {
  if (history.length < LEAST_SESSIONS)
    return findingsOr(
      'failure-pattern',
      [],
      `${countOf(history.length, 'past session')} of ${LEAST_SESSIONS} that are needed`,
    );
  const held = FAILURE_VIEWS.flatMap((view) => holdAll(view, history));
  const chances = correctForMany(held.map(({ chance }) => chance));
  const findings = held.flatMap((one, at) => {
    const chance = chances[at] ?? 1;
    return chance <= MOST_CHANCE && one.hit >= LEAST_HIT ? [describe(one, chance)] : [];
  });
  return findingsOr(
    'failure-pattern',
    findings.sort((a, b) => a.chance - b.chance),
    `in ${countOf(history.length, 'session')} no failure comes so much oftener anywhere that it could not be chance (${held.length} looked at)`,
  );
}

function holdAll(view: FailureView, history: readonly SessionSummary[]): Held[] {
  const sessions = history.map((summary) => observe(view, summary)).filter(({ exposure }) => exposure > 0);
  const values = new Set(sessions.flatMap(({ cells }) => [...cells.keys()]));
  return [...values].flatMap((value) => hold(view, value, sessions) ?? []);
}

function observe(view: FailureView, summary: SessionSummary): Observed {
  const cells = new Map<string, Cell>();
  for (const { value, exposure, events } of view.cellsOf(summary)) {
    const before = cells.get(value) ?? { value, exposure: 0, events: 0 };
    cells.set(value, { value, exposure: before.exposure + exposure, events: before.events + events });
  }
  const all = [...cells.values()];
  const sum = (of: (cell: Cell) => number) => all.reduce((total, cell) => total + of(cell), 0);
  return { summary, cells, exposure: sum(({ exposure }) => exposure), events: sum(({ events }) => events) };
}

/** By sessions that had both, where there are such; else by those that had it against those that did not. */
function hold(view: FailureView, value: string, sessions: readonly Observed[]): Held | undefined {
  const telling = sessions.filter((one) => {
    const exposure = one.cells.get(value)?.exposure ?? 0;
    return one.events > 0 && exposure > 0 && exposure < one.exposure;
  });
  const found =
    telling.length >= LEAST_TELLING
      ? holdWithin(view, value, telling)
      : view.isOfUnits
        ? holdBetween(value, sessions)
        : undefined;
  return found === undefined ? undefined : { ...found, view, value, sessions };
}

type Found = Pick<Held, 'hit' | 'of' | 'expected' | 'chance'>;

/**
 * Given how much failed in each session, in how many would it have hit this? What failed less in some sessions than in others, and a
 * failure that spreads, make no difference to that.
 */
function holdWithin({ isOfUnits }: FailureView, value: string, sessions: readonly Observed[]): Found {
  const chances = sessions.map(({ cells, exposure, events }) => {
    const own = cells.get(value)?.exposure ?? 0;
    return isOfUnits
      ? hypergeometricTail(1, exposure, Math.min(events, exposure), own)
      : 1 - (1 - own / exposure) ** events;
  });
  const hit = sessions.filter(({ cells }) => (cells.get(value)?.events ?? 0) > 0).length;
  return {
    hit,
    of: sessions.length,
    expected: chances.reduce((sum, chance) => sum + chance, 0),
    chance: unequalTail(hit, chances),
  };
}

/**
 * Were as many of the sessions with it hit as of those without? Both by the number of sessions and by how much there was in
 * them, and the less telling of the two counts: short sessions are hit seldom, and long ones no more than once here.
 */
function holdBetween(value: string, sessions: readonly Observed[]): Found | undefined {
  const isWith = ({ cells, exposure }: Observed) => (cells.get(value)?.exposure ?? 0) > exposure / 2;
  const group = sessions.filter(isWith);
  if (group.length < LEAST_HIT || sessions.length - group.length < LEAST_TELLING) return undefined;
  const hitGroup = group.filter(({ cells }) => (cells.get(value)?.events ?? 0) > 0).length;
  const hitOthers = sessions.filter((one) => !isWith(one) && one.events > 0).length;
  const all = hitGroup + hitOthers;
  const sum = (some: readonly Observed[]) => some.reduce((total, { exposure }) => total + exposure, 0);
  return {
    hit: hitGroup,
    of: group.length,
    expected: (all * group.length) / sessions.length,
    chance: Math.max(
      hypergeometricTail(hitGroup, sessions.length, all, group.length),
      binomialTail(hitGroup, all, sum(group) / sum(sessions)),
    ),
  };
}

const WHERE: Readonly<Record<Dimension, (value: string) => string>> = {
  'instance-type': (value) => `of type ${value}`,
  zone: (value) => `in zone ${value}`,
  'hour-of-life': (value) => `in the ${value} of a host's life`,
  language: (value) => `in ${value}`,
  problem: (value) => `with problem ${value}`,
};
const WHAT: Readonly<Record<FailureKind, string>> = {
  rejected: 'hosts that did not pass their examination',
  failed: 'hosts that failed while they judged',
  interrupted: 'spot hosts that EC2 took back',
  slowed: 'hosts that became slower',
  refused: 'launches that EC2 had no machines for',
  'set-back': 'submissions that lost their host or a judge call',
};
const ADVICE: Readonly<Record<Dimension, string>> = {
  'instance-type': 'Put the type behind others in host.instanceTypes, or leave it out',
  zone: "Look at the zone in EC2's health and at the subnets of the stage: a fleet spreads over all of them",
  'hour-of-life':
    'Look at the reasons of the hosts that failed at that age: something that takes so long to happen',
  language: 'Look at the notes of these submissions and at what their hosts were found to do in the language',
  problem:
    'Look at the notes of these submissions: what the problem has programs do may be more than hosts bear',
};

/** How seldom, for people. */
function tellChance(chance: number): string {
  return chance < 0.0001
    ? 'less than once in 10,000 histories'
    : `once in ${Math.round(1 / chance)} histories`;
}

function describe({ view, value, hit, of, expected, sessions }: Held, chance: number): PatternFinding {
  const { failure, by } = view;
  const reason = mostToldReason(view, sessions);
  const summaries = sessions.map(({ summary }) => summary);
  return {
    kind: 'failure-pattern',
    text: `${WHAT[failure]} come oftener ${WHERE[by](value)}: in ${hit} of ${countOf(of, 'session')}, where ${expected.toFixed(1)} were to be expected; where there is no pattern that comes about ${tellChance(chance)}${reason === undefined ? '' : `. Most often: ${reason}`}`,
    advice: ADVICE[by],
    basis: {
      sessions: sessions.length,
      ...(failure === 'set-back'
        ? { submissions: summaries.reduce((sum, { submissions }) => sum + submissions, 0) }
        : { hosts: summaries.reduce((sum, { hosts }) => sum + hosts.length, 0) }),
      since: Math.min(...summaries.map(({ opensAt }) => opensAt)),
    },
    failure,
    by,
    value,
    hit,
    of,
    expected: Math.round(expected * 100) / 100,
    chance,
  };
}

/** What hosts that failed so were said to have, oftenest. */
function mostToldReason({ failure }: FailureView, sessions: readonly Observed[]): string | undefined {
  const reasons = sessions.flatMap(({ summary }) =>
    summary.hosts.flatMap(({ failures }) =>
      failures.flatMap(({ kind, reason }) => (kind === failure ? [reason] : [])),
    ),
  );
  const told = [...Map.groupBy(reasons, (reason) => reason)].sort(([, a], [, b]) => b.length - a.length);
  return told[0]?.[0];
}
