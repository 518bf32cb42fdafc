import { type Cost, ENDS_MS, estimateCost, estimateHosts, roundUsd, sumCost } from '../costs/estimate.ts';
import { CALL_OVERHEAD_MS, callMsOf, expectUse, USED_SHARE } from '../costs/expect-use.ts';
import { expectReviews } from '../costs/review-cost.ts';
import type { FleetSize, ReviewsPolicy, Session, SessionTimes } from '../exam/session.ts';
import { type FleetPlan, planFleet } from '../fleet/plan-fleet.ts';
import type { BookableProblem } from './booking.ts';
import type { BookingLimits } from './booking-limits.ts';

/** What a session is estimated to cost: at its booking, and again when its times or its roster change. */
export function estimateSession(
  session: {
    readonly times: SessionTimes;
    readonly participants: number;
    readonly problems: readonly BookableProblem[];
    readonly fleetSize?: FleetSize | undefined;
    readonly reviews?: ReviewsPolicy | undefined;
  },
  limits: BookingLimits,
): Cost {
  const { times, participants, problems, fleetSize, reviews = 'off' } = session;
  const use = expectUse(
    {
      participants,
      windowMs: times.lastClosesAt - times.opensAt,
      launchedMs: times.opensAt - times.launchAt,
      submissions: planSessionFleet(session, limits, {}).expectedSubmissions,
      judgeCallMs: judgeCallMsOf(problems, USED_SHARE.expected),
      fleetSize,
    },
    limits,
  );
  const { lines, ...cost } = estimateCost(use, limits.prices);
  if (reviews === 'off') return { ...cost, lines };
  return sumCost([...lines, expectReviews(participants * problems.length, limits.prices)]);
}

/** What one host of the fleet costs from launch to the end, USD; 0 where there is none. */
export function hostUsdOf(
  times: SessionTimes,
  fleetSize: Pick<FleetSize, 'instanceType'> | undefined,
  { prices, volumeGb }: Pick<BookingLimits, 'prices' | 'volumeGb'>,
): number {
  if (fleetSize === undefined) return 0;
  const aliveMs = times.lastClosesAt - times.launchAt + ENDS_MS;
  return estimateHosts({ instanceType: fleetSize.instanceType, hosts: 1, aliveMs, volumeGb }, prices);
}

/** What of an estimate is not for hosts, USD. */
export function requestsOf(
  estimate: Pick<Cost, 'usd'>,
  { times, fleetSize }: { readonly times: SessionTimes; readonly fleetSize?: FleetSize | undefined },
  { prices, volumeGb }: Pick<BookingLimits, 'prices' | 'volumeGb'>,
): number {
  if (fleetSize === undefined) return estimate.usd;
  const { instanceType, hosts } = fleetSize;
  const aliveMs = times.lastClosesAt - times.launchAt + ENDS_MS;
  const hostsUsd = estimateHosts({ instanceType, hosts, aliveMs, volumeGb }, prices);
  return roundUsd(Math.max(0, estimate.usd - hostsUsd));
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
      judgeCallMs: judgeCallMsOf(problems, USED_SHARE.planned),
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

/** Mean time of a whole submission's judge call, ms. @param share of the time limit that a test case uses */
export function judgeCallMsOf(problems: readonly Pick<BookableProblem, 'manifest'>[], share: number): number {
  const total = problems.reduce(
    (sum, { manifest }) => sum + callMsOf(manifest.limits.timeMs, manifest.testCases.length, share),
    0,
  );
  return problems.length === 0 ? CALL_OVERHEAD_MS : total / problems.length;
}
