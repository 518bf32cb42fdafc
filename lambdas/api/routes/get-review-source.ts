import { ApiProblem } from '../../../core/api/problem-details.ts';
import { given } from '../../../core/exam/given.ts';
import { findReview } from '../reviews.ts';
import type { RouteHandler } from '../route-handler.ts';

export const getReviewSource: RouteHandler<'getReviewSource'> = async ({ params, caller }, services) => {
  const { reviewId, language, name, sourceHash } = await findReview(services, caller, params.reviewId);
  const source = await services.reviews.store.getSource(sourceHash);
  if (source === undefined) throw new ApiProblem('not-found', 'the source is not stored any more');
  return { reviewId, language, ...given({ name }), source };
};
