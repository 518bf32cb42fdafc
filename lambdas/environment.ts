import * as z from 'zod/mini';
import { stages } from '../core/config/stages.ts';

const text = z.string().check(z.minLength(1, 'is empty'));

/** Every environment variable that a function can have; each function's env.ts picks its own. */
export const envFields = {
  STAGE: z.enum(stages),
  SESSIONS_TABLE: text,
  SUBMISSIONS_TABLE: text,
  METRICS_TABLE: text,
  DATA_BUCKET: text,
  SUBMISSION_EVENTS_TOPIC_ARN: text,
  SESSION_EVENTS_TOPIC_ARN: text,
  LAUNCHER_FUNCTION_ARN: text,
  HEALTH_MONITOR_FUNCTION_ARN: text,
  AUTO_SHUTDOWN_FUNCTION_ARN: text,
  PROBER_FUNCTION_NAME: text,
  EXECUTOR_FUNCTION_NAME: text,
  SCHEDULE_GROUP_NAME: text,
  SCHEDULE_ROLE_ARN: text,
  SCHEDULE_DLQ_ARN: text,
  LAUNCH_TEMPLATE_ID: text,
  /** Subnets that hosts may be launched into, one an availability zone, separated by commas. */
  SUBNET_IDS: text,
  HOST_SEALED_SG_ID: text,
  USER_POOL_ID: text,
  USER_POOL_CLIENT_ID: text,
} as const;
