import { readWait } from '../../../core/api/prefer.ts';
import { given } from '../../../core/exam/given.ts';
import { isOver } from '../../../core/review/review.ts';
import { MAX_WAIT_S } from '../await-verdict.ts';
import { Reply } from '../reply.ts';
import { ASK_AGAIN, awaitReview, requestReview, showReview } from '../reviews.ts';
import type { ReplyingHandler } from '../route-handler.ts';

export const createReview: ReplyingHandler<'createReview'> = async (
  { headers, body, caller, receivedAt },
  services,
) => {
  const { name, ...wish } = body;
  const { review: taken, known } = await requestReview(
    services,
    caller,
    { ...wish, ...given({ name }) },
    headers['idempotency-key'],
  );
  const waitS = Math.min(readWait(headers.prefer) ?? 0, MAX_WAIT_S);
  const { seen, waited } =
    waitS === 0
      ? { seen: taken, waited: false }
      : await awaitReview(services, taken, receivedAt + waitS * 1_000);
  return new Reply(await showReview(services, seen, known), {
    ...(isOver(seen) ? { status: 200 } : {}),
    headers: {
      ...(isOver(seen) ? {} : ASK_AGAIN),
      ...(waitS === 0 ? {} : { 'preference-applied': waited ? `wait=${waitS}` : 'respond-async' }),
    },
  });
};
