import * as z from 'zod/mini';
import { SEND_MS, sendWebhooks } from '../../core/webhooks/send-webhooks.ts';
import { createHandler } from '../middleware/create-handler.ts';
import { assemble } from './dependencies.ts';
import { envSchema } from './env.ts';

/** Kept for the tries that have begun when the time is over, ms. */
const RESERVE_MS = 30_000;

const eventSchema = z.object({ until: z.optional(z.number()) });

/**
 * Sends what webhooks are to be told. Invoked by the tick for as long as it rests, by auto-shutdown at its end, by the sweep,
 * by the API when somebody asks for a delivery, and by a schedule of its own when one is to be tried again.
 */
export const handler = createHandler({
  envSchema,
  eventSchema,
  assemble,
  async handle(event, connect, tools, context) {
    const now = Date.now();
    const latest = now + context.getRemainingTimeInMillis() - RESERVE_MS;
    const ports = connect(context.invokedFunctionArn);
    const sent = await sendWebhooks(Math.min(event.until ?? now + SEND_MS, latest), ports);
    tools.logger.info('webhooks.sent', { ...sent });
    return sent;
  },
});
