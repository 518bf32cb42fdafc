import { roundUsd } from '../costs/estimate.ts';
import { foldUsername } from '../exam/fold-username.ts';
import { noticesOf } from '../exam/notice.ts';
import type { Participant, Session, SessionTimes } from '../exam/session.ts';
import { sessionWindowAt } from '../exam/window.ts';
import { heldVcpus } from '../fleet/instance-size.ts';
import { tellEnd, tellExtraTime, tellHours } from '../messages/notice-texts.ts';
import type { BookingFault } from './booking.ts';
import { checkSpan } from './check-booking.ts';
import { decideBudgetChange, refuseBelow } from './check-budget.ts';
import { refuseSeats } from './check-seats.ts';
import { reviewedAs } from './decide-reviews.ts';
import { decideRoster } from './decide-roster.ts';
import { decideRules, moveRules } from './decide-rules.ts';
import { decideTarget } from './decide-target.ts';
import { decideWindow, type WantedWindow } from './decide-window.ts';
import { describeExcess, estimateSession, requestsOf } from './estimate-session.ts';
import { participantsPlanned } from './participants-planned.ts';
import { planTimes } from './plan-times.ts';
import { peakVcpus, reserveFor } from './reservations.ts';
import type { ChangeContext, ChangeOutcome, SessionChangeRequest } from './session-change.ts';

/**
 * Decides a change of a booked or an open session by the rules of a booking. The opening may move until hosts are
 * launched; the end, and the roster with its extra time, until the window has closed for everybody, an end that is past
 * or now meaning "close now" (nobody's extra time survives that). Pure.
 */
export function decideChange(
  session: Session,
  request: SessionChangeRequest,
  context: ChangeContext,
): ChangeOutcome {
  const { now, limits } = context;
  const targeted = decideTarget(session, request, describeEnd(session, now));
  if ('refused' in targeted) return targeted.refused;
  const budgeted = decideBudgetChange(session, request, limits, describeEnd(session, now));
  if ('refused' in budgeted) return budgeted.refused;
  const plain = {
    ...targeted.change,
    ...reviewedAs(session, request, targeted.change),
    ...budgeted.change,
    ...(request.name === undefined || request.name === session.name ? {} : { name: request.name }),
    ...(request.join === undefined ? {} : { join: request.join }),
  };
  const { opensAt, opensNow, closesAt, participants = [], removeParticipants = [] } = request;
  const rosterChanges = participants.length > 0 || removeParticipants.length > 0;
  const ruled = decideRules(session, request, context);
  if ('refused' in ruled) return ruled.refused;
  const staysOpen = opensAt === undefined && closesAt === undefined && opensNow === undefined;
  const wantsSeats = seatsGrow(session, request, context.roster.length);
  if (staysOpen && !wantsSeats && (!rosterChanges || onlyDescribes(request, context.roster))) {
    const faults: BookingFault[] = [];
    const put = rosterChanges ? decideRoster(session, request, context, faults).put : [];
    if (faults.length > 0) return refuseAll(faults);
    const told = noticesOf(session, now, ruled.told);
    const change = { ...plain, ...ruled.change, ...(told.length === 0 ? {} : { untold: told }) };
    return { changed: true, change, put, remove: [] };
  }

  const added = wantsSeats && !rosterChanges ? 'join.seats' : 'participants';
  const over = describeEnd(session, now);
  if (over !== undefined) {
    const field =
      closesAt !== undefined ? 'closesAt' : (opensAt ?? opensNow) !== undefined ? 'opensAt' : added;
    return { changed: false, kind: over.kind, faults: [{ field, detail: over.detail }] };
  }
  const faults: BookingFault[] = [];
  const window = decideWindow(session, request, context, faults);
  const { put, remove, roster } = decideRoster(session, request, context, faults);
  if (wantsSeats && (request.join?.seats ?? 0) > limits.maxParticipants)
    faults.push({
      field: 'join.seats',
      detail: `is ${request.join?.seats}, ${limits.maxParticipants} is the most on this stage`,
    });
  if (faults.length > 0) return refuseAll(faults);

  const joined = request.join === undefined ? session.join : request.join;
  const booked = session.times;
  const kept = booked.lastClosesAt - booked.closesAt;
  const longest = Math.max(0, ...roster.map(({ extraTimeMs }) => extraTimeMs));
  const maxExtraTimeMs = window.closesNow ? 0 : rosterChanges ? longest : kept;
  const times = timesAfter(session, window, maxExtraTimeMs, context);
  const planned = participantsPlanned(roster.length, joined ?? undefined);
  const estimate = estimateChanged(session, times, planned, context);
  if (!window.closesNow && times.lastClosesAt <= now)
    return refuse(
      rosterChanges ? 'participants' : 'closesAt',
      `the window would have closed for everybody at ${new Date(times.lastClosesAt).toISOString()}: end the session instead`,
    );
  // What only gets shorter cannot break a rule that it did not break before.
  const grows = times.terminateAt > booked.terminateAt || times.launchAt < booked.launchAt;
  if (grows || wantsSeats || roster.length > context.roster.length) {
    const moved = opensNow === true ? 'opensAt' : 'closesAt';
    const found = checkChange(session, times, moved, context);
    const excess = describeExcess(estimate, limits);
    const field = staysOpen && added === 'join.seats' ? added : moved;
    const { budgetUsd = session.budgetUsd } = budgeted.change;
    if (budgetUsd != null && estimate.usd > budgetUsd) found.push(refuseBelow(budgetUsd, estimate.usd));
    if (excess !== undefined) found.push({ field, detail: excess });
    const crowd = refuseSeats(planned, times, context.reservations, limits);
    if (crowd !== undefined) found.push({ field: staysOpen ? added : moved, detail: crowd });
    if (found.length > 0) return refuseAll(found);
  }
  const told = window.closesNow
    ? [...ruled.told, tellEnd(now, request.reason)]
    : [
        ...ruled.told,
        ...tellHours(booked, times, request.reason),
        ...tellExtraTime(context.roster, put, times, request.reason),
      ];
  return {
    changed: true,
    change: {
      ...plain,
      ...moveRules(session, times),
      ...ruled.change,
      times,
      estimateUsd: estimate.usd,
      requestsUsd: estimate.requestsUsd,
      ...(told.length === 0 ? {} : { untold: noticesOf(session, now, told) }),
    },
    put,
    remove,
    holds: reserveFor({ ...session, times }, planned),
  };
}

