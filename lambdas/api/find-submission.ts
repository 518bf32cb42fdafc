import { ApiProblem } from '../../core/api/problem-details.ts';
import type { Caller } from '../../core/exam/caller.ts';
import { isStaffOf } from '../../core/exam/see-sessions.ts';
import type { Session, Shows } from '../../core/exam/session.ts';
import { decideShown } from '../../core/submissions/decide-shown.ts';
import { readInForce, type SubmissionInForce } from '../../core/submissions/rejudged.ts';
import type { Services } from './services.ts';

/** A submission, and how this person may see it. */
export interface SeenSubmission extends SubmissionInForce {
  readonly session: Session;
  readonly as: 'staff' | 'participant';
  readonly shows: Shows;
}

/** A submission for whoever made it, or for staff of its session. @throws ApiProblem not-found for everybody else */
export async function findSubmission(
  services: Services,
  caller: Caller,
  { sessionId, submissionId }: { readonly sessionId: string; readonly submissionId: string },
): Promise<SeenSubmission> {
  const [session, submission] = await Promise.all([
    services.sessions.get(sessionId),
    services.submissions.get(sessionId, submissionId),
  ]);
  const notFound = () =>
    new ApiProblem('not-found', `there is no submission ${submissionId} that you may see`);
  if (session === undefined || submission === undefined) throw notFound();
  const as = isStaffOf(session, caller) ? 'staff' : 'participant';
  const own = submission.participantId === caller.username && caller.machine === undefined;
  if (as === 'participant' && !own) throw notFound();
  const inForce = await readInForce(services.submissions, session, submission);
  return { session, ...inForce, as, shows: decideShown(session, submission.lane === 'trial', as) };
}
