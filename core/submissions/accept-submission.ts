import type { Clock } from '../exam/clock.ts';
import { findProblem } from '../exam/find-problem.ts';
import { given } from '../exam/given.ts';
import { type IdSource, timePartOf } from '../exam/ids.ts';
import type { Session, SessionProblem } from '../exam/session.ts';
import type { Doorbell } from '../exam/session-event.ts';
import type { SessionStore } from '../exam/session-store.ts';
import {
  decideIntake,
  type IntakeRefusal,
  MAX_WAITING,
  type SubmissionWish,
  type SubmittableProblem,
} from './intake.ts';
import type { IntakeRecord, IntakeStore } from './intake-store.ts';
import type { HandedIn, Lane, QueuedSubmission, Submission } from './submission.ts';
import type { SubmissionStore } from './submission-store.ts';

/** What intake touches. */
export interface IntakePorts {
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly sessions: Pick<SessionStore, 'get'>;
  readonly intake: IntakeStore;
  readonly submissions: Pick<
    SubmissionStore,
    'get' | 'getStates' | 'accept' | 'acceptAll' | 'getVirtualTime'
  >;
  readonly doorbell: Doorbell;
  /** Limits of a problem as booked; versions never change, so answers may be cached for ever. */
  readonly describeProblem: (problem: SessionProblem) => Promise<SubmittableProblem>;
  /** Told when the doorbell could not be rung; the submission stays accepted, the tick rings again. */
  readonly onSilentDoorbell: (submissionId: string, error: unknown) => void;
}

export type IntakeOutcome =
  | {
      readonly outcome: 'accepted' | 'repeated';
      readonly submission: Submission;
      readonly session: Session;
    }
  | { readonly outcome: 'refused'; readonly refusal: IntakeRefusal }
  /** Not on the roster: for this person the session does not exist. */
  | { readonly outcome: 'unknown' }
  /** Somebody submitted for the same participant again and again meanwhile. */
  | { readonly outcome: 'contended' };

const MAX_RACES = 5;
/** Ids tell when a submission was made: one that is written later than this after its id was made gets another, ms. */
const FRESH_MS = 60_000;

/**
 * Takes a submission: the key's use, if it has one, then place in the queue and limits by one conditional write of the
 * participant's row, then the source, then the submission by one conditional put; then the doorbell. From `accepted` on it
 * ends in exactly one verdict or in quarantine. A crash in between leaves at most a used-up try whose key, sent again,
 * completes it. A key means the same submission for as long as the session is kept.
 */
