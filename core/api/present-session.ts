import type { Account } from '../costs/settle-account.ts';
import type { RecordedDecision } from '../exam/decision.ts';
import { given } from '../exam/given.ts';
import { formatJoinCode } from '../exam/join-code.ts';
import type { SeenSession } from '../exam/see-sessions.ts';
import type { Participant, Session, SessionTimes } from '../exam/session.ts';
import { closingFor, isOver, sessionWindowAt, showsProblems, windowAt } from '../exam/window.ts';
import type { Host } from '../fleet/host.ts';
import type { Recovery } from '../fleet/recovery.ts';
import type { HostView, SessionLedger } from './live.ts';
import { presentRules } from './present-rules.ts';
import type { ParticipantSession, StaffSession } from './sessions.ts';

/** ISO 8601, UTC, with milliseconds. */
export const toInstant = (ms: number) => new Date(ms).toISOString();

/** Names of the session's problems by id. */
export type ProblemNames = ReadonlyMap<string, string>;

function presentProblems({ problems }: Session, names: ProblemNames) {
  return problems.map(({ label, problemId, version }) => ({
    label,
    problemId,
    name: names.get(problemId) ?? problemId,
    version,
  }));
}

function presentBase(session: Session, now: number) {
  const dropped = session.languagesDropped ?? [];
  return {
    sessionId: session.sessionId,
    name: session.name,
    languages: session.languages.filter((id) => !dropped.some(({ language }) => language === id)),
    ...(dropped.length === 0
      ? {}
      : { languagesDropped: dropped.map(({ language, reason }) => ({ language, reason })) }),
    ...(session.fleet === 'failed' ? { judgingFailed: session.fleetReason } : {}),
    ...(session.withoutHostsSince === undefined || session.fleet === 'failed' || isOver(session, now)
      ? {}
      : { withoutHostsSince: toInstant(session.withoutHostsSince) }),
    ...(session.grading === undefined ? {} : { grading: presentRules(session.grading) }),
    policy: {
      ...session.policy,
      shows: session.policy.shows ?? 'all',
      interactors: session.policy.interactors ?? 'anywhere',
      reviews: session.policy.reviews ?? 'off',
    },
    ...(session.paused === undefined || isOver(session, now)
      ? {}
      : { paused: { at: toInstant(session.paused.at), reason: session.paused.reason } }),
    ...(session.cancelledAt === undefined
      ? {}
      : { cancelled: { at: toInstant(session.cancelledAt), reason: session.cancelReason ?? '' } }),
  };
}

/** When the session ends for a participant: a cancellation is an end too. */
function endFor(session: Session, extraTimeMs: number): number {
  return Math.min(closingFor(session, extraTimeMs), session.cancelledAt ?? Number.POSITIVE_INFINITY);
}

/** A session for its instructor and operators. */
export function presentForStaff(session: Session, names: ProblemNames, now: number): StaffSession {
  const { deployment } = session;
  const { alternatives, resized, ...fleetSize } = session.fleetSize ?? {};
  const judges =
    deployment.kind === 'fleet'
      ? undefined
      : deployment.kind === 'direct'
        ? [...deployment.judges]
        : [deployment.judge];
  return {
    ...presentBase(session, now),
    view: 'staff',
    problems: presentProblems(session, names),
    owner: session.owner,
    window: session.cancelledAt === undefined ? sessionWindowAt(session, now) : 'closed',
    times: presentTimes(session.times),
    participantCount: session.participantCount,
    ...given({ rehearsal: session.rehearsal }),
    ...(session.join === undefined
      ? {}
      : { join: { ...session.join, code: formatJoinCode(session.join.code) } }),
    deployment: { kind: deployment.kind, ...(judges === undefined ? {} : { judges }) },
    fleet: {
      state: session.fleet,
      reason: session.fleetReason,
      ...fleetSize,
      ...(alternatives === undefined ? {} : { alternatives: [...alternatives] }),
      ...(resized === undefined ? {} : { bookedHosts: resized.booked, resizedAt: toInstant(resized.at) }),
    },
    estimateUsd: session.estimateUsd,
    ...given({ budgetUsd: session.budgetUsd }),
    ...(session.budgetTold === undefined
      ? {}
      : { budgetTold: { ...session.budgetTold, at: toInstant(session.budgetTold.at) } }),
    ...(session.gradesPublishedAt === undefined
      ? {}
      : { gradesPublishedAt: toInstant(session.gradesPublishedAt) }),
    ...(session.settledAt === undefined ? {} : { settledAt: toInstant(session.settledAt) }),
    revision: session.revision,
  };
}

