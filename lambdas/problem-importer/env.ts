import * as z from 'zod/mini';
import { envFields } from '../environment.ts';

/** Environment of `problem-importer`: turns uploaded packages into problems. */
export const envSchema = z.object({
  STAGE: envFields.STAGE,
  SESSIONS_TABLE: envFields.SESSIONS_TABLE,
  DATA_BUCKET: envFields.DATA_BUCKET,
});

export type Env = z.infer<typeof envSchema>;
