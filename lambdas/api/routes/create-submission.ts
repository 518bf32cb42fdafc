import { readWait } from '../../../core/api/prefer.ts';
import { presentSubmission } from '../../../core/api/present-submission.ts';
import type { SubmissionView } from '../../../core/api/submissions.ts';
import { decideShown } from '../../../core/submissions/decide-shown.ts';
import { readInForce } from '../../../core/submissions/rejudged.ts';
import { awaitVerdict, hasEnded, MAX_WAIT_S } from '../await-verdict.ts';
import { type HandedInSubmission, handIn, intakePorts, wishOf } from '../hand-in.ts';
import { Reply } from '../reply.ts';
import type { ReplyingHandler } from '../route-handler.ts';
import type { Services } from '../services.ts';
import { showSubmission } from '../show-submission.ts';

export const createSubmission: ReplyingHandler<'createSubmission'> = async (
  { params, headers, body, caller, receivedAt },
  services,
) => {
  const wish = wishOf(body, headers['idempotency-key']);
  const accepted = await handIn(intakePorts(services), params.sessionId, caller.username, wish);
  const { outcome, submission: taken } = accepted;
  if (outcome === 'accepted')
    services.measure('acceptanceMs', Math.max(0, services.clock.now() - receivedAt), { lane: taken.lane });
  const wanted = readWait(headers.prefer) ?? 0;
  if (wanted === 0) return new Reply(await show(services, accepted));
  const waitS = Math.min(wanted, MAX_WAIT_S);
  const { submission, waited } = await awaitVerdict(
    services,
    accepted.submission,
    receivedAt + waitS * 1_000,
  );
  return new Reply(await show(services, { ...accepted, submission }), {
    ...(hasEnded(submission) ? { status: 200 } : {}),
    headers: { 'preference-applied': waited ? `wait=${waitS}` : 'respond-async' },
  });
};

/** As whoever handed it in sees it. It is taken: what cannot be read of its place is left out, and never told as a refusal. */
async function show(
  services: Services,
  { session, submission }: HandedInSubmission,
): Promise<SubmissionView> {
  const shows = decideShown(session, submission.lane === 'trial', 'participant');
  try {
    const inForce = await readInForce(services.submissions, session, submission);
    return await showSubmission(services, { session, ...inForce, as: 'participant', shows });
  } catch (error) {
    if (hasEnded(submission)) throw error;
    services.warn('request.failed', { submissionId: submission.submissionId, error });
    return presentSubmission(submission, { as: 'participant', shows, now: services.clock.now() });
  }
}
