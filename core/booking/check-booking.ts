import { instanceHourUsd } from '../costs/prices.ts';
import { foldUsername } from '../exam/fold-username.ts';
import { DEFAULT_RULES } from '../exam/grading-rules.ts';
import type { SessionTimes } from '../exam/session.ts';
import { plannedRunKiB } from '../fleet/host-memory.ts';
import { vcpusOf } from '../fleet/instance-size.ts';
import type { FleetPlan } from '../fleet/plan-fleet.ts';
import { checkRules, remarkOnRules } from '../results/check-rules.ts';
import { gradableProblems } from '../results/gradable-problem.ts';
import {
  type BookingContext,
  type BookingFault,
  type BookingRemarks,
  type BookingRequest,
  labelAt,
} from './booking.ts';
import type { BookingLimits } from './booking-limits.ts';
import { checkLanguages } from './check-languages.ts';
import { refuseSeats } from './check-seats.ts';
import { refuseTarget } from './decide-target.ts';
import { participantsPlanned } from './participants-planned.ts';
import { refuseRehearsal } from './refuse-rehearsal.ts';
import { checkJudges } from './registered-judge.ts';
import { peakVcpus } from './reservations.ts';
import { warnOfAccount } from './warn-of-account.ts';

/** Everything that is wrong with a booking, and everything that its instructor should know. */
export function checkBooking(
  request: BookingRequest,
  context: BookingContext,
  times: SessionTimes,
  fleetPlan: FleetPlan | undefined,
): BookingRemarks {
  const remarks: BookingRemarks = { faults: [], warnings: [] };
  checkTimes(request, context, times, remarks);
  remarks.faults.push(...refuseRehearsal(request, times, context.now));
  checkProblems(request, context, remarks);
  checkInteractors(request, context, remarks);
  checkSizing(request, fleetPlan, remarks);
  checkLanguages(request, context, remarks);
  checkRoster(request, context, times, remarks);
  checkGrading(request, context, times, remarks);
  const by = { owner: request.owner, isOperator: request.byOperator === true };
  remarks.faults.push(...checkJudges(request.deployment, by, context.judges));
  const held = peakVcpus(context.reservations, times.launchAt, times.terminateAt);
  if (fleetPlan !== undefined) {
    checkFleet(request, context, held, fleetPlan, remarks);
    remarks.warnings.push(...warnOfAccount(fleetPlan.size, context.account, held, context.now));
  }
  return remarks;
}

function checkTimes(
  request: BookingRequest,
  { limits, now }: BookingContext,
  times: SessionTimes,
  { faults, warnings }: BookingRemarks,
): void {
  const iso = (at: number) => new Date(at).toISOString();
  if (request.closesAt !== undefined && request.durationMs !== undefined)
    faults.push({ field: 'durationMinutes', detail: 'give either closesAt or durationMinutes, not both' });
  if (request.closesAt === undefined && request.durationMs === undefined)
    faults.push({ field: 'closesAt', detail: 'is missing: give closesAt or durationMinutes' });
  else if (times.closesAt - times.opensAt < limits.minWindowMs)
    faults.push({
      field: request.closesAt === undefined ? 'durationMinutes' : 'closesAt',
      detail: `the window would be open for ${Math.round((times.closesAt - times.opensAt) / 1000)} s (${iso(times.opensAt)} to ${iso(times.closesAt)}): it must be ${limits.minWindowMs / 1000} s at least`,
    });
  if (times.opensAt < now)
    faults.push({
      field: 'opensAt',
      detail: `${iso(times.opensAt)} is past, it is ${iso(now)}: choose a later time, or leave it out to open as soon as hosts can be ready`,
    });
  faults.push(
    ...checkSpan(times, limits, now, request.closesAt === undefined ? 'durationMinutes' : 'closesAt'),
  );
  if (
    request.deployment.kind === 'fleet' &&
    times.opensAt >= now &&
    times.opensAt - times.launchAt < limits.soonestMs
  )
    warnings.push({
      field: 'opensAt',
      detail: `hosts need up to ${Math.round(limits.soonestMs / 60_000)} minutes and get ${Math.round((times.opensAt - times.launchAt) / 60_000)}: submissions are accepted from the opening on and judged once hosts are ready`,
    });
}

