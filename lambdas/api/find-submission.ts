import { ApiProblem } from '../../core/api/problem-details.ts';
import type { Caller } from '../../core/exam/caller.ts';
import { isStaff } from '../../core/exam/see-sessions.ts';
import type { Submission } from '../../core/submissions/submission.ts';
import { findOwnSession } from './find-session.ts';
import type { Services } from './services.ts';

/** A submission for whoever made it, or for staff of its session. @throws ApiProblem not-found for everybody else */
export async function findSubmission(
  services: Services,
  caller: Caller,
  { sessionId, submissionId }: { readonly sessionId: string; readonly submissionId: string },
): Promise<{ readonly submission: Submission; readonly as: 'staff' | 'participant' }> {
  const submission = await services.submissions.get(sessionId, submissionId);
  const notFound = () =>
    new ApiProblem('not-found', `there is no submission ${submissionId} that you may see`);
  if (submission === undefined) throw notFound();
  if (submission.participantId === caller.username) return { submission, as: 'participant' };
  if (!isStaff(caller)) throw notFound();
  await findOwnSession(services, caller, sessionId);
  return { submission, as: 'staff' };
}