export async function acceptSubmission(
  ports: IntakePorts,
  sessionId: string,
  participantId: string,
  wish: SubmissionWish,
): Promise<IntakeOutcome> {
  const key = wish.idempotencyKey;
  const [session, virtualTime, first, usedBefore] = await Promise.all([
    ports.sessions.get(sessionId),
    ports.submissions.getVirtualTime(sessionId, wish.lane),
    ports.intake.getSubmitter(sessionId, participantId),
    key === undefined ? undefined : ports.intake.getKeyUse(sessionId, participantId, key),
  ]);
  if (session === undefined || first === undefined) return { outcome: 'unknown' };
  const problem = findProblem(session, wish.label);
  const limits = problem === undefined ? undefined : await ports.describeProblem(problem);
  let submitter = first;
  let used = usedBefore;
  for (let race = 0; race < MAX_RACES; race++) {
    if (race > 0) submitter = (await ports.intake.getSubmitter(sessionId, participantId)) ?? submitter;
    const now = ports.clock.now();
    const taken = submitter.intake.recent?.[wish.lane] ?? [];
    submitter = { ...submitter, intake: await forgetEnded(ports, sessionId, submitter.intake, wish.lane) };
    const facts = { session, problem, limits, wish, virtualTime, now };
    let decision = decideIntake({ ...facts, submitter, used, submissionId: ports.ids.next() });
    let counted = false;
    if (decision.action === 'repeat' && key !== undefined) {
      const before = await ports.submissions.get(sessionId, decision.submissionId);
      if (before !== undefined) return { outcome: 'repeated', submission: before, session };
      // The key was taken, the submission was not written: complete it, under another id if that has become old.
      let { submissionId } = decision;
      counted = taken.includes(submissionId);
      if (submissionId < timePartOf(now - FRESH_MS)) {
        const renamed = ports.ids.next();
        if (!(await ports.intake.renameUse(sessionId, participantId, key, submissionId, renamed))) {
          used = await ports.intake.getKeyUse(sessionId, participantId, key);
          continue;
        }
        submissionId = renamed;
      }
      const forgotten = counted
        ? { ...submitter, intake: withoutTry(submitter.intake, problem?.label) }
        : submitter;
      decision = decideIntake({ ...facts, submitter: forgotten, used: undefined, submissionId });
    } else if (decision.action === 'accept' && key !== undefined) {
      const { submissionId } = decision.submission;
      const own = { submissionId, digest: wish.digest };
      used = await ports.intake.claimKey(sessionId, participantId, key, own);
      if (used.submissionId !== submissionId) continue;
    }
    if (decision.action === 'refuse') return { outcome: 'refused', refusal: decision.refusal };
    if (decision.action === 'repeat') continue;
    if (counted || (await ports.intake.saveIntake(sessionId, participantId, decision.intake)))
      return await keep(ports, session, decision.submission, handedInOf(wish));
  }
  return { outcome: 'contended' };
}

/** What a submission is of. */
export function handedInOf({ source, mainFile, input }: SubmissionWish): HandedIn {
  return { source, ...given({ mainFile, input }) };
}

async function keep(
  ports: IntakePorts,
  session: Session,
  submission: QueuedSubmission,
  handedIn: HandedIn,
): Promise<IntakeOutcome> {
  const isNew = await ports.submissions.accept(submission, handedIn);
  await ringFor(ports, session, submission);
  if (isNew) return { outcome: 'accepted', submission, session };
  const { sessionId, submissionId } = submission;
  const stored = await ports.submissions.get(sessionId, submissionId);
  return { outcome: 'repeated', submission: stored ?? submission, session };
}

/** Rings for what was accepted. It stays so where the bell is silent, or held by a drill. */
export async function ringFor(
  { doorbell, onSilentDoorbell, clock }: Pick<IntakePorts, 'doorbell' | 'onSilentDoorbell' | 'clock'>,
  { deployment, bellHeldUntil = 0 }: Session,
  { sessionId, submissionId, lane }: QueuedSubmission,
): Promise<void> {
  if (clock.now() < bellHeldUntil) return;
  try {
    await doorbell.ring({ sessionId, submissionId, lane, deployment: deployment.kind });
  } catch (error) {
    onSilentDoorbell(submissionId, error);
  }
}

/** The record without those of a full list of recent submissions that have ended: only then is their state looked up. */
async function forgetEnded(
  { submissions }: IntakePorts,
  sessionId: string,
  intake: IntakeRecord,
  lane: Lane,
): Promise<IntakeRecord> {
  const recent = intake.recent?.[lane] ?? [];
  if (recent.length < MAX_WAITING) return intake;
  const states = await Promise.all(recent.map(async (id) => (await submissions.get(sessionId, id))?.state));
  const waiting = recent.filter((_, at) => states[at] === 'queued' || states[at] === 'running');
  return { ...intake, recent: { ...intake.recent, [lane]: waiting } };
}

/** The record as it was before its last try, whose place in the queue is kept. */
function withoutTry({ lastAt: _, lastTrialAt: __, ...intake }: IntakeRecord, label = ''): IntakeRecord {
  const made = intake.submissions[label] ?? 0;
  return { ...intake, submissions: { ...intake.submissions, [label]: Math.max(0, made - 1) } };
}
