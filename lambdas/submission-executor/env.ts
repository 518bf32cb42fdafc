import * as z from 'zod/mini';
import { envFields } from '../environment.ts';

/** Environment of `submission-executor`, inside the VPC and outside. */
export const envSchema = z.object({
  STAGE: envFields.STAGE,
  SESSIONS_TABLE: envFields.SESSIONS_TABLE,
  SUBMISSIONS_TABLE: envFields.SUBMISSIONS_TABLE,
  METRICS_TABLE: envFields.METRICS_TABLE,
  DATA_BUCKET: envFields.DATA_BUCKET,
});

export type Env = z.infer<typeof envSchema>;
