import { presentSubmission } from '../../../core/api/present-submission.ts';
import { given } from '../../../core/exam/given.ts';
import type { Submission } from '../../../core/submissions/submission.ts';
import { expectWaitBehind } from '../expected-wait.ts';
import { findSubmission } from '../find-submission.ts';
import type { RouteHandler } from '../route-handler.ts';
import type { Services } from '../services.ts';
import { findPoints } from '../session-results.ts';

/** Places in the queue that are told exactly; further back says at least this. */
const TOLD_EXACTLY = 100;

export const getSubmission: RouteHandler<'getSubmission'> = async ({ params, caller }, services) => {
  const { session, submission, rejudging, as, shows } = await findSubmission(services, caller, params);
  if (submission.state === 'queued') {
    const ahead = await countAhead(services, submission);
    const expectedWaitMs = await expectWaitBehind(services, submission.sessionId, ahead);
    return presentSubmission(submission, {
      as,
      shows,
      ahead,
      ...(expectedWaitMs === undefined ? {} : { expectedWaitMs }),
    });
  }
  const [version, points] =
    submission.state === 'judged'
      ? await Promise.all([
          services.getVersion(submission.problemId, submission.problemVersion),
          findPoints(services, session),
        ])
      : [null, undefined];
  return presentSubmission(submission, {
    as,
    shows,
    ...given({ points, rejudging, manifest: version?.manifest }),
  });
};

async function countAhead(
  { submissions }: Services,
  { sessionId, submissionId, lane, rank }: Submission,
): Promise<number> {
  const waiting = await submissions.listWaiting(sessionId, lane, TOLD_EXACTLY);
  return waiting.filter((other) => other.submissionId !== submissionId && other.rank < rank).length;
}
