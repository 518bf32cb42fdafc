import * as z from 'zod/mini';
import { envFields } from '../environment.ts';

/** Environment of `api`: books sessions, takes submissions, answers questions. */
export const envSchema = z.object({
  STAGE: envFields.STAGE,
  SESSIONS_TABLE: envFields.SESSIONS_TABLE,
  SUBMISSIONS_TABLE: envFields.SUBMISSIONS_TABLE,
  METRICS_TABLE: envFields.METRICS_TABLE,
  DATA_BUCKET: envFields.DATA_BUCKET,
  SUBMISSION_EVENTS_TOPIC_ARN: envFields.SUBMISSION_EVENTS_TOPIC_ARN,
  LAUNCHER_FUNCTION_ARN: envFields.LAUNCHER_FUNCTION_ARN,
  HEALTH_MONITOR_FUNCTION_ARN: envFields.HEALTH_MONITOR_FUNCTION_ARN,
  AUTO_SHUTDOWN_FUNCTION_ARN: envFields.AUTO_SHUTDOWN_FUNCTION_ARN,
  SCHEDULE_GROUP_NAME: envFields.SCHEDULE_GROUP_NAME,
  SCHEDULE_ROLE_ARN: envFields.SCHEDULE_ROLE_ARN,
  SCHEDULE_DLQ_ARN: envFields.SCHEDULE_DLQ_ARN,
  USER_POOL_ID: envFields.USER_POOL_ID,
  USER_POOL_CLIENT_ID: envFields.USER_POOL_CLIENT_ID,
});

export type Env = z.infer<typeof envSchema>;
