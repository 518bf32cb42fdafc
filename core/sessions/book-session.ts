import { type Cost, estimateCost } from '../costs/estimate.ts';
import { type FleetPlan, planFleet } from '../fleet/plan-fleet.ts';
import { foldUsername } from '../fold-username.ts';
import {
  type BookableProblem,
  type BookingContext,
  type BookingFault,
  type BookingRequest,
  labelAt,
} from './booking.ts';
import type { BookingLimits } from './booking-limits.ts';
import { checkBooking } from './check-booking.ts';
import { languagesAllowed } from './check-languages.ts';
import { languagesRefused } from './deployment-findings.ts';
import { describeTimes, type PlannedStep, planTimes } from './plan-times.ts';
import type { Participant, Session } from './session.ts';

/** The answer to a booking: a session to store, or everything that is wrong with it. */
export type BookingOutcome =
  | {
      readonly booked: true;
      readonly session: Session;
      readonly roster: readonly Participant[];
      readonly plan: readonly PlannedStep[];
      readonly estimate: Cost;
      readonly fleetPlan?: FleetPlan;
      readonly warnings: readonly BookingFault[];
    }
  | { readonly booked: false; readonly faults: readonly BookingFault[] };

/** Mean share of a problem's time limit that a test case really uses. */
const USED_SHARE = 0.15;
/** Compilation, transport and the host's own fixed cost of a judge call, ms. */
const CALL_OVERHEAD_MS = 1_500;

/**
 * Decides a booking: every fault at once, each naming its field and the fix, or the whole session with its times,
 * fleet and estimate. Pure: the same wish at the same time gives the same session.
 */
export function bookSession(request: BookingRequest, context: BookingContext): BookingOutcome {
  const { limits, now } = context;
  const opensAt = openingOf(request, limits, now);
  const closesAt = request.closesAt ?? opensAt + (request.durationMs ?? 0);
  const maxExtraTimeMs = Math.max(0, ...request.roster.map(({ extraTimeMs }) => extraTimeMs));
  const times = planTimes({ opensAt, closesAt, maxExtraTimeMs }, limits, now);
  const wanted = request.deployment.kind === 'fleet' ? request.deployment : undefined;
  const fleetPlan =
    wanted === undefined
      ? undefined
      : planFleet(
          {
            participants: request.roster.length,
            problems: request.problems.length,
            windowMs: Math.max(1, times.lastClosesAt - opensAt),
            judgeCallMs: meanJudgeCallMs(context.problems),
            ...(wanted.instanceType !== undefined ? { instanceType: wanted.instanceType } : {}),
            ...(wanted.hosts !== undefined ? { hosts: wanted.hosts } : {}),
          },
          {
            instanceTypes: limits.instanceTypes,
            maxHosts: limits.maxHosts,
            vcpusLeft: Math.max(0, limits.vcpuQuota - context.vcpusHeld),
          },
        );
  const { faults, warnings } = checkBooking(request, context, times, fleetPlan);
  if (faults.length > 0) return { booked: false, faults };
  const estimate = estimateCost(
    {
      ...(fleetPlan === undefined
        ? {}
        : {
            fleet: {
              instanceType: fleetPlan.size.instanceType,
              hosts: fleetPlan.size.hosts,
              // Hosts are gone a few minutes after the last close unless something is wrong.
              aliveMs: times.lastClosesAt - times.launchAt + 3 * 60_000,
              volumeGb: limits.volumeGb,
            },
          }),
      submissions: expectedSubmissions(request, fleetPlan, times.lastClosesAt - opensAt),
      judgeCallsPerSubmission: 1,
      judgeCallMs: meanJudgeCallMs(context.problems),
      participants: request.roster.length,
      windowMs: times.lastClosesAt - opensAt,
      submissionKb: 4,
    },
    limits.prices,
  );
  if (estimate.usd > limits.maxUsd)
    return {
      booked: false,
      faults: [
        {
          field: 'closesAt',
          detail: `the session would cost about ${estimate.usd.toFixed(2)} USD, more than the ${limits.maxUsd} USD that this stage allows for one: shorten it, or ask an operator to raise budgetUsd.session`,
        },
      ],
    };
  const session: Session = {
    sessionId: context.sessionId,
    name: request.name,
    owner: foldUsername(request.owner),
    times,
    problems: request.problems.map(({ problemId, label }, at) => ({
      label: label ?? labelAt(at),
      problemId,
      version: context.problems.find((problem) => problem.problemId === problemId)?.version ?? 1,
    })),
    languages: languagesOf(request, context),
    participantCount: request.roster.length,
    policy: request.policy,
    deployment: request.deployment.kind === 'fleet' ? { kind: 'fleet' } : request.deployment,
    ...(fleetPlan === undefined ? {} : { fleetSize: fleetPlan.size }),
    fleet: 'none',
    fleetReason: 'booked',
    estimateUsd: estimate.usd,
    revision: 1,
  };
  const roster = request.roster.map(
    ({ participantId, name, group, extraTimeMs }): Participant => ({
      sessionId: context.sessionId,
      participantId: foldUsername(participantId),
      name: name ?? participantId,
      ...(group === undefined ? {} : { group }),
      extraTimeMs,
    }),
  );
  return {
    booked: true,
    session,
    roster,
    plan: describeTimes(times, fleetPlan?.size),
    estimate,
    ...(fleetPlan === undefined ? {} : { fleetPlan }),
    warnings,
  };
}

/** The languages of the session: those asked for, or all that some problem allows and the deployment can judge. */
export function languagesOf(request: BookingRequest, context: BookingContext): readonly string[] {
  if (request.languages !== undefined) return [...new Set(request.languages)];
  const refused = languagesRefused(context.found, context.now);
  return languagesAllowed(context).filter((language) => !refused.has(language));
}

/** Clocks differ: an opening that is past by less than this means "now". */
const CLOCK_TOLERANCE_MS = 60_000;

function openingOf(request: BookingRequest, limits: BookingLimits, now: number): number {
  if (request.opensAt === undefined)
    return now + (request.deployment.kind === 'fleet' ? limits.soonestMs : 0);
  return request.opensAt < now && request.opensAt >= now - CLOCK_TOLERANCE_MS ? now : request.opensAt;
}

function meanJudgeCallMs(problems: readonly BookableProblem[]): number {
  if (problems.length === 0) return CALL_OVERHEAD_MS;
  const total = problems.reduce(
    (sum, { manifest }) => sum + manifest.limits.timeMs * USED_SHARE * manifest.testCases.length,
    0,
  );
  return CALL_OVERHEAD_MS + total / problems.length;
}

function expectedSubmissions(request: BookingRequest, plan: FleetPlan | undefined, windowMs: number): number {
  if (plan !== undefined) return plan.expectedSubmissions;
  return planFleet(
    {
      participants: request.roster.length,
      problems: request.problems.length,
      windowMs,
      judgeCallMs: CALL_OVERHEAD_MS,
    },
    { instanceTypes: [], maxHosts: 1, vcpusLeft: 2 },
  ).expectedSubmissions;
}
