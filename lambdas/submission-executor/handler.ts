import { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { type Bell, workThrough } from '../../core/submissions/executor.ts';
import { SLOTS_PER_EXECUTOR } from '../../core/submissions/slot.ts';
import { composeExecutor } from './compose.ts';
import { readDelivery } from './doorbells.ts';
import { envSchema } from './env.ts';

const logger = new Logger({ serviceName: 'submission-executor' });
const ports = composeExecutor(envSchema.parse(process.env), logger);

/** Nothing is taken up when less of the function's time is left: longer than the longest judge call on our hosts. */
const LAST_START_MS = 300_000;
/** Everything is let go when this is left: enough to give back what is being judged. */
const LET_GO_MS = 5_000;

/**
 * Answers doorbells. Each session that rang is worked through to the end of its queue, not only the submissions that
 * rang. A message that is no doorbell fails alone (and ends in the dead letters); when a session cannot be worked
 * through, its messages come again.
 */
async function handle(event: Partial<SQSEvent>, context: Context): Promise<SQSBatchResponse> {
  const failed: string[] = [];
  const bySession = new Map<string, { messageIds: string[]; bells: Bell[] }>();
  for (const delivery of (event.Records ?? []).map(readDelivery)) {
    if ('fault' in delivery) {
      logger.error('message is no doorbell', { messageId: delivery.messageId, reason: delivery.fault });
      failed.push(delivery.messageId);
      continue;
    }
    const group = bySession.get(delivery.bell.sessionId) ?? { messageIds: [], bells: [] };
    group.messageIds.push(delivery.messageId);
    group.bells.push(delivery.bell);
    bySession.set(delivery.bell.sessionId, group);
  }
  const endsAt = Date.now() + context.getRemainingTimeInMillis();
  const limits = {
    stopAt: Math.max(Date.now() + 1_000, endsAt - LAST_START_MS),
    signal: AbortSignal.timeout(Math.max(0, endsAt - LET_GO_MS - Date.now())),
    maxSlots: SLOTS_PER_EXECUTOR,
  };
  await Promise.all(
    [...bySession].map(async ([sessionId, { messageIds, bells }]) => {
      try {
        await workThrough(ports, sessionId, bells, limits);
      } catch (error) {
        logger.error('session could not be worked through', { sessionId, error: error as Error });
        failed.push(...messageIds);
      }
    }),
  );
  return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
}

export const handler = middy(handle).use(injectLambdaContext(logger, { resetKeys: true }));
