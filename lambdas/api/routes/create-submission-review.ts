import { isOver } from '../../../core/review/review.ts';
import { Reply } from '../reply.ts';
import { ASK_AGAIN, showReview } from '../reviews.ts';
import type { ReplyingHandler } from '../route-handler.ts';
import { reviewSubmission } from '../submission-reviews.ts';

export const createSubmissionReview: ReplyingHandler<'createSubmissionReview'> = async (
  { params, caller },
  services,
) => {
  const review = await reviewSubmission(services, caller, params);
  return new Reply(
    await showReview(services, review),
    isOver(review) ? { status: 200 } : { headers: ASK_AGAIN },
  );
};
