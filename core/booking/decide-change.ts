import { roundUsd } from '../costs/estimate.ts';
import { foldUsername } from '../exam/fold-username.ts';
import { given } from '../exam/given.ts';
import type { GradingRules } from '../exam/grading-rules.ts';
import type { Joining } from '../exam/join-code.ts';
import { noticesOf } from '../exam/notice.ts';
import type { Participant, ReviewsPolicy, Session, SessionTimes } from '../exam/session.ts';
import type { StoredChange } from '../exam/session-store.ts';
import { sessionWindowAt } from '../exam/window.ts';
import { heldVcpus } from '../fleet/instance-size.ts';
import { tellEnd, tellExtraTime, tellHours } from '../messages/notice-texts.ts';
import type { BookableProblem, BookingFault } from './booking.ts';
import type { BookingLimits } from './booking-limits.ts';
import { checkSpan } from './check-booking.ts';
import { decideBudgetChange, refuseBelow } from './check-budget.ts';
import { refuseSeats } from './check-seats.ts';
import { reviewedAs } from './decide-reviews.ts';
import { decideRules, moveRules } from './decide-rules.ts';
import { decideTarget } from './decide-target.ts';
import { describeExcess, estimateSession, requestsOf } from './estimate-session.ts';
import { participantsPlanned } from './participants-planned.ts';
import { planTimes } from './plan-times.ts';
import { type Holding, peakVcpus, type Reservation, reserveFor } from './reservations.ts';
import type { WishedJoining } from './settle-joining.ts';

/** What an instructor wants changed. `closesAt` at or before now, while the window is open, ends the session now. */
export interface SessionChangeRequest {
  readonly name?: string;
  readonly opensAt?: number;
  /** Opens at once, hosts ready or not, and closes as much earlier: its length stays. */
  readonly opensNow?: true;
  readonly closesAt?: number;
  /** Put on the roster, or changed there; what is absent stays as it is. */
  readonly participants?: readonly {
    readonly participantId: string;
    readonly name?: string;
    readonly group?: string;
    readonly email?: string;
    readonly studentId?: string;
    readonly extraTimeMs?: number;
  }[];
  readonly removeParticipants?: readonly string[];
  /** How people may put themselves on the roster from now on; null: no longer. */
  readonly join?: Joining | null;
  /** Until grades are published. */
  readonly grading?: GradingRules;
  /** Wait for a verdict beyond which its fleet gets more hosts, ms; 0: never. */
  readonly targetWaitMs?: number;
  /** Who sees reviews of what counts, and whether there are any; after the end, too. */
  readonly reviews?: ReviewsPolicy;
  /** What it may cost, USD; null: what the stage allows. */
  readonly budgetUsd?: number | null;
  /** Why, for those concerned. */
  readonly reason?: string;
}

/** A change whose join code may be left to be drawn. */
export type WishedChange = Omit<SessionChangeRequest, 'join'> & { readonly join?: WishedJoining | null };

/** What a change stands on. */
export interface ChangeContext {
  readonly now: number;
  readonly limits: BookingLimits;
  /** As it is stored. */
  readonly roster: readonly Participant[];
  /** The session's problems at their booked versions. */
  readonly problems: readonly BookableProblem[];
  /** What other sessions hold of what all share. */
  readonly reservations: readonly Reservation[];
}

/** The answer to a change: what to write by condition on the revision, or everything that is wrong. */
export type ChangeOutcome =
  | {
      readonly changed: true;
      readonly change: Omit<StoredChange, 'paused' | 'gradesPublishedAt' | 'withoutHostsSince'>;
      readonly put: readonly Participant[];
      readonly remove: readonly string[];
      /** What it holds from then on; absent where neither times nor people change. */
      readonly holds?: Required<Holding>;
    }
  | {
      readonly changed: false;
      /** `session-cancelled` and `too-late`: nothing but the name can change any more. */
      readonly kind: 'invalid-request' | 'session-cancelled' | 'too-late';
      readonly faults: readonly BookingFault[];
    };

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

interface WantedWindow {
  readonly opensAt: number;
  readonly closesAt: number;
  readonly closesNow: boolean;
}

