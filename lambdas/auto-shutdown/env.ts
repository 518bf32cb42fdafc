import * as z from 'zod/mini';
import { envFields } from '../environment.ts';

/** Environment of `auto-shutdown`: drains a closed session, ends its hosts, settles its ledger. */
export const envSchema = z.object({
  STAGE: envFields.STAGE,
  SESSIONS_TABLE: envFields.SESSIONS_TABLE,
  SUBMISSIONS_TABLE: envFields.SUBMISSIONS_TABLE,
  METRICS_TABLE: envFields.METRICS_TABLE,
  SESSION_EVENTS_TOPIC_ARN: envFields.SESSION_EVENTS_TOPIC_ARN,
  SCHEDULE_GROUP_NAME: envFields.SCHEDULE_GROUP_NAME,
});

export type Env = z.infer<typeof envSchema>;
