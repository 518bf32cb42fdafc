import type * as z from 'zod/mini';
import { environmentOf } from '../environment.ts';

/** Environment of `problem-importer`: turns uploaded packages into problems. */
export const envSchema = environmentOf('STAGE', 'SESSIONS_TABLE', 'METRICS_TABLE', 'DATA_BUCKET');

export type Env = z.infer<typeof envSchema>;