function decideWindow(
  session: Session,
  request: SessionChangeRequest,
  { now, limits }: ChangeContext,
  faults: BookingFault[],
): WantedWindow {
  const { times } = session;
  let { opensAt, closesAt } = times;
  if (request.opensNow === true) {
    const refusal = refuseOpening(session, now);
    if (refusal !== undefined) faults.push({ field: 'opensAt', detail: refusal });
    return { opensAt: now, closesAt: closesAt - (opensAt - now), closesNow: false };
  }
  if (request.opensAt !== undefined && request.opensAt !== times.opensAt) {
    if (session.fleet !== 'none' || now >= Math.min(times.launchAt, times.opensAt))
      faults.push({
        field: 'opensAt',
        detail: 'the hosts are launched already, or it is open: cancel the session and book another',
      });
    else if (request.opensAt < now)
      faults.push({
        field: 'opensAt',
        detail: `${new Date(request.opensAt).toISOString()} is past: choose a later time`,
      });
    opensAt = request.opensAt;
    closesAt = times.closesAt + (request.opensAt - times.opensAt);
  }
  const closesNow = request.closesAt !== undefined && request.closesAt <= now;
  if (request.closesAt === undefined) return { opensAt, closesAt, closesNow };
  if (closesNow && sessionWindowAt(session, now) !== 'open')
    faults.push({
      field: 'closesAt',
      detail: 'the window is not open yet: cancel the session instead of closing it',
    });
  if (!closesNow && request.closesAt - opensAt < limits.minWindowMs)
    faults.push({
      field: 'closesAt',
      detail: `the window must be open for ${limits.minWindowMs / 1000} s at least`,
    });
  return { opensAt, closesAt: closesNow ? now : request.closesAt, closesNow };
}

/** Why a session that is not over cannot be opened at once. */
function refuseOpening(session: Session, now: number): string | undefined {
  if (sessionWindowAt(session, now) !== 'before') return 'the session is open already';
  return session.fleet === 'failed'
    ? `its hosts have failed, and nothing would be judged (${session.fleetReason}): book another`
    : undefined;
}

function decideRoster(
  { sessionId, join }: Session,
  { participants = [], removeParticipants = [] }: SessionChangeRequest,
  { roster, limits }: ChangeContext,
  faults: BookingFault[],
) {
  const known = new Map(roster.map((one) => [one.participantId, one]));
  const put = new Map<string, Participant>();
  participants.forEach((wanted, at) => {
    const participantId = foldUsername(wanted.participantId);
    const before = known.get(participantId);
    if (put.has(participantId))
      faults.push({
        field: `participants[${at}].participantId`,
        detail: `${wanted.participantId} is named twice: take one out`,
      });
    put.set(participantId, {
      sessionId,
      participantId,
      name: wanted.name ?? before?.name ?? wanted.participantId,
      ...given({
        group: wanted.group ?? before?.group,
        email: wanted.email ?? before?.email,
        studentId: wanted.studentId ?? before?.studentId,
        joinedAt: before?.joinedAt,
      }),
      extraTimeMs: wanted.extraTimeMs ?? before?.extraTimeMs ?? 0,
    });
  });
  const remove = removeParticipants.map(foldUsername);
  remove.forEach((participantId, at) => {
    const detail = put.has(participantId)
      ? 'is also named in participants: decide for one'
      : known.has(participantId)
        ? undefined
        : `${participantId} is not on the roster`;
    if (detail !== undefined) faults.push({ field: `removeParticipants[${at}]`, detail });
  });
  const after = [...new Map([...known, ...put]).values()].filter(
    ({ participantId }) => !remove.includes(participantId),
  );
  if (after.length === 0 && join === undefined)
    faults.push({ field: 'removeParticipants', detail: 'leaves nobody: cancel the session instead' });
  if (after.length > limits.maxParticipants && after.length > roster.length)
    faults.push({
      field: 'participants',
      detail: `the roster would have ${after.length} participants, ${limits.maxParticipants} is the most`,
    });
  return { put: [...put.values()], remove, roster: after };
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

/** The answer to a cancellation. */
export type CancelOutcome =
  | {
      readonly cancelled: true;
      readonly change: { readonly cancelledAt: number; readonly cancelReason: string };
    }
  | { readonly cancelled: false; readonly reason: string };

/**
 * Decides a cancellation: before or during the session, once. What was accepted by then is still judged or
 * quarantined; the hosts then go as after any session.
 */
export function decideCancellation(session: Session, reason: string, now: number): CancelOutcome {
  if (session.cancelledAt !== undefined) return { cancelled: false, reason: 'it is cancelled already' };
  if (session.settledAt !== undefined) return { cancelled: false, reason: 'it is over and settled' };
  if (sessionWindowAt(session, now) === 'closed')
    return { cancelled: false, reason: 'its window has closed' };
  return { cancelled: true, change: { cancelledAt: now, cancelReason: reason } };
}
