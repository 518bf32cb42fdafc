import type * as z from 'zod/mini';
import { environmentOf } from '../environment.ts';

/** Environment of `submission-reviewer`: reviews sources. */
export const envSchema = environmentOf('STAGE', 'SUBMISSIONS_TABLE', 'METRICS_TABLE', 'AWS_REGION');

export type Env = z.infer<typeof envSchema>;
