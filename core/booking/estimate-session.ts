import { type Cost, estimateCost, estimateHosts } from '../costs/estimate.ts';
import type { FleetSize, Session, SessionTimes } from '../exam/session.ts';
import { type FleetPlan, planFleet } from '../fleet/plan-fleet.ts';
import type { BookableProblem } from './booking.ts';
import type { BookingLimits } from './booking-limits.ts';

/** Mean share of a problem's time limit that a test case really uses. */
const USED_SHARE = 0.15;
/** Compilation, transport and the host's own fixed cost of a judge call, ms. */
const CALL_OVERHEAD_MS = 1_500;
/** Hosts are gone this long after the last close unless something is wrong, ms. */
const ENDS_MS = 3 * 60_000;

/** What a session is estimated to cost: at its booking, and again when its times or its roster change. */
export function estimateSession(
  session: {
    readonly times: SessionTimes;
    readonly participants: number;
    readonly problems: readonly BookableProblem[];
    readonly fleetSize?: FleetSize | undefined;
  },
  limits: BookingLimits,
): Cost {
  const { times, participants, problems, fleetSize } = session;
  const windowMs = times.lastClosesAt - times.opensAt;
  return estimateCost(
    {
      ...(fleetSize === undefined
        ? {}
        : {
            fleet: {
              instanceType: fleetSize.instanceType,
              hosts: fleetSize.hosts,
              aliveMs: times.lastClosesAt - times.launchAt + ENDS_MS,
              volumeGb: limits.volumeGb,
              spot: limits.market === 'spot',
            },
          }),
      submissions: planSessionFleet(session, limits, {}).expectedSubmissions,
      judgeCallsPerSubmission: 1,
      judgeCallMs: meanJudgeCallMs(problems),
      participants,
      windowMs,
      submissionKb: 4,
    },
    limits.prices,
  );
}

/** What more or fewer hosts make of a session's estimate from now to its end, USD; below 0 for fewer. */
export function estimateRest(
  { fleetSize, times }: Pick<Session, 'fleetSize' | 'times'>,
  hosts: number,
  { prices, volumeGb }: Pick<BookingLimits, 'prices' | 'volumeGb'>,
  now: number,
): number {
  if (fleetSize === undefined || hosts === 0) return 0;
  const { instanceType } = fleetSize;
  const aliveMs = times.lastClosesAt - now + ENDS_MS;
  return (
    Math.sign(hosts) * estimateHosts({ instanceType, hosts: Math.abs(hosts), aliveMs, volumeGb }, prices)
  );
}

/** The fleet that a session needs, within what is left of the account's vCPUs. */
export function planSessionFleet(
  session: {
    readonly times: SessionTimes;
    readonly participants: number;
    readonly problems: readonly BookableProblem[];
  },
  limits: BookingLimits,
  wanted: { readonly instanceType?: string; readonly hosts?: number },
  vcpusHeld = 0,
): FleetPlan {
  const { times, participants, problems } = session;
  return planFleet(
    {
      participants,
      problems: problems.length,
      windowMs: Math.max(1, times.lastClosesAt - times.opensAt),
      judgeCallMs: meanJudgeCallMs(problems),
      ...(wanted.instanceType === undefined ? {} : { instanceType: wanted.instanceType }),
      ...(wanted.hosts === undefined ? {} : { hosts: wanted.hosts }),
    },
    {
      instanceTypes: limits.instanceTypes,
      maxHosts: limits.maxHosts,
      vcpusLeft: Math.max(0, limits.vcpuQuota - vcpusHeld),
    },
  );
}

/** What would be said to a session that costs too much; undefined when it does not. */
export function describeExcess(
  { usd }: Pick<Cost, 'usd'>,
  { maxUsd }: Pick<BookingLimits, 'maxUsd'>,
): string | undefined {
  return usd <= maxUsd
    ? undefined
    : `the session would cost about ${usd.toFixed(2)} USD, more than the ${maxUsd} USD that this stage allows for one: shorten it, or ask an operator to raise budgetUsd.session`;
}

function meanJudgeCallMs(problems: readonly BookableProblem[]): number {
  if (problems.length === 0) return CALL_OVERHEAD_MS;
  const total = problems.reduce(
    (sum, { manifest }) => sum + manifest.limits.timeMs * USED_SHARE * manifest.testCases.length,
    0,
  );
  return CALL_OVERHEAD_MS + total / problems.length;
}
