import { describeMissingProblem } from '../exam/find-problem.ts';
import { given } from '../exam/given.ts';
import type { Refusal } from '../exam/refusal.ts';
import type { Session, SessionPause, SessionProblem } from '../exam/session.ts';
import { closingFor, windowAt } from '../exam/window.ts';
import type { Signature } from '../grading/function/signature.ts';
import { allowsLanguage, type LanguageRules } from '../problems/allowed-languages.ts';
import type { HandInFault } from './check-files.ts';
import { findInputFaults, findSourceFaults, sizeOf } from './check-program.ts';
import { costOf, placeInQueue } from './fair-queueing.ts';
import type { IntakeRecord, KeyUse, Submitter } from './intake-store.ts';
import type { HandedIn, Lane, QueuedSubmission } from './submission.ts';

/** Submissions of one participant and lane that may wait or run at a time. */
export const MAX_WAITING = 10;
/** When asking again can help whose submissions wait, ms. */
const WAITING_RETRY_MS = 5_000;

/** When asking again can help while the session is paused, ms. */
const PAUSE_RETRY_MS = 10_000;

/** What somebody wants judged. */
export interface SubmissionWish extends HandedIn {
  readonly label: string;
  readonly language: string;
  readonly lane: Lane;
  readonly idempotencyKey?: string;
  /** Who hands it in for the participant; absent where they do so themselves. */
  readonly handedInBy?: string;
  /** SHA-256 of label, language, lane and what is handed in: tells a repetition from another use of the key. */
  readonly digest: string;
}

/** What intake needs to know of the problem. */
export interface SubmittableProblem extends LanguageRules {
  readonly sourceKiB: number;
  readonly timeMs: number;
  readonly testCases: number;
  /** How many of them a trial runs on. */
  readonly samples: number;
  /** Function problems: what an input is made of. */
  readonly signature?: Signature;
  /** Whether programs are put together with the code of test cases. */
  readonly isFramed?: boolean;
}

/** Why a submission is not taken. */
export type IntakeRefusal = Refusal<
  | 'session-not-open'
  | 'session-closed'
  | 'session-cancelled'
  | 'session-paused'
  | 'invalid-request'
  | 'limit-reached'
  | 'too-soon'
  | 'too-many-waiting'
  | 'key-reused'
>;

export type IntakeDecision =
  | { readonly action: 'accept'; readonly submission: QueuedSubmission; readonly intake: IntakeRecord }
  /** The key was used before for the same: answer that submission (and see that it is there). */
  | { readonly action: 'repeat'; readonly submissionId: string }
  | { readonly action: 'refuse'; readonly refusal: IntakeRefusal };

const refuse = (refusal: IntakeRefusal): IntakeDecision => ({ action: 'refuse', refusal });

/**
 * Decides whether a submission is taken, and with which place in the queue. Pure: a repeated key is recognised before
 * the window is looked at, so that a repetition after closing still answers what was accepted.
 */
export function decideIntake(facts: {
  readonly session: Session;
  readonly submitter: Submitter;
  /** What the wish's key was used for before. */
  readonly used: KeyUse | undefined;
  readonly problem: SessionProblem | undefined;
  /** Known when `problem` is. */
  readonly limits: SubmittableProblem | undefined;
  readonly wish: SubmissionWish;
  readonly virtualTime: number;
  readonly submissionId: string;
  readonly now: number;
}): IntakeDecision {
  const { session, wish, used, now } = facts;
  const { participant, intake } = facts.submitter;
  if (used !== undefined)
    return used.digest === wish.digest
      ? { action: 'repeat', submissionId: used.submissionId }
      : refuse({
          kind: 'key-reused',
          reason: `this Idempotency-Key was used for submission ${used.submissionId} with other content; use a new key`,
        });

  const closed = refuseByWindow(session, participant.extraTimeMs, now);
  if (closed !== undefined) return refuse(closed);

  const faults = findFaults(session, facts.problem, facts.limits, wish);
  if (faults.length > 0 || facts.problem === undefined || facts.limits === undefined)
    return refuse({
      kind: 'invalid-request',
      reason: faults.map(({ field, detail }) => `${field}: ${detail}`).join('; '),
      faults,
    });
  const { label } = facts.problem;

  const recent = (intake.recent?.[wish.lane] ?? []).filter((id) => id !== facts.submissionId);
  const limited =
    refuseByPolicy(session, intake, wish.lane, label, now) ?? refuseByWaiting(wish.lane, recent);
  if (limited !== undefined) return refuse(limited);

  const sourceBytes = sizeOf(wish.source);
  const place = placeInQueue(
    facts.submissionId,
    facts.virtualTime,
    intake.finish[wish.lane] ?? 0,
    costOf({ timeMs: facts.limits.timeMs, testCases: countRuns(facts.limits, wish) }),
  );
  return {
    action: 'accept',
    submission: {
      state: 'queued',
      sessionId: session.sessionId,
      submissionId: facts.submissionId,
      participantId: participant.participantId,
      problemId: facts.problem.problemId,
      problemVersion: facts.problem.version,
      label,
      language: wish.language,
      lane: wish.lane,
      submittedAt: now,
      sourceBytes,
      ...(wish.input === undefined ? {} : { inputBytes: Buffer.byteLength(wish.input) }),
      ...given({ handedInBy: wish.handedInBy }),
      rank: place.rank,
      attempts: 0,
    },
    intake: {
      finish: { ...intake.finish, [wish.lane]: place.finish },
      submissions:
        wish.lane === 'contest'
          ? { ...intake.submissions, [label]: (intake.submissions[label] ?? 0) + 1 }
          : intake.submissions,
      ...(intake.lastAt === undefined ? {} : { lastAt: intake.lastAt }),
      ...(intake.lastTrialAt === undefined ? {} : { lastTrialAt: intake.lastTrialAt }),
      ...(wish.lane === 'contest' ? { lastAt: now } : { lastTrialAt: now }),
      recent: { ...intake.recent, [wish.lane]: [...recent, facts.submissionId] },
      revision: intake.revision,
    },
  };
}

