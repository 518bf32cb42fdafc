import { countOf } from '../exam/count-of.ts';
import { formatDuration, formatUsd } from './format-quantity.ts';
import type { LiveSession } from './live.ts';
import type { StageSession } from './stage.ts';

/** What troubles are about. */
export const TROUBLE_PARTS = ['fleet', 'hosts', 'languages', 'queue', 'intake', 'ledger', 'cost'] as const;
export type TroublePart = (typeof TROUBLE_PARTS)[number];

/** Something about a session that an operator should know: `bad` needs somebody now, `busy` may come to. */
export interface Trouble {
  readonly weight: 'bad' | 'busy';
  /** What it is about. */
  readonly part: TroublePart;
  /** The same of the same trouble whenever it is found; of a session no two have the same. */
  readonly key: string;
  /** How many, where that tells whether it grew. */
  readonly count?: number;
  /** The rest of a sentence about the session; times in UTC as the API tells them. */
  readonly text: string;
}

type Found = Omit<Trouble, 'weight'>;

/** What of a live view troubles are found in. */
export type LiveFigures = Pick<LiveSession, 'hosts' | 'queue' | 'ledger' | 'cost'>;

/** A launch that has not begun so long after its time has failed to start: the tick tries each minute, ms. */
const LAUNCH_OVERDUE_MS = 3 * 60_000;
/** Hosts that are not ready so long before the opening may be late, ms. */
const NEAR_OPENING_MS = 5 * 60_000;
/** A wait that whoever submits takes for a fault, ms. */
const LONG_WAIT_MS = 2 * 60_000;
/** More than the estimate by this factor was not foreseen. */
const DEAR = 1.25;

/**
 * What is wrong with a session that is not settled, or may become so, worst first. Pure.
 * @param now ms since the epoch
 * @param live when it is known: hosts, queue and ledger say more
 */
export function findTroubles(session: StageSession, now: number, live?: LiveFigures): readonly Trouble[] {
  const bad: Found[] = [];
  const busy: Found[] = [];
  const {
    fleet,
    times,
    window,
    deployment,
    cancelled,
    paused,
    withoutHostsSince,
    languagesDropped = [],
    budgetTold,
  } = session;
  const ownHosts = deployment.kind === 'fleet';
  const opensAt = Date.parse(times.opensAt);

  if (fleet.state === 'failed')
    bad.push({
      part: 'fleet',
      key: 'fleet-failed',
      text: `nothing is judged, its hosts failed: ${fleet.reason}`,
    });
  if (withoutHostsSince !== undefined)
    bad.push({
      part: 'hosts',
      key: 'without-hosts',
      text: `it is open and no host has judged since ${withoutHostsSince}: participants are told`,
    });
  for (const { language, reason } of languagesDropped)
    bad.push({
      part: 'languages',
      key: `not-judged:${language}`,
      text: `${language} is not judged: ${reason}`,
    });
  if (
    ownHosts &&
    fleet.state === 'none' &&
    window !== 'closed' &&
    now > Date.parse(times.launchAt) + LAUNCH_OVERDUE_MS
  )
    bad.push({
      part: 'fleet',
      key: 'launch-overdue',
      text: `its launch was due at ${times.launchAt} and has not begun`,
    });
  if (window === 'closed' && now > Date.parse(times.deadlineAt))
    bad.push({ part: 'ledger', key: 'not-settled', text: `it is over and not settled${describeOpen(live)}` });
  if (ownHosts && cancelled === undefined && (fleet.state === 'launching' || fleet.state === 'none')) {
    if (window === 'open' && withoutHostsSince === undefined)
      busy.push({ part: 'fleet', key: 'not-ready', text: 'it is open and its hosts are not ready yet' });
    else if (window === 'before' && now > opensAt - NEAR_OPENING_MS)
      busy.push({
        part: 'fleet',
        key: 'not-ready',
        text: `it opens at ${times.opensAt} and its hosts are not ready yet`,
      });
  }
  if (budgetTold !== undefined)
    (budgetTold.state === 'used' ? bad : busy).push({
      part: 'cost',
      key: `budget-${budgetTold.state}`,
      text: budgetTold.reason,
    });
  if (paused !== undefined)
    busy.push({
      part: 'intake',
      key: 'paused',
      text: `intake is paused since ${paused.at}: ${paused.reason}`,
    });
  if (live !== undefined) weighLive(session, live, bad, busy);
  return [
    ...bad.map((found) => ({ weight: 'bad' as const, ...found })),
    ...busy.map((found) => ({ weight: 'busy' as const, ...found })),
  ];
}

function weighLive(
  { fleet, deployment }: StageSession,
  { hosts, queue, cost }: LiveFigures,
  bad: Found[],
  busy: Found[],
): void {
  const waiting = queue.queued + queue.running;
  if (queue.quarantined > 0)
    bad.push({
      part: 'queue',
      key: 'quarantined',
      count: queue.quarantined,
      text: `${countOf(queue.quarantined, 'submission was', 'submissions were')} quarantined`,
    });
  const isReady = hosts.some(({ state }) => state === 'ready');
  if (deployment.kind === 'fleet' && waiting > 0 && !isReady && fleet.state !== 'failed')
    bad.push({
      part: 'queue',
      key: 'waiting-without-host',
      text: `${countOf(waiting, 'submission waits', 'submissions wait')} and no host is ready`,
    });
  for (const { hostId, state, reason, terminatedAt } of hosts)
    if (terminatedAt === undefined && (state === 'suspect' || state === 'rejected'))
      bad.push({ part: 'hosts', key: `host:${hostId}`, text: `host ${hostId} is ${state}: ${reason}` });
  if (queue.expectedWaitMs !== undefined && queue.expectedWaitMs > LONG_WAIT_MS)
    busy.push({
      part: 'queue',
      key: 'long-wait',
      text: `a new submission waits ${formatDuration(queue.expectedWaitMs)}`,
    });
  if (cost.usd > DEAR * cost.estimateUsd)
    busy.push({
      part: 'cost',
      key: 'dear',
      text: `it has cost ${formatUsd(cost.usd)}, estimated were ${formatUsd(cost.estimateUsd)}`,
    });
}

function describeOpen(live: LiveFigures | undefined): string {
  const open = live?.ledger.open ?? [];
  return open.length === 0 ? '' : `: ${open.join('; ')}`;
}
