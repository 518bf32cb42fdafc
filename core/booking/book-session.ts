import type { Cost } from '../costs/estimate.ts';
import { foldUsername } from '../exam/fold-username.ts';
import { given } from '../exam/given.ts';
import type { Participant, Session } from '../exam/session.ts';
import type { FleetPlan } from '../fleet/plan-fleet.ts';
import { type BookingContext, type BookingFault, type BookingRequest, labelAt } from './booking.ts';
import type { BookingLimits } from './booking-limits.ts';
import { checkBooking } from './check-booking.ts';
import { checkBudget } from './check-budget.ts';
import { languagesImpossible, languagesMeant } from './check-languages.ts';
import {
  describeExcess,
  estimateSession,
  hostUsdOf,
  planSessionFleet,
  requestsOf,
} from './estimate-session.ts';
import { participantsPlanned } from './participants-planned.ts';
import { describeTimes, type PlannedStep, planTimes } from './plan-times.ts';
import { peakVcpus } from './reservations.ts';

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
  const { problems } = context;
  const participants = participantsPlanned(request.roster.length, request.join);
  const held = peakVcpus(context.reservations, times.launchAt, times.terminateAt);
  const fleetPlan =
    request.deployment.kind === 'fleet'
      ? planSessionFleet({ times, participants, problems }, limits, request.deployment, held)
      : undefined;
  const { faults, warnings } = checkBooking(request, context, times, fleetPlan);
  if (faults.length > 0) return { booked: false, faults };
  const estimate = estimateSession(
    { times, participants, problems, fleetSize: fleetPlan?.size, reviews: request.policy.reviews },
    limits,
  );
  const budget = checkBudget(request, estimate, hostUsdOf(times, fleetPlan?.size, limits), limits);
  if (budget.faults.length > 0) return { booked: false, faults: budget.faults };
  const excess = describeExcess(estimate, limits);
  if (excess !== undefined) return { booked: false, faults: [{ field: 'closesAt', detail: excess }] };
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
    ...joiningOf(request),
    ...given({ grading: request.grading, rehearsal: request.rehearsal }),
    deployment: request.deployment.kind === 'fleet' ? { kind: 'fleet' } : request.deployment,
    ...(fleetPlan === undefined ? {} : { fleetSize: { ...fleetPlan.size, ...leastOf(request) } }),
    ...given({ budgetUsd: request.budgetUsd }),
    fleet: 'none',
    fleetReason: 'booked',
    estimateUsd: estimate.usd,
    requestsUsd: requestsOf(estimate, { times, fleetSize: fleetPlan?.size }, limits),
    revision: 1,
  };
  const roster = request.roster.map(
    ({ participantId, name, group, email, studentId, extraTimeMs }): Participant => ({
      sessionId: context.sessionId,
      participantId: foldUsername(participantId),
      name: name ?? participantId,
      ...given({ group, email, studentId }),
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
    warnings: [...warnings, ...budget.warnings],
  };
}

function leastOf({ deployment }: BookingRequest): { readonly leastHosts?: number } {
  return given({ leastHosts: deployment.kind === 'fleet' ? deployment.leastHosts : undefined });
}

/** What is only tried has no code yet. */
function joiningOf({ join }: BookingRequest): Pick<Session, 'join'> {
  return join?.code === undefined ? {} : { join: { ...join, code: join.code } };
}

/** The languages of the session: those asked for, or the usual ones that some problem allows, those that one names, as far as the deployment can judge them. */
export function languagesOf(request: BookingRequest, context: BookingContext): readonly string[] {
  if (request.languages !== undefined) return [...new Set(request.languages)];
  const refused = languagesImpossible(context);
  return languagesMeant(context).filter((language) => !refused.has(language));
}

/** Clocks differ: an opening that is past by less than this means "now". */
const CLOCK_TOLERANCE_MS = 60_000;

function openingOf(request: BookingRequest, limits: BookingLimits, now: number): number {
  if (request.opensAt === undefined)
    return now + (request.deployment.kind === 'fleet' ? limits.soonestMs : 0);
  return request.opensAt < now && request.opensAt >= now - CLOCK_TOLERANCE_MS ? now : request.opensAt;
}
