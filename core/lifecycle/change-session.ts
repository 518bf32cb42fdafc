import type { BookableProblem } from '../booking/booking.ts';
import { type BookingLimits, limitsInAccount } from '../booking/booking-limits.ts';
import { decideChange } from '../booking/decide-change.ts';
import { participantsPlanned } from '../booking/participants-planned.ts';
import { mostOf, type ReservationStore, reserve, reserveFor } from '../booking/reservations.ts';
import type { ChangeOutcome, SessionChangeRequest, WishedChange } from '../booking/session-change.ts';
import { type JoiningPorts, settleJoining } from '../booking/settle-joining.ts';
import type { DecisionLog } from '../exam/decision.ts';
import { describeRules } from '../exam/describe-rules.ts';
import type { ReviewsPolicy, Session, SessionTimes } from '../exam/session.ts';
import type { SessionStore } from '../exam/session-store.ts';
import { sessionWindowAt } from '../exam/window.ts';
import type { AccountFindings } from '../fleet/account-findings.ts';
import type { TellPorts } from '../messages/tell-notices.ts';
import { type CarryOutPorts, carryOutChange } from './carry-out-change.ts';
import { finishAct, refuseAct, refuseStale, type SessionAct } from './session-act.ts';

/** What changing a session touches. */
export interface ChangePorts extends CarryOutPorts, TellPorts, Pick<JoiningPorts, 'joins' | 'drawBytes'> {
  readonly sessions: CarryOutPorts['sessions'] &
    TellPorts['sessions'] &
    Pick<SessionStore, 'listParticipants'>;
  readonly reservations: ReservationStore;
  readonly hosts: Pick<DecisionLog, 'recordDecision'>;
  readonly bookingLimits: BookingLimits;
  readonly findings: Pick<AccountFindings, 'listAccount'>;
  /** Starts the launcher for a session, without waiting for it. */
  readonly startLaunch: (sessionId: string) => Promise<void>;
  readonly getVersion: (problemId: string, version: number) => Promise<BookableProblem | null>;
}

/**
 * Changes a session as its instructor wants: decided with the calendar of reservations in view, carried out, and recorded.
 * @param by user name of whoever changes it
 * @param revision that they saw
 */
export async function changeSession(
  session: Session,
  request: WishedChange,
  by: string,
  revision: number,
  ports: ChangePorts,
): Promise<SessionAct> {
  if (session.revision !== revision)
    return refuseAct(
      'conflict',
      `the session is at revision ${session.revision}, you saw ${revision}: look again`,
    );
  const { join, ...rest } = request;
  const settled = join == null ? undefined : await settleJoining(session.sessionId, join, ports);
  if (settled !== undefined && 'fault' in settled)
    return refuseAct('invalid-request', `${settled.fault.field} ${settled.fault.detail}`, {
      faults: [settled.fault],
    });
  return await applyChange(
    session,
    { ...rest, ...(join === null ? { join } : settled === undefined ? {} : { join: settled.joining }) },
    { action: 'change', reason: `${by}: ${describe(request)}` },
    ports,
  );
}

/**
 * Opens a session at once that would open later, and launches its hosts if none were launched: what is handed in until
 * they are ready is accepted, and judged then. @param by user name of whoever opens it
 */
export async function openSession(
  session: Session,
  reason: string,
  by: string,
  ports: ChangePorts,
): Promise<SessionAct> {
  const record = { action: 'open', reason: `${by}: ${reason}` };
  return await applyChange(session, { opensNow: true, reason }, record, ports);
}

/** Ends an open session now, for everybody, and starts its shutdown. @param by user name of whoever ends it */
export async function endSession(
  session: Session,
  reason: string,
  by: string,
  ports: ChangePorts & { readonly startShutdown: (sessionId: string) => Promise<void> },
): Promise<SessionAct> {
  const now = ports.clock.now();
  if (session.cancelledAt === undefined && sessionWindowAt(session, now) === 'before')
    return refuseAct('session-not-open', 'the session has not opened: cancel it instead');
  const ended = await applyChange(
    session,
    { closesAt: now, reason },
    { action: 'end', reason: `${by}: ${reason}` },
    ports,
  );
  if (ended.done) await ports.startShutdown(session.sessionId);
  return ended;
}

