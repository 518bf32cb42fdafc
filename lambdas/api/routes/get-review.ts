import { isOver } from '../../../core/review/review.ts';
import { Reply } from '../reply.ts';
import { ASK_AGAIN, findReview, ringForLate, showReview } from '../reviews.ts';
import type { ReplyingHandler } from '../route-handler.ts';

export const getReview: ReplyingHandler<'getReview'> = async ({ params, caller }, services) => {
  const review = await findReview(services, caller, params.reviewId);
  await ringForLate(services, review);
  return new Reply(await showReview(services, review), { headers: isOver(review) ? {} : ASK_AGAIN });
};