function checkGrading(
  { problems, grading = DEFAULT_RULES }: BookingRequest,
  context: BookingContext,
  times: SessionTimes,
  { faults, warnings }: BookingRemarks,
): void {
  const found = problems.map(({ problemId }) => context.problems.find((one) => one.problemId === problemId));
  // Of what is missing or called twice another check tells.
  if (found.includes(undefined)) return;
  const gradable = gradableProblems(
    { problems: problems.map(({ problemId, label }, at) => ({ problemId, label: label ?? labelAt(at) })) },
    found.map((one) => one?.manifest),
  );
  faults.push(...checkRules(grading, gradable, times));
  warnings.push(...remarkOnRules(grading, gradable, times));
}

/** How far ahead and how long a session may be, the same for a booking and for a change of one. */
export function checkSpan(
  times: SessionTimes,
  limits: Pick<BookingLimits, 'maxAheadMs' | 'maxLifeMs'>,
  now: number,
  endField: string,
): BookingFault[] {
  const faults: BookingFault[] = [];
  if (times.opensAt > now + limits.maxAheadMs)
    faults.push({
      field: 'opensAt',
      detail: `${new Date(times.opensAt).toISOString()} is more than ${Math.round(limits.maxAheadMs / 86_400_000)} days ahead: book it later`,
    });
  const life = times.terminateAt - times.launchAt;
  if (life > limits.maxLifeMs) {
    const spare = limits.maxLifeMs - (life - (times.closesAt - times.opensAt));
    faults.push({
      field: endField,
      detail: `from launch to termination it would last ${hours(life)}, more than the ${hours(limits.maxLifeMs)} that a host lives: shorten the window to ${hours(Math.max(0, spare))}`,
    });
  }
  return faults;
}

function checkProblems(request: BookingRequest, context: BookingContext, { faults }: BookingRemarks): void {
  if (request.problems.length === 0)
    faults.push({ field: 'problems', detail: 'is empty: name one problem at least' });
  const labels = new Map<string, number>();
  const ids = new Map<string, number>();
  request.problems.forEach(({ problemId, label, version }, at) => {
    const field = `problems[${at}]`;
    const shown = label ?? labelAt(at);
    const sameLabel = labels.get(shown);
    if (sameLabel !== undefined)
      faults.push({
        field: `${field}.label`,
        detail: `${shown} is also the label of problems[${sameLabel}]: labels must differ`,
      });
    labels.set(shown, at);
    const sameId = ids.get(problemId);
    if (sameId !== undefined)
      faults.push({
        field: `${field}.problemId`,
        detail: `${problemId} is problems[${sameId}] already: take one out`,
      });
    ids.set(problemId, at);
    if (!context.problems.some((problem) => problem.problemId === problemId))
      faults.push({
        field: `${field}.${version === undefined ? 'problemId' : 'version'}`,
        detail:
          version === undefined
            ? `there is no problem ${problemId}: import it first`
            : `there is no version ${version} of ${problemId}: leave it out for the current one`,
      });
  });
}

/** A session may want to show what an interactor holds to no server that others keep or share. */
function checkInteractors(
  { problems, policy, deployment }: BookingRequest,
  context: BookingContext,
  { faults }: BookingRemarks,
): void {
  if (policy.interactors !== 'fleet' || deployment.kind === 'fleet') return;
  problems.forEach(({ problemId }, at) => {
    const found = context.problems.find((problem) => problem.problemId === problemId);
    if (found?.manifest.validation?.kind === 'interactive')
      faults.push({
        field: `problems[${at}].problemId`,
        detail: `${problemId} is judged with an interactor, which the session wants on hosts that are launched for it alone (policy.interactors), and its deployment is ${deployment.kind}: book a fleet, take the problem out, or allow interactors anywhere`,
      });
  });
}

function checkSizing(
  { policy, deployment }: BookingRequest,
  fleetPlan: FleetPlan | undefined,
  { faults }: BookingRemarks,
): void {
  if (deployment.kind !== 'fleet') {
    const fault = policy.targetWaitMs === undefined ? undefined : refuseTarget(deployment);
    if (fault !== undefined) faults.push(fault);
    return;
  }
  const { leastHosts } = deployment;
  const hosts = fleetPlan?.size.hosts ?? 0;
  if (leastHosts !== undefined && leastHosts > hosts)
    faults.push({
      field: 'deployment.leastHosts',
      detail: `is ${leastHosts}, and the fleet has ${hosts}: ask for as many hosts, or lower it`,
    });
}