async function applyChange(
  session: Session,
  request: SessionChangeRequest,
  record: { readonly action: string; readonly reason: string },
  ports: ChangePorts,
): Promise<SessionAct> {
  const { sessionId } = session;
  const decided = await decideInView(session, request, ports);
  if (!decided.changed) {
    const { kind, faults } = decided;
    const [{ field, detail } = { field: '', detail: '' }] = faults;
    return kind === 'invalid-request'
      ? refuseAct(kind, `the session cannot be changed so: ${field} ${detail}`, { faults })
      : refuseAct(kind, detail);
  }
  const carried = await carryOutChange(session, decided, ports);
  if (carried.outcome === 'conflict') return refuseStale();
  if (carried.outcome === 'stops-refused')
    return refuseAct(
      'unavailable',
      `the session stays as it was, since EC2 does not move the end of ${carried.refused.map(({ instanceId, code }) => `${instanceId} (${code})`).join(', ')}`,
    );
  const { change, put } = decided;
  if (isLaunchDue(session, change.times, ports.clock.now())) await ports.startLaunch(sessionId);
  const told = [change.times, change.join, change.grading, change.policy].some((one) => one !== undefined);
  if (told || put.length > 0)
    await ports.hosts.recordDecision(sessionId, { at: ports.clock.now(), subject: 'session', ...record });
  const finished = await finishAct(session, ports);
  if (carried.kept.length > 0)
    return refuseAct(
      'conflict',
      `everything else is changed, but ${carried.kept.join(', ')} cannot be taken off the roster: they have submitted`,
    );
  return finished;
}

/** Whether a change has moved the launch to now: a schedule would be a minute late. */
function isLaunchDue(
  { deployment, fleet, times }: Session,
  after: SessionTimes | undefined,
  now: number,
): boolean {
  return (
    deployment.kind === 'fleet' &&
    fleet === 'none' &&
    after !== undefined &&
    times.launchAt > now &&
    after.launchAt <= now
  );
}

/** The change that the calendar allows, with its vCPUs and seats reserved. */
async function decideInView(
  session: Session,
  request: SessionChangeRequest,
  ports: ChangePorts,
): Promise<ChangeOutcome> {
  const { sessionId, times } = session;
  const [roster, account, versions] = await Promise.all([
    ports.sessions.listParticipants(sessionId),
    ports.findings.listAccount(),
    Promise.all(session.problems.map(({ problemId, version }) => ports.getVersion(problemId, version))),
  ]);
  const problems = versions.filter((version) => version !== null);
  const limits = limitsInAccount(ports.bookingLimits, account, ports.clock.now());
  const { opensAt = times.opensAt, closesAt = times.closesAt } = request;
  const span = {
    from: Math.min(times.launchAt, request.opensNow === true ? ports.clock.now() : opensAt - limits.leadMs),
    until: Math.max(times.terminateAt, opensAt, closesAt) + limits.maxLifeMs,
  };
  return await reserve(ports, sessionId, span, (reservations) => {
    const now = ports.clock.now();
    const outcome = decideChange(session, request, { now, limits, roster, problems, reservations });
    if (!outcome.changed || outcome.holds === undefined) return { outcome };
    const planned = participantsPlanned(session.participantCount, session.join);
    // The most of both, until the session's row tells which it is.
    return { outcome, reserve: mostOf(reserveFor(session, planned), outcome.holds) };
  });
}

/** What a change of it is called in the list of decisions. */
const REVIEWS_WORDS: Readonly<Record<ReviewsPolicy, string>> = {
  off: 'no reviews',
  staff: 'reviews for staff',
  participants: 'reviews for staff and participants',
};

function describe({
  opensAt,
  closesAt,
  participants = [],
  removeParticipants = [],
  join,
  grading,
  targetWaitMs,
  reviews,
  budgetUsd,
  reason,
}: WishedChange): string {
  const iso = (at: number) => new Date(at).toISOString();
  return [
    ...(opensAt === undefined ? [] : [`opens at ${iso(opensAt)}`]),
    ...(closesAt === undefined ? [] : [`closes at ${iso(closesAt)}`]),
    ...(participants.length === 0 ? [] : [`${participants.length} put on the roster or changed there`]),
    ...(removeParticipants.length === 0 ? [] : [`${removeParticipants.length} taken off the roster`]),
    ...(join === undefined ? [] : [join === null ? 'nobody joins by code' : 'joined by another code']),
    ...(grading === undefined ? [] : [describeRules(grading)]),
    ...(targetWaitMs === undefined
      ? []
      : [
          targetWaitMs === 0
            ? 'no more hosts than booked'
            : `more hosts beyond a wait of ${targetWaitMs / 1000} s`,
        ]),
    ...(reviews === undefined ? [] : [REVIEWS_WORDS[reviews]]),
    ...(budgetUsd === undefined
      ? []
      : [budgetUsd === null ? 'its budget is what the stage allows' : `its budget is ${budgetUsd} USD`]),
    ...(reason === undefined ? [] : [reason]),
  ].join(', ');
}
