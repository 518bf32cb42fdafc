import * as z from 'zod/mini';
import { ULID_PATTERN } from '../../core/exam/ids.ts';
import { workReviews } from '../../core/review/work-reviews.ts';
import { createHandler } from '../middleware/create-handler.ts';
import { assemble } from './dependencies.ts';
import { envSchema } from './env.ts';
import { uploadSchema } from './heed-upload.ts';

/** Kept of the function's time for what has begun to be written down, ms. */
const RESERVE_MS = 5_000;

const idSchema = z.string().check(z.regex(ULID_PATTERN, 'is not an id'));
const eventSchema = z.union([
  uploadSchema,
  // Strict: of S3's event nothing may be taken for a call without a review.
  z.strictObject({ reviewId: z.optional(idSchema) }),
  z.strictObject({ runsOf: idSchema }),
]);

/**
 * Reviews what is due. Invoked by the API when somebody asks for a review, by EventBridge for a file below `reviews/` of the
 * bucket, and by the sweep for what waits still; for a session that is over by its shutdown, while its judges are there: the table
 * says what is to be done, so that an event lost or doubled changes nothing. What its time does not suffice for it
 * leaves to an invocation that it starts itself, by the name that it was called by.
 */
export const handler = createHandler({
  envSchema,
  eventSchema,
  assemble,
  async handle(event, ports, tools, context) {
    if ('runsOf' in event) {
      const { runsOf: sessionId } = event;
      const chosen = await ports.chooseRuns(sessionId);
      tools.logger.info('runs.chosen', { sessionId, chosen });
      return { chosen };
    }
    const until = Date.now() + context.getRemainingTimeInMillis() - RESERVE_MS;
    const first = 'detail' in event ? await ports.heedUpload(event) : event.reviewId;
    const worked = await workReviews(first, until, ports);
    tools.logger.info('reviews.worked', { ...worked });
    if (worked.left) await ports.startAgain(context.invokedFunctionArn);
    return worked;
  },
});
