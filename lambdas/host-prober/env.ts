import type * as z from 'zod/mini';
import { environmentOf } from '../environment.ts';

/** Environment of `host-prober`: examines hosts and answers what it found; it knows no table, no topic. */
export const envSchema = environmentOf('STAGE');

export type Env = z.infer<typeof envSchema>;
