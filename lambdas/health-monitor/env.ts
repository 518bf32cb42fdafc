import type * as z from 'zod/mini';
import { environmentOf, fleetVariables } from '../environment.ts';

/** Environment of `health-monitor`: the tick that finds whatever an event missed. */
export const envSchema = environmentOf(
  ...fleetVariables,
  'AUTO_SHUTDOWN_FUNCTION_ARN',
  'WEBHOOK_SENDER_FUNCTION_ARN',
  'REVIEWER_FUNCTION_ARN',
);

export type Env = z.infer<typeof envSchema>;
