import { presentSubmission } from '../../../core/api/present-submission.ts';
import { decideShown } from '../../../core/submissions/decide-shown.ts';
import { findSession } from '../find-session.ts';
import type { RouteHandler } from '../route-handler.ts';

export const listSubmissions: RouteHandler<'listSubmissions'> = async (
  { params, query, caller },
  services,
) => {
  const { session, as } = await findSession(services, caller, params.sessionId);
  const participantId = as === 'staff' ? query.participantId : caller.username;
  const { items, cursor } = await services.submissions.list(session.sessionId, {
    limit: query.limit,
    newestFirst: true,
    ...(query.cursor === undefined ? {} : { cursor: query.cursor }),
    ...(participantId === undefined ? {} : { participantId }),
  });
  return {
    items: items.map((submission) =>
      presentSubmission(submission, { as, shows: decideShown(session, submission.lane === 'trial', as) }),
    ),
    ...(cursor === undefined ? {} : { cursor }),
  };
};
