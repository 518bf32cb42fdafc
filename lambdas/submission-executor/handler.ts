import type { Context, SQSBatchResponse } from 'aws-lambda';
import * as z from 'zod/mini';
import { ULID_PATTERN } from '../../core/exam/ids.ts';
import type { ExecutorPorts } from '../../core/submissions/executor-ports.ts';
import { LAST_START_MS, LET_GO_MS } from '../../core/submissions/executor-time.ts';
import { WORK_ID_PATTERN } from '../../core/submissions/rejudged.ts';
import { SLOTS_PER_EXECUTOR } from '../../core/submissions/slot.ts';
import { workThrough } from '../../core/submissions/work-through.ts';
import { createHandler } from '../middleware/create-handler.ts';
import { answerMessages, messagesSchema, readBody } from '../middleware/messages.ts';
import { composeExecutor } from './compose.ts';
import { envSchema } from './env.ts';

const idOf = (pattern: RegExp) => z.string().check(z.regex(pattern, 'is not an id'));
const bellSchema = z.object({ sessionId: idOf(ULID_PATTERN), submissionId: idOf(WORK_ID_PATTERN) });

/**
 * Answers doorbells. Each session that rang is worked through to the end of its queue, not only the submissions that
 * rang. A message that is no doorbell fails alone; when a session cannot be worked through, its messages come again.
 */
export const handler = createHandler({
  envSchema,
  eventSchema: messagesSchema,
  assemble: composeExecutor,
  async handle(event, ports: ExecutorPorts, tools, context: Context): Promise<SQSBatchResponse> {
    const endsAt = Date.now() + context.getRemainingTimeInMillis();
    const limits = {
      stopAt: Math.max(Date.now() + 1_000, endsAt - LAST_START_MS),
      signal: AbortSignal.timeout(Math.max(0, endsAt - LET_GO_MS - Date.now())),
      maxSlots: SLOTS_PER_EXECUTOR,
    };
    return await answerMessages(event, tools, {
      read: (body) => readBody(bellSchema, body),
      keyOf: ({ sessionId }) => sessionId,
      async work(bells) {
        for (const { sessionId } of bells.slice(0, 1)) await workThrough(ports, sessionId, bells, limits);
      },
    });
  },
});
