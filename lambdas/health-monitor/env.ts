import * as z from 'zod/mini';
import { envFields } from '../environment.ts';

/** Environment of `health-monitor`: the tick that finds whatever an event missed. */
export const envSchema = z.object({
  STAGE: envFields.STAGE,
  SESSIONS_TABLE: envFields.SESSIONS_TABLE,
  SUBMISSIONS_TABLE: envFields.SUBMISSIONS_TABLE,
  SUBMISSION_EVENTS_TOPIC_ARN: envFields.SUBMISSION_EVENTS_TOPIC_ARN,
  SESSION_EVENTS_TOPIC_ARN: envFields.SESSION_EVENTS_TOPIC_ARN,
  AUTO_SHUTDOWN_FUNCTION_ARN: envFields.AUTO_SHUTDOWN_FUNCTION_ARN,
  PROBER_FUNCTION_NAME: envFields.PROBER_FUNCTION_NAME,
  LAUNCH_TEMPLATE_ID: envFields.LAUNCH_TEMPLATE_ID,
  SUBNET_IDS: envFields.SUBNET_IDS,
  HOST_SEALED_SG_ID: envFields.HOST_SEALED_SG_ID,
  SCHEDULE_GROUP_NAME: envFields.SCHEDULE_GROUP_NAME,
  SCHEDULE_ROLE_ARN: envFields.SCHEDULE_ROLE_ARN,
  SCHEDULE_DLQ_ARN: envFields.SCHEDULE_DLQ_ARN,
});

export type Env = z.infer<typeof envSchema>;
