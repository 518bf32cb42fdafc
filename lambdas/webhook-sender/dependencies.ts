import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDeliveryStore } from '../../adapters/dynamodb/delivery-store.ts';
import { DynamoSenderTurn } from '../../adapters/dynamodb/sender-turn.ts';
import { DynamoSessionStore } from '../../adapters/dynamodb/session-store.ts';
import { DynamoWebhookStore } from '../../adapters/dynamodb/webhook-store.ts';
import { makeGuardedFetch } from '../../adapters/judge0/guarded-fetch.ts';
import { planWake } from '../../adapters/scheduler/wake-schedule.ts';
import { SqsEventInbox } from '../../adapters/sns-sqs/event-inbox.ts';
import { systemClock } from '../../adapters/system-clock.ts';
import { ulidSource } from '../../adapters/ulid-source.ts';
import { HttpMessageSender } from '../../adapters/webhooks/http-message-sender.ts';
import type { SenderPorts } from '../../core/webhooks/sender-ports.ts';
import { connectTables } from '../middleware/connect-tables.ts';
import type { Tools } from '../middleware/tools.ts';
import type { Env } from './env.ts';

/** Wires what sending touches, once for the life of the process; the function's own ARN, which it is woken by, comes with a call. */
export function assemble(env: Env, tools: Tools): (functionArn: string) => SenderPorts {
  const table = connectTables(tools, env)(env.SESSIONS_TABLE);
  const scheduler = new SchedulerClient();
  const { logger } = tools;
  // Local mode alone has receivers on the same machine.
  const fetch = makeGuardedFetch({ guarded: 'receiver', allowPrivate: env.AWS_ENDPOINT_URL !== undefined });
  const ports: Omit<SenderPorts, 'planWake'> = {
    clock: systemClock,
    ids: ulidSource,
    random: Math.random,
    sessions: new DynamoSessionStore(table),
    webhooks: new DynamoWebhookStore(table),
    deliveries: new DynamoDeliveryStore(table, systemClock.now),
    turn: new DynamoSenderTurn(table),
    inbox: new SqsEventInbox(new SQSClient(), env.WEBHOOK_EVENTS_QUEUE_URL, (fault) =>
      logger.error('message.failed', { fault }),
    ),
    messages: new HttpMessageSender(fetch, systemClock.now),
    tell: ({ event, ...facts }) => logger.warn(`webhook.${event}`, facts),
  };
  return (functionArn) => ({
    ...ports,
    planWake: async (at) =>
      await planWake(
        scheduler,
        {
          groupName: env.SCHEDULE_GROUP_NAME,
          name: 'webhooks',
          functionArn,
          roleArn: env.SCHEDULE_ROLE_ARN,
          deadLettersArn: env.SCHEDULE_DLQ_ARN,
        },
        at,
        systemClock.now(),
      ),
  });
}
