import type * as z from 'zod/mini';
import { environmentOf } from '../environment.ts';

/** Environment of `auto-shutdown`: drains a closed session, ends its hosts, settles its ledger. */
export const envSchema = environmentOf(
  'STAGE',
  'SESSIONS_TABLE',
  'SUBMISSIONS_TABLE',
  'METRICS_TABLE',
  'SESSION_EVENTS_TOPIC_ARN',
  'WEBHOOK_SENDER_FUNCTION_ARN',
  'REVIEWER_FUNCTION_ARN',
  'SCHEDULE_GROUP_NAME',
  'AWS_REGION',
);

export type Env = z.infer<typeof envSchema>;
