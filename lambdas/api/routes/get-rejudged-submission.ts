import { presentSubmission } from '../../../core/api/present-submission.ts';
import { ApiProblem } from '../../../core/api/problem-details.ts';
import { asRejudged, readInForce, rejudgedId } from '../../../core/submissions/rejudged.ts';
import type { Submission } from '../../../core/submissions/submission.ts';
import { before, findRejudging } from '../rejudgings.ts';
import type { RouteHandler } from '../route-handler.ts';
import type { Services } from '../services.ts';

export const getRejudgedSubmission: RouteHandler<'getRejudgedSubmission'> = async (
  { params, caller },
  services,
) => {
  const { session, rejudging } = await findRejudging(services, caller, params);
  const { rejudgingId, judgedIn } = rejudging;
  const { submissionId } = params;
  const [submission, again] = await Promise.all([
    services.submissions.get(session.sessionId, submissionId),
    services.submissions.get(judgedIn, rejudgedId(rejudgingId, submissionId)),
  ]);
  if (submission === undefined || again === undefined)
    throw new ApiProblem('not-found', `submission ${submissionId} is not in this rejudging`);
  if (again.state !== 'judged')
    throw new ApiProblem(
      'not-yet',
      again.state === 'quarantined'
        ? `it could not be judged again: ${again.reason}`
        : 'it waits to be judged again',
    );
  const then = await readInForce(services.submissions, before(session, rejudging), submission);
  return {
    before: await show(services, then.submission),
    after: await show(services, asRejudged(submission, again)),
  };
};

async function show({ getVersion }: Services, submission: Submission) {
  const version = await getVersion(submission.problemId, submission.problemVersion);
  return presentSubmission(submission, {
    as: 'staff',
    shows: 'all',
    ...(version === null ? {} : { manifest: version.manifest }),
  });
}
