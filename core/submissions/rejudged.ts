import { given } from '../exam/given.ts';
import { appliedRejudgings, type Rejudging } from '../exam/rejudging.ts';
import type { Session } from '../exam/session.ts';
import type { QueuedSubmission, Submission } from './submission.ts';
import type { SubmissionDigest } from './submission-digest.ts';
import type { SubmissionStore } from './submission-store.ts';

/**
 * What a submission is called while a rejudging judges it again: of both it is always the same, sorts behind every
 * submission's own id, and is in the queue beside it.
 */
export function rejudgedId(rejudgingId: string, submissionId: string): string {
  return `${rejudgedPrefix(rejudgingId)}${submissionId}`;
}

/** What the ids of all that a rejudging judges begin with. */
export function rejudgedPrefix(rejudgingId: string): string {
  return `r${rejudgingId}.`;
}

/** Matches what is in a queue: a submission's id, or what a rejudging calls one. */
export const WORK_ID_PATTERN = /^(?:r[0-9a-hjkmnp-tv-z]{26}\.)?[0-9a-hjkmnp-tv-z]{26}$/;

/** Whether something in a queue is judged again, by what it is called there. */
export function isRejudgedId(workId: string): boolean {
  return workId.includes('.');
}

/** The submission that something in a queue is, or judges again. */
export function submissionOf(workId: string): string {
  return workId.slice(workId.indexOf('.') + 1);
}

/** No submission's own id sorts behind this. */
export const LAST_SUBMISSION_ID = '8';

/** Digits of a place in a rejudging's queue. */
const PLACE_DIGITS = 15;

/**
 * A submission as a rejudging puts it in the queue.
 * @param place from 0: rejudgings that wait together take turns
 * @param testCases how far the session judges a submission
 */
export function queueAgain(
  submission: Pick<
    SubmissionDigest,
    'submissionId' | 'participantId' | 'problemId' | 'label' | 'language' | 'submittedAt'
  >,
  sessionId: string,
  rejudging: Pick<Rejudging, 'rejudgingId' | 'version' | 'judgedIn'>,
  testCases: Session['policy']['testCases'],
  place: number,
): QueuedSubmission {
  const { submissionId, participantId, problemId, label, language, submittedAt } = submission;
  const { rejudgingId, version, judgedIn } = rejudging;
  return {
    sessionId: judgedIn,
    submissionId: rejudgedId(rejudgingId, submissionId),
    participantId,
    problemId,
    problemVersion: version,
    label,
    language,
    lane: 'rejudging',
    submittedAt,
    // The source is read where it was submitted.
    sourceBytes: 0,
    rank: `${String(place).padStart(PLACE_DIGITS, '0')}#${submissionId}`,
    attempts: 0,
    state: 'queued',
    rejudges: { sessionId, submissionId, rejudgingId, testCases },
  };
}

/** What a rejudging found, by submission. */
export type Rejudged = ReadonlyMap<string, SubmissionDigest>;

/** By submission. */
export function byIdOf(digests: readonly SubmissionDigest[]): Rejudged {
  return new Map(digests.map((digest) => [digest.submissionId, digest]));
}

/**
 * Submissions in short with the verdicts of rejudgings in force, the latest last. When each came, ended and how long it
 * took stays as it was; what no judge judged again keeps its verdict. Pure.
 */
export function putInForce(
  digests: readonly SubmissionDigest[],
  rejudged: readonly Rejudged[],
): readonly SubmissionDigest[] {
  return rejudged.reduce(
    (before, found) =>
      before.map((digest) => {
        const again = found.get(digest.submissionId);
        return again?.state === 'judged' ? judgedAs(digest, again) : digest;
      }),
    digests,
  );
}

function judgedAs(before: SubmissionDigest, again: SubmissionDigest): SubmissionDigest {
  const { verdict: _, score: __, firstFailing: ___, ...kept } = before;
  const { verdict, score, firstFailing, passed, testCases, cpuMs } = again;
  return {
    ...kept,
    state: 'judged',
    ...(verdict === undefined ? {} : { verdict }),
    ...(score === undefined ? {} : { score }),
    ...(firstFailing === undefined ? {} : { firstFailing }),
    passed,
    testCases,
    cpuMs,
  };
}

/** A submission with the verdict that is in force, and the rejudging that it is from. */
export interface SubmissionInForce {
  readonly submission: Submission;
  readonly rejudging?: Rejudging;
  /** The verdict that its first judging came to, where another is in force. */
  readonly first?: Submission;
}

/** A submission as it counts: as the latest rejudging found it that was applied, else as it was judged first. */
export async function readInForce(
  submissions: Pick<SubmissionStore, 'get'>,
  session: Pick<Session, 'rejudgings'>,
  submission: Submission,
): Promise<SubmissionInForce> {
  for (const rejudging of appliedRejudgings(session).toReversed()) {
    if (rejudging.label !== submission.label || submission.lane !== 'contest') continue;
    const id = rejudgedId(rejudging.rejudgingId, submission.submissionId);
    const again = await submissions.get(rejudging.judgedIn, id);
    if (again?.state === 'judged')
      return { submission: asRejudged(submission, again), rejudging, first: submission };
  }
  return { submission };
}

/** A submission with what came of judging it again. */
export function asRejudged(
  submission: Submission,
  again: Extract<Submission, { state: 'judged' }>,
): Extract<Submission, { state: 'judged' }> {
  const { sessionId, submissionId, participantId, problemId, label, language, lane } = submission;
  const { submittedAt, sourceBytes, handedInBy, rank, attempts } = submission;
  const { problemVersion, result, startedAt, judgedAt } = again;
  return {
    sessionId,
    submissionId,
    participantId,
    problemId,
    problemVersion,
    label,
    language,
    lane,
    submittedAt,
    sourceBytes,
    ...given({ handedInBy }),
    rank,
    attempts,
    state: 'judged',
    result,
    startedAt,
    judgedAt,
  };
}
