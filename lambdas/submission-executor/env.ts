import type * as z from 'zod/mini';
import { environmentOf } from '../environment.ts';

/** Environment of `submission-executor`, inside the VPC and outside. */
export const envSchema = environmentOf(
  'STAGE',
  'SESSIONS_TABLE',
  'SUBMISSIONS_TABLE',
  'METRICS_TABLE',
  'DATA_BUCKET',
);

export type Env = z.infer<typeof envSchema>;
