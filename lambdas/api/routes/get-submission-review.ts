import { isOver } from '../../../core/review/review.ts';
import { Reply } from '../reply.ts';
import { ASK_AGAIN, ringForLate, showReview } from '../reviews.ts';
import type { ReplyingHandler } from '../route-handler.ts';
import { findSubmissionReview } from '../submission-reviews.ts';

export const getSubmissionReview: ReplyingHandler<'getSubmissionReview'> = async (
  { params, caller },
  services,
) => {
  const { review, as } = await findSubmissionReview(services, caller, params);
  await ringForLate(services, review);
  return new Reply(await showReview(services, review, undefined, as), {
    headers: isOver(review) ? {} : ASK_AGAIN,
  });
};
