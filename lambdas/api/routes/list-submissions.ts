import { readFittingPage } from '../../../core/api/cut-to-bytes.ts';
import { presentSubmission } from '../../../core/api/present-submission.ts';
import { given } from '../../../core/exam/given.ts';
import { decideShown } from '../../../core/submissions/decide-shown.ts';
import { readInForce } from '../../../core/submissions/rejudged.ts';
import { findSession } from '../find-session.ts';
import type { RouteHandler } from '../route-handler.ts';
import { findPoints } from '../session-results.ts';

export const listSubmissions: RouteHandler<'listSubmissions'> = async (
  { params, query, caller },
  services,
) => {
  const { session, as } = await findSession(services, caller, params.sessionId);
  const participantId = as === 'staff' ? query.participantId : caller.username;
  const points = await findPoints(services, session);
  const read = async (limit: number) => {
    const { items, cursor } = await services.submissions.list(session.sessionId, {
      limit,
      newestFirst: true,
      ...given({ cursor: query.cursor, participantId }),
    });
    const inForce = await Promise.all(
      items.map((submission) => readInForce(services.submissions, session, submission)),
    );
    return {
      items: inForce.map(({ submission, rejudging }) =>
        presentSubmission(submission, {
          as,
          shows: decideShown(session, submission.lane === 'trial', as),
          ...given({ points, rejudging }),
        }),
      ),
      ...given({ cursor }),
    };
  };
  // Compilers can be made to say so much that a page is more than one answer holds.
  return await readFittingPage(query.limit, read);
};
