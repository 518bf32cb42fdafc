import { ApiProblem } from '../../core/api/problem-details.ts';
import { actorOf, type Caller } from '../../core/exam/caller.ts';
import type { Session } from '../../core/exam/session.ts';
import { isOver as isSessionOver } from '../../core/exam/window.ts';
import { refuseSource } from '../../core/review/request-review.ts';
import { versionOf } from '../../core/review/result-key.ts';
import { isOver, type Review } from '../../core/review/review.ts';
import { mayLackRun } from '../../core/review/sandbox/read-run.ts';
import { isReviewPublished, reviewIdOf, reviewOfSubmission } from '../../core/review/session-reviews.ts';
import { sourceText } from '../../core/review/source-text.ts';
import { compilerRunId } from '../../core/submissions/compiler-run.ts';
import { oneText } from '../../core/submissions/one-text.ts';
import { findOwnSession } from './find-session.ts';
import { findSubmission } from './find-submission.ts';
import { ring } from './reviews.ts';
import type { Services } from './services.ts';

interface Named {
  readonly sessionId: string;
  readonly submissionId: string;
}

/** The review of a submission, asked for by staff: once, and anew where it failed, rules are others by now, or a compiler has said its word since. @throws ApiProblem */
export async function reviewSubmission(
  services: Services,
  caller: Caller,
  { sessionId, submissionId }: Named,
): Promise<Review> {
  const { clock, reviews, submissions } = services;
  const session = await findOwnSession(services, caller, sessionId);
  const [submission, handedIn, before] = await Promise.all([
    submissions.get(sessionId, submissionId),
    submissions.getHandedIn(sessionId, submissionId),
    findReviewOf(services, { sessionId, submissionId }),
  ]);
  if (submission === undefined)
    throw new ApiProblem('not-found', `there is no submission ${submissionId} that you may see`);
  if (before !== undefined && (await isUpToDate(services, before, { sessionId, submissionId })))
    return before;
  if (handedIn === undefined) throw new ApiProblem('not-found', 'the source is not stored any more');
  const { participantId, label: problem, problemId, problemVersion, language } = submission;
  const source = sourceText(oneText(handedIn, language));
  const refusal = refuseSource({ source, language }, reviews.languages);
  if (refusal !== undefined) throw ApiProblem.of(refusal);
  const wanted = reviewOfSubmission(
    { sessionId, submissionId, participantId, problem, problemId, problemVersion, language },
    source,
    { owner: session.owner, by: actorOf(caller), at: clock.now() },
    before,
  );
  const write = async () =>
    before === undefined
      ? await reviews.store.add(wanted, source)
      : await reviews.store.renew(wanted, source, before);
  if (!(await write())) return (await findReviewOf(services, { sessionId, submissionId })) ?? wanted;
  await reviews.askings.askForCosts(sessionId, clock.now());
  await ring(services, wanted.reviewId);
  return wanted;
}

/** The review of a submission for whoever may see it, and as whom. @throws ApiProblem not-found for everybody else */
export async function findSubmissionReview(
  services: Services,
  caller: Caller,
  params: Named,
): Promise<{ readonly review: Review; readonly as: 'staff' | 'participant' }> {
  const notFound = () =>
    new ApiProblem('not-found', `there is no review of submission ${params.submissionId} that you may see`);
  const { session, submission, as } = await findSubmission(services, caller, params);
  if (as === 'participant') {
    const { sessionId, participantId } = submission;
    if (!isReviewPublished(session, services.clock.now())) throw notFound();
    if ((await services.sessions.getParticipant(sessionId, participantId)) === undefined) throw notFound();
  }
  const review = await findReviewOf(services, params);
  if (review === undefined) throw notFound();
  return { review, as };
}

/**
 * Asks for what the policy of a session wants since it was changed from `off`, where the session is over: until then its shutdown will.
 * Whoever publishes reviews, or takes them back, asks for nothing. @param before the session as it was
 */
export async function askForReviews(
  services: Services,
  before: Pick<Session, 'policy'>,
  session: Session,
): Promise<void> {
  const { clock, reviews } = services;
  const { sessionId, policy } = session;
  // Looked at after the policy was written: whoever shuts the session down from now on reads it.
  const now = clock.now();
  const isOff = ({ reviews = 'off' }: Session['policy']) => reviews === 'off';
  if (!isOff(before.policy) || isOff(policy) || !isSessionOver(session, now)) return;
  await reviews.askings.ask({ sessionId, askedAt: now, wants: 'all' });
  await ring(services);
}

/** The review that is of this submission, and not of something whose id is the same. */
export async function findReviewOf(
  { reviews }: Pick<Services, 'reviews'>,
  { sessionId, submissionId }: Named,
): Promise<Review | undefined> {
  const review = await reviews.store.get(reviewIdOf(submissionId));
  return review?.submission?.sessionId === sessionId ? review : undefined;
}

async function isUpToDate(
  { reviews, submissions }: Services,
  review: Review,
  { sessionId, submissionId }: Named,
): Promise<boolean> {
  if (!isOver(review)) return true;
  if (review.state === 'failed') return false;
  const [result, rules, run] = await Promise.all([
    reviews.store.getResult(review.resultKey),
    reviews.rulesOf(review.language),
    submissions.get(sessionId, compilerRunId(sessionId, submissionId)),
  ]);
  if (mayLackRun(review, run)) return false;
  return result !== undefined && rules !== undefined && result.report.ruleSet === versionOf(rules);
}
