import type * as z from 'zod/mini';
import { environmentOf, fleetVariables } from '../environment.ts';

/** Environment of `scheduler-launcher`: claims a launch round and launches it. */
export const envSchema = environmentOf(...fleetVariables, 'EXECUTOR_FUNCTION_NAME');

export type Env = z.infer<typeof envSchema>;
