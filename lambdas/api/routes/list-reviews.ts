import { presentReview } from '../../../core/api/present-review.ts';
import { findOwnSession } from '../find-session.ts';
import type { RouteHandler } from '../route-handler.ts';

export const listReviews: RouteHandler<'listReviews'> = async ({ query, caller }, services) => {
  const { sessionId, ...page } = query;
  if (sessionId !== undefined) await findOwnSession(services, caller, sessionId);
  const of = sessionId === undefined ? { owner: caller.username } : { sessionId };
  const { items, ...more } = await services.reviews.store.list(of, page);
  const now = services.clock.now();
  return { items: items.map((review) => presentReview(review, { now, rules: new Map() })), ...more };
};
