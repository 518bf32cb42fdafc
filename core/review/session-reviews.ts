import type { Session } from '../exam/session.ts';
import { sessionWindowAt } from '../exam/window.ts';
import type { ProblemGrade } from '../results/grade-problem.ts';
import { decideShown } from '../submissions/decide-shown.ts';
import { hashSource } from './result-key.ts';
import { type QueuedReview, type Review, type ReviewedSubmission, spentUsd } from './review.ts';

/** Who is said to have asked for what the session's policy asks for. No user name has a space. */
export const ASKED_BY_POLICY = 'the session';

/** A submission that counts, and is to be reviewed. */
export interface FinalSubmission extends ReviewedSubmission {
  readonly language: string;
}

/**
 * The submissions of a session that are reviewed when it is over: of each participant and problem the one that counts, as grades and lists of
 * sources choose it. So none of what did not compile or could not be judged, and no trials. By id, so that whoever was
 * interrupted goes on where they ended.
 */
export function chooseFinal(
  { sessionId, problems }: Pick<Session, 'sessionId' | 'problems'>,
  rows: readonly { readonly participantId: string; readonly problems: readonly ProblemGrade[] }[],
): readonly FinalSubmission[] {
  const booked = new Map(problems.map((problem) => [problem.label, problem]));
  return rows
    .flatMap(({ participantId, problems: grades }) =>
      grades.flatMap(({ label, from }): FinalSubmission[] => {
        const problem = booked.get(label);
        if (from === undefined || problem === undefined) return [];
        const { submissionId, language } = from;
        const { problemId, version: problemVersion } = problem;
        return [
          { sessionId, submissionId, participantId, problem: label, problemId, problemVersion, language },
        ];
      }),
    )
    .sort((a, b) => (a.submissionId < b.submissionId ? -1 : 1));
}

/** What the review of a submission is called: as the submission, so that whoever asks twice asks once. */
export function reviewIdOf(submissionId: string): string {
  return submissionId;
}

/** The review of a submission, to be done. @param owner of its session @param before the one that it takes the place of: what that cost is kept */
export function reviewOfSubmission(
  { language, ...submission }: FinalSubmission,
  source: string,
  asked: { readonly owner: string; readonly by: string; readonly at: number },
  before?: Review,
): QueuedReview {
  return {
    ...(before === undefined ? {} : { usdBefore: spentUsd(before) }),
    reviewId: reviewIdOf(submission.submissionId),
    owner: asked.owner,
    requestedBy: asked.by,
    requestedAt: asked.at,
    language,
    kind: 'all',
    bytes: new TextEncoder().encode(source).byteLength,
    sourceHash: hashSource(source),
    submission,
    attempts: 0,
    state: 'queued',
  };
}

/** What may become of reviews that a session's policy asks for. */
export type AskingDecision = {
  /** `wait`: look again later; `ask`: for what is not asked for yet; `settle`: all was asked for, or nothing is to be. */
  readonly action: 'wait' | 'ask' | 'settle' | 'forget';
  readonly reason: string;
};

/** Decides about a session that somebody asked for. Never before it is settled: until then judges and functions are the exam's. */
export function decideAsking(
  session: Pick<Session, 'settledAt' | 'policy'> | undefined,
  asking: { readonly wants: 'all' | 'costs'; readonly complete: boolean },
): AskingDecision {
  if (session === undefined) return { action: 'forget', reason: 'there is no such session' };
  if (session.settledAt === undefined) return { action: 'wait', reason: 'the session is not settled yet' };
  const { reviews = 'off' } = session.policy;
  if (asking.wants === 'costs') return { action: 'settle', reason: 'single reviews were asked for' };
  if (reviews === 'off') return { action: 'settle', reason: 'the session wants no reviews' };
  return asking.complete
    ? { action: 'settle', reason: 'all that count were asked for' }
    : { action: 'ask', reason: `reviews are for ${reviews}` };
}

/**
 * Whether participants may see the reviews of their own submissions at `now` (ms since the epoch): once reviews are published, the window has
 * closed for everybody, and nothing of a submission is hidden from them any more. Only what counts has a review, so that one tells which it is. A session
 * that was cancelled may be restored, so its hours stand.
 */
export function isReviewPublished(
  session: Pick<Session, 'policy' | 'times' | 'settledAt'>,
  now: number,
): boolean {
  return (
    session.policy.reviews === 'participants' &&
    sessionWindowAt(session, now) === 'closed' &&
    decideShown(session, false, 'participant') === 'all'
  );
}