function checkRoster(
  request: BookingRequest,
  { limits, reservations }: BookingContext,
  times: SessionTimes,
  { faults, warnings }: BookingRemarks,
): void {
  if (request.roster.length === 0 && request.join === undefined)
    faults.push({
      field: 'roster',
      detail: 'is empty: name the participants, one at least, or let them join by a code (join)',
    });
  if (request.join !== undefined && request.join.seats === undefined)
    warnings.push({
      field: 'join.seats',
      detail: `is not given: everything is planned for the ${request.roster.length} on the roster, though others may join; say how many you expect`,
    });
  if ((request.join?.seats ?? 0) > limits.maxParticipants)
    faults.push({
      field: 'join.seats',
      detail: `is ${request.join?.seats}, ${limits.maxParticipants} is the most on this stage`,
    });
  if (request.roster.length > limits.maxParticipants)
    faults.push({
      field: 'roster',
      detail: `has ${request.roster.length} participants, ${limits.maxParticipants} is the most: split the session`,
    });
  const planned = participantsPlanned(request.roster.length, request.join);
  const crowd = refuseSeats(planned, times, reservations, limits);
  if (crowd !== undefined)
    faults.push({ field: planned > request.roster.length ? 'join.seats' : 'roster', detail: crowd });
  const seen = new Map<string, number>();
  request.roster.forEach(({ participantId, extraTimeMs }, at) => {
    const person = foldUsername(participantId);
    const first = seen.get(person);
    if (first !== undefined)
      faults.push({
        field: `roster[${at}].participantId`,
        detail: `${participantId} is roster[${first}] already${request.roster[first]?.participantId === participantId ? '' : ` (${request.roster[first]?.participantId}: names are compared without case)`}: take one out`,
      });
    else seen.set(person, at);
    if (extraTimeMs < 0)
      faults.push({ field: `roster[${at}].extraTimeMinutes`, detail: 'is negative: give 0 or more' });
  });
}

function checkFleet(
  request: BookingRequest,
  { limits, problems }: BookingContext,
  vcpusHeld: number,
  plan: FleetPlan,
  { faults, warnings }: BookingRemarks,
): void {
  const { instanceType, hosts } = plan.size;
  const vcpus = vcpusOf(instanceType);
  if (
    /^t\d/.test(instanceType) ||
    vcpus === undefined ||
    instanceHourUsd(limits.prices, instanceType) === undefined
  ) {
    const known = Object.keys(limits.prices.instanceHour).join(', ');
    faults.push({
      field: 'deployment.instanceType',
      detail: `${instanceType} cannot judge (burstable types distort timing, others have no price here): choose from ${known}`,
    });
    return;
  }
  const asked = request.deployment.kind === 'fleet' && request.deployment.hosts !== undefined;
  if (asked && hosts > limits.maxHosts)
    faults.push({
      field: 'deployment.hosts',
      detail: `${hosts} hosts are more than the ${limits.maxHosts} that this stage allows a session: ask for fewer`,
    });
  const runKiB = plannedRunKiB(instanceType);
  for (const { problemId, manifest } of problems)
    if (runKiB !== undefined && manifest.limits.memoryKiB > runKiB)
      warnings.push({
        field: 'deployment.instanceType',
        detail: `${problemId} allows ${mebibytes(manifest.limits.memoryKiB)} MiB, and a run on ${instanceType} gets ${mebibytes(runKiB)}: choose a type with more memory, as m7i.large`,
      });
  const left = limits.vcpuQuota - vcpusHeld;
  if (hosts * vcpus > left)
    faults.push({
      field: asked ? 'deployment.hosts' : 'opensAt',
      detail: `${hosts} x ${instanceType} need ${hosts * vcpus} vCPUs; of the account's ${limits.vcpuQuota}, other sessions hold ${vcpusHeld} at that time: ${asked ? 'ask for fewer hosts, ' : ''}choose another time, or ask AWS for quota L-1216C47A`,
    });
  else {
    if (plan.shortage !== undefined) warnings.push({ field: 'deployment.hosts', detail: plan.shortage });
    const spare = left - hosts * vcpus;
    if (spare < vcpus)
      warnings.push({
        field: 'deployment.hosts',
        detail: `a failed host is replaced only when it is gone: of the account's ${limits.vcpuQuota} vCPUs ${spare} would be left beside the session's hosts at some time, and one more ${instanceType} needs ${vcpus}; to have it replaced while it still runs, ${hosts > 1 ? 'ask for fewer hosts, ' : ''}choose another time, or ask AWS for quota L-1216C47A`,
      });
  }
}

const mebibytes = (kib: number): number => Math.floor(kib / 1024);

function hours(ms: number): string {
  return `${(ms / 3_600_000).toFixed(1)} h`;
}
