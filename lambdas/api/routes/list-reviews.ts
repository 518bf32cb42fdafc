import { presentReview } from '../../../core/api/present-review.ts';
import { ApiProblem } from '../../../core/api/problem-details.ts';
import { given } from '../../../core/exam/given.ts';
import { findOwnSession } from '../find-session.ts';
import type { RouteHandler } from '../route-handler.ts';

export const listReviews: RouteHandler<'listReviews'> = async ({ query, caller }, services) => {
  const { sessionId, submissionId, ...page } = query;
  if (submissionId !== undefined && sessionId === undefined)
    throw new ApiProblem('invalid-request', 'the request has a fault: submissionId needs its sessionId', {
      faults: [{ field: 'submissionId', detail: 'needs its sessionId' }],
    });
  if (sessionId !== undefined) await findOwnSession(services, caller, sessionId);
  const of = sessionId === undefined ? { owner: caller.username } : { sessionId, ...given({ submissionId }) };
  const { items, ...more } = await services.reviews.store.list(of, page);
  const now = services.clock.now();
  return { items: items.map((review) => presentReview(review, now)), ...more };
};
