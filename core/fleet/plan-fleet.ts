import type { FleetSize } from '../exam/session.ts';
import { vcpusOf } from './instance-size.ts';

/** What a fleet is planned from. */
export interface FleetDemand {
  readonly participants: number;
  readonly problems: number;
  /** The window from opening to the last close, ms. */
  readonly windowMs: number;
  /** Mean time of a judge call, ms: one compilation and all test cases. */
  readonly judgeCallMs: number;
  /** Submissions of a participant over the window, where that is known; else it is assumed. */
  readonly triesEach?: number;
  /** What the instructor asked for. */
  readonly instanceType?: string;
  readonly hosts?: number;
}

/** What the stage and the account allow. */
export interface FleetBounds {
  /** In order of preference; the first is taken where nobody asked for another. */
  readonly instanceTypes: readonly string[];
  readonly maxHosts: number;
  /** On-demand vCPUs of the account that no other session uses at that time. */
  readonly vcpusLeft: number;
}

/** A planned fleet, how the number came about, and what did not fit. */
export interface FleetPlan {
  readonly size: FleetSize;
  /** Submissions that are expected over the window. */
  readonly expectedSubmissions: number;
  readonly reason: string;
  /** Absent when the plan fits what is wanted. */
  readonly shortage?: string;
}

/** Tries that a participant makes at a problem over a whole exam. */
const TRIES_PER_PROBLEM = 5;
/** Nobody submits more often than this for long, ms. */
const SUBMISSION_SPACING_MS = 3 * 60_000;
/** The last minutes of an exam are this much busier than its mean. */
export const RUSH = 3;
/** Slots are planned this busy in the rush: above it waiting grows without bound. */
const UTILISATION = 0.7;
/** From here on a lost host must not mean a session without judges. */
const TWO_HOSTS_FROM_PARTICIPANTS = 15;

/** Submissions that a session expects over its window. Pure. */
export function expectSubmissions({
  participants,
  problems,
  windowMs,
  triesEach,
}: Pick<FleetDemand, 'participants' | 'problems' | 'windowMs' | 'triesEach'>): number {
  return (
    participants *
    (triesEach ?? Math.min(problems * TRIES_PER_PROBLEM, 1 + Math.floor(windowMs / SUBMISSION_SPACING_MS)))
  );
}

/**
 * Sizes a fleet:
 *
 *     expected = participants x min(problems x 5, 1 + window / 3 min)
 *     slots    = ceil(expected / window x judgeCall x 3 (rush) / 0.7 (utilisation))
 *     hosts    = max(ceil(slots / slots per host), 2 from 15 participants on, else 1)
 *
 * cut to the stage's hosts and the account's vCPUs; `shortage` then says what was cut. A host is planned with as many
 * slots as its type has vCPUs, so that no judge call waits for a core; what it really has its examination says. Where
 * nobody asked for a type, the stage's other types with as many vCPUs may stand in. 50 participants with 4 problems in 3 hours: 2 hosts of c7i.large.
 * An explicit number of hosts is taken as it is (bounds are checked by the booking, which refuses instead of cutting).
 */
export function planFleet(demand: FleetDemand, bounds: FleetBounds): FleetPlan {
  const instanceType = demand.instanceType ?? bounds.instanceTypes[0] ?? 'c7i.large';
  const slotsPerHost = vcpusOf(instanceType) ?? 2;
  const alternatives =
    demand.instanceType === undefined ? bounds.instanceTypes.filter(isStandInFor(instanceType)) : [];
  const expectedSubmissions = expectSubmissions(demand);
  const slots = Math.ceil(
    ((expectedSubmissions / demand.windowMs) * demand.judgeCallMs * RUSH) / UTILISATION,
  );
  const spare = demand.participants >= TWO_HOSTS_FROM_PARTICIPANTS ? 2 : 1;
  const wanted = demand.hosts ?? Math.max(Math.ceil(slots / slotsPerHost), spare);
  const most = Math.max(1, Math.min(bounds.maxHosts, Math.floor(bounds.vcpusLeft / slotsPerHost)));
  const hosts = demand.hosts ?? Math.min(wanted, most);
  const why =
    demand.hosts !== undefined
      ? `${hosts} x ${instanceType} as asked for`
      : `${hosts} x ${instanceType} for about ${expectedSubmissions} submissions of ${demand.participants} participants, ${slots} slots wanted in the rush`;
  return {
    size: {
      instanceType,
      ...(alternatives.length === 0 ? {} : { alternatives }),
      hosts,
      slotsPerHost,
    },
    expectedSubmissions,
    reason: why,
    ...(hosts < wanted
      ? {
          shortage: `${wanted} hosts would be right, ${hosts} fit the stage's ${bounds.maxHosts} hosts and ${bounds.vcpusLeft} vCPUs: verdicts will wait in the rush`,
        }
      : {}),
  };
}

/** Another type with as many vCPUs: a host of it has as many slots and takes as much of the account's quota. */
function isStandInFor(instanceType: string): (other: string) => boolean {
  return (other) => other !== instanceType && vcpusOf(other) === vcpusOf(instanceType);
}
