import { ApiProblem } from '../../../core/api/problem-details.ts';
import { findSubmission } from '../find-submission.ts';
import type { RouteHandler } from '../route-handler.ts';

export const getSubmissionSource: RouteHandler<'getSubmissionSource'> = async (
  { params, caller },
  services,
) => {
  const { submission } = await findSubmission(services, caller, params);
  const handedIn = await services.submissions.getHandedIn(params.sessionId, params.submissionId);
  if (handedIn === undefined) throw new ApiProblem('not-found', 'the source is not stored any more');
  const { source, ...rest } = handedIn;
  return {
    submissionId: submission.submissionId,
    language: submission.language,
    ...(typeof source === 'string' ? { source } : { files: [...source] }),
    ...rest,
  };
};
