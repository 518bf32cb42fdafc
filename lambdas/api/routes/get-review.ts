import { ApiDocument } from '../../../core/api/document.ts';
import { presentRule } from '../../../core/api/present-report.ts';
import { ApiProblem } from '../../../core/api/problem-details.ts';
import { SARIF, writeSarif } from '../../../core/api/write-sarif.ts';
import { isOver } from '../../../core/review/review.ts';
import { prefersFile } from '../prefers-file.ts';
import { Reply } from '../reply.ts';
import { ASK_AGAIN, findReview, ringForLate, showReview } from '../reviews.ts';
import type { ReplyingHandler } from '../route-handler.ts';

export const getReview: ReplyingHandler<'getReview'> = async ({ params, headers, caller }, services) => {
  const review = await findReview(services, caller, params.reviewId);
  await ringForLate(services, review);
  const shown = await showReview(services, review);
  if (!prefersFile(headers.accept, SARIF))
    return new Reply(shown, { headers: isOver(review) ? {} : ASK_AGAIN });
  const { report, source, language, name = `${review.reviewId}.txt` } = shown;
  if (report === undefined || source === undefined)
    throw new ApiProblem('not-yet', `the review is ${review.state}: there is no report of it`, {
      ...(isOver(review) ? {} : { retryAfterMs: 1_000 }),
    });
  const rules = (await services.reviews.rulesOf(language))?.rules ?? [];
  return new ApiDocument({
    mediaType: SARIF,
    fileName: `${review.reviewId}.sarif`,
    text: writeSarif([{ name, language, source, report }], rules.map(presentRule)),
    encoding: 'utf-8',
  });
};