/** A session for somebody on its roster: of its problems nothing but the labels before it opens. */
export function presentForParticipant(
  session: Session,
  participant: Participant,
  names: ProblemNames,
  now: number,
): ParticipantSession {
  const { opensAt, closesAt } = session.times;
  const window = windowAt(session, now, participant.extraTimeMs);
  return {
    ...presentBase(session, now),
    view: 'participant',
    window: session.cancelledAt === undefined ? window : 'closed',
    problems: showsProblems(session, now)
      ? presentProblems(session, names)
      : session.problems.map(({ label }) => ({ label })),
    times: { opensAt: toInstant(opensAt), closesAt: toInstant(closesAt) },
    you: {
      participantId: participant.participantId,
      name: participant.name,
      extraTimeMs: participant.extraTimeMs,
      closesAt: toInstant(endFor(session, participant.extraTimeMs)),
    },
  };
}

/** A session as its reader may see it. */
export function presentSeen(
  seen: SeenSession,
  names: ProblemNames,
  now: number,
): StaffSession | ParticipantSession {
  return seen.as === 'staff'
    ? presentForStaff(seen.session, names, now)
    : presentForParticipant(seen.session, seen.participant, names, now);
}

function presentTimes(times: SessionTimes): StaffSession['times'] {
  return {
    bookedAt: toInstant(times.bookedAt),
    launchAt: toInstant(times.launchAt),
    opensAt: toInstant(times.opensAt),
    closesAt: toInstant(times.closesAt),
    lastClosesAt: toInstant(times.lastClosesAt),
    deadlineAt: toInstant(times.deadlineAt),
    terminateAt: toInstant(times.terminateAt),
  };
}

/** A host without its token. */
export function presentHost(host: Host): HostView {
  return {
    hostId: host.hostId,
    state: host.state,
    reason: host.reason,
    instanceType: host.instanceType,
    round: host.round,
    slots: host.slots,
    sealed: host.sealed,
    ...(host.url === undefined ? {} : { url: host.url }),
    ...(host.examination === undefined
      ? {}
      : {
          batchLanguages: [...host.examination.batchLanguages],
          singleLanguages: [...host.examination.singleLanguages],
          ...given({ speedFactor: host.examination.speedFactor }),
        }),
    ...(host.drift === undefined || host.drift.share === 1 ? {} : { drift: host.drift.share }),
    requestedAt: toInstant(host.requestedAt),
    stateAt: toInstant(host.stateAt),
    ...(host.launchedAt === undefined ? {} : { launchedAt: toInstant(host.launchedAt) }),
    ...(host.terminatedAt === undefined ? {} : { terminatedAt: toInstant(host.terminatedAt) }),
    ...(host.milestones === undefined
      ? {}
      : {
          milestones: Object.fromEntries(
            Object.entries(host.milestones).map(([name, at]: [string, number]) => [name, toInstant(at)]),
          ),
        }),
    ...(host.recoveries === undefined ? {} : { recoveries: host.recoveries.map(presentRecovery) }),
  };
}

function presentRecovery({ startedAt, reason, steps, endedAt, end }: Recovery) {
  return {
    startedAt: toInstant(startedAt),
    reason,
    steps: steps.map((step) => ({ ...step, at: toInstant(step.at) })),
    ...(endedAt === undefined ? {} : { endedAt: toInstant(endedAt) }),
    ...given({ end }),
  };
}

/** A recorded act. */
export function presentDecision({ at, subject, action, reason }: RecordedDecision) {
  return { at: toInstant(at), subject, action, reason };
}

/** Somebody on the roster; what intake remembers stays inside. */
export function presentParticipant(
  { participantId, name, group, email, studentId, joinedAt, extraTimeMs }: Participant,
  session: Session,
) {
  return {
    participantId,
    name,
    ...given({ group, email, studentId }),
    ...(joinedAt === undefined ? {} : { joinedAt: toInstant(joinedAt) }),
    extraTimeMs,
    closesAt: toInstant(endFor(session, extraTimeMs)),
  };
}

/** An account with its bill. */
export function presentAccount({ ledger, bill, recoveries }: Account, session: Session): SessionLedger {
  return {
    ledger: { ...ledger, open: [...ledger.open] },
    final: session.settledAt !== undefined,
    bill: bill.lines.map(({ what, usd }) => ({ what, usd })),
    estimateUsd: session.estimateUsd,
    recoveries,
  };
}
