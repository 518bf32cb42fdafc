import * as z from 'zod/mini';
import { envFields } from '../environment.ts';

/** Environment of `host-prober`: examines hosts and answers what it found; it knows no table, no topic. */
export const envSchema = z.object({
  STAGE: envFields.STAGE,
});

export type Env = z.infer<typeof envSchema>;
