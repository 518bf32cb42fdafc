import * as z from 'zod/mini';
import { stages } from '../core/config/stages.ts';

const text = z.string().check(z.minLength(1, 'is empty'));

/** Every environment variable that a function reads; each function's env.ts picks its own. */
const variables = {
  STAGE: z.enum(stages, `is not one of ${stages.join(', ')}`),
  SESSIONS_TABLE: text,
  SUBMISSIONS_TABLE: text,
  METRICS_TABLE: text,
  /** Below it are the keys of language models. */
  MODEL_KEYS_PREFIX: text,
  DATA_BUCKET: text,
  SUBMISSION_EVENTS_TOPIC_ARN: text,
  SESSION_EVENTS_TOPIC_ARN: text,
  LAUNCHER_FUNCTION_ARN: text,
  HEALTH_MONITOR_FUNCTION_ARN: text,
  AUTO_SHUTDOWN_FUNCTION_ARN: text,
  WEBHOOK_SENDER_FUNCTION_ARN: text,
  REVIEWER_FUNCTION_ARN: text,
  WEBHOOK_EVENTS_QUEUE_URL: text,
  FLEET_SUBMISSIONS_QUEUE_URL: text,
  HOSTED_SUBMISSIONS_QUEUE_URL: text,
  PROBER_FUNCTION_NAME: text,
  EXECUTOR_FUNCTION_NAME: text,
  SCHEDULE_GROUP_NAME: text,
  SCHEDULE_ROLE_ARN: text,
  SCHEDULE_DLQ_ARN: text,
  LAUNCH_TEMPLATE_ID: text,
  /** Subnets that hosts may be launched into, one an availability zone, separated by commas. */
  SUBNET_IDS: text,
  HOST_SEALED_SG_ID: text,
  USER_POOL_ID: text,
  USER_POOL_CLIENT_ID: text,
  /** Machine clients as JSON: `[{ name, clientId, owners }]`. */
  MACHINES: text,
  /** Prefix of the user pool's domain, at which machines get tokens. */
  TOKEN_DOMAIN: text,
  /** Given by Lambda, not by the stack. */
  AWS_REGION: text,
  /** Given by local mode alone. */
  AWS_ENDPOINT_URL: z.optional(text),
} as const;

type Variables = typeof variables;

/** The schema of an environment of these variables. */
export function environmentOf<N extends keyof Variables>(...names: readonly N[]) {
  return z.object(Object.fromEntries(names.map((name) => [name, variables[name]])) as Pick<Variables, N>);
}

/** What a fleet pass needs, whichever function makes it. */
export const fleetVariables = [
  'STAGE',
  'SESSIONS_TABLE',
  'SUBMISSIONS_TABLE',
  'METRICS_TABLE',
  'SUBMISSION_EVENTS_TOPIC_ARN',
  'SESSION_EVENTS_TOPIC_ARN',
  'PROBER_FUNCTION_NAME',
  'LAUNCH_TEMPLATE_ID',
  'SUBNET_IDS',
  'HOST_SEALED_SG_ID',
  'SCHEDULE_GROUP_NAME',
  'SCHEDULE_ROLE_ARN',
  'SCHEDULE_DLQ_ARN',
  'AWS_REGION',
] as const satisfies readonly (keyof Variables)[];

const fleetEnvSchema = environmentOf(...fleetVariables);
export type FleetEnv = z.infer<typeof fleetEnvSchema>;