/** Whether more people must be planned for than before, since more may join. */
function seatsGrow({ join }: Session, request: SessionChangeRequest, rostered: number): boolean {
  const before = participantsPlanned(rostered, join);
  return request.join != null && participantsPlanned(rostered, request.join) > before;
}

/** Whether nobody comes, goes or gets other time: names and numbers can be mended after the end, when grades are given out. */
function onlyDescribes(
  { participants = [], removeParticipants = [] }: SessionChangeRequest,
  roster: readonly Participant[],
): boolean {
  const known = new Map(roster.map((one) => [one.participantId, one.extraTimeMs]));
  return (
    removeParticipants.length === 0 &&
    participants.every(({ participantId, extraTimeMs }) => {
      const had = known.get(foldUsername(participantId));
      return had !== undefined && (extraTimeMs === undefined || extraTimeMs === had);
    })
  );
}

/** Why nothing but the name of a session can change any more. */
function describeEnd(session: Session, now: number) {
  if (session.cancelledAt !== undefined)
    return {
      kind: 'session-cancelled',
      detail: 'the session was cancelled: restore it, or book another',
    } as const;
  if (session.settledAt !== undefined || sessionWindowAt(session, now) === 'closed')
    return { kind: 'too-late', detail: 'the session is over: book another' } as const;
  return undefined;
}

/** A fleet that was resized did not have its present size all along: to what is estimated of it comes what the change makes of it. */
function estimateChanged(
  session: Session,
  times: SessionTimes,
  participants: number,
  { limits, problems }: ChangeContext,
): { readonly usd: number; readonly requestsUsd: number } {
  const { fleetSize } = session;
  const estimateAt = (at: SessionTimes, planned: number) =>
    estimateSession(
      { times: at, participants: planned, problems, fleetSize, reviews: session.policy.reviews },
      limits,
    ).usd;
  const usd = estimateAt(times, participants);
  const requestsUsd = requestsOf({ usd }, { times, fleetSize }, limits);
  if (fleetSize?.resized === undefined) return { usd, requestsUsd };
  const before = estimateAt(session.times, participantsPlanned(session.participantCount, session.join));
  return { usd: Math.max(0, roundUsd(session.estimateUsd + usd - before)), requestsUsd };
}

function timesAfter(
  session: Session,
  { opensAt, closesAt }: WantedWindow,
  maxExtraTimeMs: number,
  { now, limits }: ChangeContext,
): SessionTimes {
  const { times } = session;
  const planned = planTimes({ opensAt, closesAt, maxExtraTimeMs }, limits, now);
  const launches = session.fleet === 'none' && now < times.launchAt;
  return { ...planned, bookedAt: times.bookedAt, launchAt: launches ? planned.launchAt : times.launchAt };
}

/** What the stage does not allow of the times. */
function checkChange(
  { fleetSize }: Session,
  times: SessionTimes,
  field: 'opensAt' | 'closesAt',
  { limits, now, reservations }: ChangeContext,
): BookingFault[] {
  const faults = checkSpan(times, limits, now, field);
  if (fleetSize === undefined) return faults;
  const vcpus = heldVcpus(fleetSize);
  const held = peakVcpus(reservations, times.launchAt, times.terminateAt);
  if (vcpus > limits.vcpuQuota - held)
    faults.push({
      field,
      detail: `its hosts need ${vcpus} vCPUs until ${new Date(times.terminateAt).toISOString()}; of the account's ${limits.vcpuQuota}, other sessions hold ${held} in that time: choose another time, or ask AWS for quota L-1216C47A`,
    });
  return faults;
}

function refuseAll(faults: readonly BookingFault[]): ChangeOutcome {
  return { changed: false, kind: 'invalid-request', faults };
}

function refuse(field: string, detail: string): ChangeOutcome {
  return refuseAll([{ field, detail }]);
}
