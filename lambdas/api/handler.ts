import { createHandler } from '../middleware/create-handler.ts';
import { answerRequest, withoutContent } from './answer-request.ts';
import { eventSchema } from './api-event.ts';
import { composeServices } from './compose.ts';
import { envSchema } from './env.ts';
import { watchRefusal } from './refusal-watch.ts';
import { refuse } from './respond.ts';

/** Answers requests of the HTTP API. What goes wrong is told the caller; what is our fault is told the log too. */
export const handler = createHandler({
  envSchema,
  eventSchema,
  assemble: composeServices,
  handle: async (event, services, { logger }) => {
    const standing = {};
    const answered = await answerRequest(event, services, standing).catch(async (error: unknown) => {
      await watchRefusal(error, event, services);
      return refuse(error, event.requestContext.requestId, logger);
    });
    const whole = { ...answered, headers: { ...answered.headers, ...standing } };
    return event.requestContext.http.method === 'HEAD' ? withoutContent(whole) : whole;
  },
});
