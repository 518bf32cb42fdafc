import * as z from 'zod/mini';
import { ULID_PATTERN } from '../../core/exam/ids.ts';
import { workReviews } from '../../core/review/work-reviews.ts';
import { createHandler } from '../middleware/create-handler.ts';
import { assemble } from './dependencies.ts';
import { envSchema } from './env.ts';

/** Kept of the function's time for what has begun to be written down, ms. */
const RESERVE_MS = 5_000;

const eventSchema = z.object({
  reviewId: z.optional(z.string().check(z.regex(ULID_PATTERN, 'is not an id'))),
});

/**
 * Reviews what is due. Invoked by the API when somebody asks for a review, and by the sweep for what waits still: the table
 * says what is to be done, so that an event lost or doubled changes nothing.
 */
export const handler = createHandler({
  envSchema,
  eventSchema,
  assemble,
  async handle({ reviewId }, ports, tools, context) {
    const until = Date.now() + context.getRemainingTimeInMillis() - RESERVE_MS;
    const worked = await workReviews(reviewId, until, ports);
    tools.logger.info('reviews.worked', { ...worked });
    return worked;
  },
});
