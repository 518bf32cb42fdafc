import { presentReview } from '../../../core/api/present-review.ts';
import { ApiProblem } from '../../../core/api/problem-details.ts';
import { findOwnSession } from '../find-session.ts';
import type { RouteHandler } from '../route-handler.ts';
import { findReviewOf } from '../submission-reviews.ts';

export const listReviews: RouteHandler<'listReviews'> = async ({ query, caller }, services) => {
  const { sessionId, submissionId, ...page } = query;
  if (submissionId !== undefined && sessionId === undefined)
    throw new ApiProblem('invalid-request', 'the request has a fault: submissionId needs its sessionId', {
      faults: [{ field: 'submissionId', detail: 'needs its sessionId' }],
    });
  if (sessionId !== undefined) await findOwnSession(services, caller, sessionId);
  const now = services.clock.now();
  if (sessionId !== undefined && submissionId !== undefined) {
    const review = await findReviewOf(services, { sessionId, submissionId });
    return { items: review === undefined ? [] : [presentReview(review, now)] };
  }
  const of = sessionId === undefined ? { owner: caller.username } : { sessionId };
  const { items, ...more } = await services.reviews.store.list(of, page);
  return { items: items.map((review) => presentReview(review, now)), ...more };
};
