import type * as z from 'zod/mini';
import { environmentOf } from '../environment.ts';

/** Environment of `api`: books sessions, takes submissions, answers questions. */
export const envSchema = environmentOf(
  'STAGE',
  'SESSIONS_TABLE',
  'SUBMISSIONS_TABLE',
  'METRICS_TABLE',
  'DATA_BUCKET',
  'SUBMISSION_EVENTS_TOPIC_ARN',
  'FLEET_SUBMISSIONS_QUEUE_URL',
  'HOSTED_SUBMISSIONS_QUEUE_URL',
  'LAUNCHER_FUNCTION_ARN',
  'HEALTH_MONITOR_FUNCTION_ARN',
  'AUTO_SHUTDOWN_FUNCTION_ARN',
  'WEBHOOK_SENDER_FUNCTION_ARN',
  'REVIEWER_FUNCTION_ARN',
  'SCHEDULE_GROUP_NAME',
  'SCHEDULE_ROLE_ARN',
  'SCHEDULE_DLQ_ARN',
  'USER_POOL_ID',
  'USER_POOL_CLIENT_ID',
  'MACHINES',
  'TOKEN_DOMAIN',
  'AWS_REGION',
  'AWS_ENDPOINT_URL',
);

export type Env = z.infer<typeof envSchema>;
