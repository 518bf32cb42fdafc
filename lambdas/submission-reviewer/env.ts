import type * as z from 'zod/mini';
import { environmentOf } from '../environment.ts';

/** Environment of `submission-reviewer`: reviews sources. */
export const envSchema = environmentOf(
  'STAGE',
  'SESSIONS_TABLE',
  'SUBMISSIONS_TABLE',
  'METRICS_TABLE',
  'DATA_BUCKET',
  'MODEL_KEYS_PREFIX',
  'AWS_REGION',
  'AWS_ENDPOINT_URL',
);

export type Env = z.infer<typeof envSchema>;