/** How often the program will be run. */
function countRuns({ testCases, samples }: SubmittableProblem, { lane, input }: SubmissionWish): number {
  if (lane === 'contest') return testCases;
  return input === undefined ? samples : 1;
}

function refuseByWindow(session: Session, extraTimeMs: number, now: number): IntakeRefusal | undefined {
  if (session.cancelledAt !== undefined)
    return {
      kind: 'session-cancelled',
      reason: `the session was cancelled: ${session.cancelReason ?? 'no reason given'}`,
    };
  switch (windowAt(session, now, extraTimeMs)) {
    case 'before':
      return {
        kind: 'session-not-open',
        reason: `the session opens at ${new Date(session.times.opensAt).toISOString()}`,
        retryAfterMs: session.times.opensAt - now,
      };
    case 'closed':
      return {
        kind: 'session-closed',
        reason: `your window closed at ${new Date(closingFor(session, extraTimeMs)).toISOString()}`,
      };
    case 'open':
      return session.paused && refuseByPause(session.paused);
  }
}

function refuseByPause({ reason }: SessionPause): IntakeRefusal {
  return {
    kind: 'session-paused',
    reason: `submissions are not taken for the moment: ${reason}; keep yours and send it when they are taken again`,
    retryAfterMs: PAUSE_RETRY_MS,
  };
}

function findFaults(
  session: Session,
  problem: SessionProblem | undefined,
  limits: SubmittableProblem | undefined,
  { label, language, source, mainFile, lane, input }: SubmissionWish,
) {
  const faults: HandInFault[] = [];
  if (problem === undefined)
    faults.push({
      field: 'problem',
      detail: describeMissingProblem(session, label),
    });
  const dropped = session.languagesDropped ?? [];
  const languages = session.languages.filter(
    (id) =>
      (limits === undefined || allowsLanguage(limits, id)) && !dropped.some((one) => one.language === id),
  );
  const why = dropped.find((one) => one.language === language);
  if (why !== undefined)
    faults.push({
      field: 'language',
      detail: `${language} cannot be judged in this session (${why.reason}); choose ${languages.join(', ')}`,
    });
  else if (!languages.includes(language))
    faults.push({
      field: 'language',
      detail: `${language} is not allowed here; choose ${languages.join(', ')}`,
    });
  if (lane === 'trial' && input === undefined && limits?.samples === 0)
    faults.push({
      field: 'trial',
      detail: `a trial runs on the samples, and problem ${label} has none: send an input of your own, or leave trial out`,
    });
  if (input !== undefined)
    faults.push(
      ...(lane === 'trial'
        ? findInputFaults(input, limits?.signature)
        : [{ field: 'input', detail: 'is for trials alone: send trial: true with it, or leave it out' }]),
    );
  faults.push(
    ...findSourceFaults(
      { source, language, ...given({ mainFile }) },
      {
        name: `problem ${label}`,
        ...given({ sourceKiB: limits?.sourceKiB, signature: limits?.signature, isFramed: limits?.isFramed }),
      },
    ),
  );
  return faults;
}

function refuseByPolicy(
  { policy }: Session,
  intake: IntakeRecord,
  lane: Lane,
  label: string,
  now: number,
): IntakeRefusal | undefined {
  const made = intake.submissions[label] ?? 0;
  if (
    lane === 'contest' &&
    policy.maxSubmissionsPerProblem !== undefined &&
    made >= policy.maxSubmissionsPerProblem
  )
    return {
      kind: 'limit-reached',
      reason: `you have made ${made} submissions to ${label}, as many as this session allows`,
    };
  const lastAt = lane === 'contest' ? intake.lastAt : intake.lastTrialAt;
  const waitMs = lastAt === undefined ? 0 : lastAt + policy.minIntervalMs - now;
  if (waitMs > 0)
    return {
      kind: 'too-soon',
      reason: `wait ${Math.ceil(waitMs / 1000)} s before the next ${lane === 'contest' ? 'submission' : 'trial'}`,
      retryAfterMs: waitMs,
    };
  return undefined;
}

function refuseByWaiting(lane: Lane, recent: readonly string[]): IntakeRefusal | undefined {
  if (recent.length < MAX_WAITING) return undefined;
  return {
    kind: 'too-many-waiting',
    reason: `${recent.length} of your ${lane === 'contest' ? 'submissions' : 'trials'} are still waiting for a verdict: send the next when one has it`,
    retryAfterMs: WAITING_RETRY_MS,
  };
}
