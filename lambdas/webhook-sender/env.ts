import type * as z from 'zod/mini';
import { environmentOf } from '../environment.ts';

/** Environment of `webhook-sender`: tells webhooks of events. */
export const envSchema = environmentOf(
  'STAGE',
  'SESSIONS_TABLE',
  'METRICS_TABLE',
  'WEBHOOK_EVENTS_QUEUE_URL',
  'SCHEDULE_GROUP_NAME',
  'SCHEDULE_ROLE_ARN',
  'SCHEDULE_DLQ_ARN',
  'AWS_ENDPOINT_URL',
);

export type Env = z.infer<typeof envSchema>;
