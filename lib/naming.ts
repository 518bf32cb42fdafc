import type { Stage } from '../core/config/stages.ts';

export { tagKeys } from '../core/fleet/instance-tags.ts';
export { alarmedMetrics, metricNamespace, metricTable } from '../core/metrics/metric-table.ts';

/** The stacks of a stage, by lifecycle. A stage that is switched off CloudFront has no `Console`. */
export const stackKinds = ['Data', 'Fleet', 'App', 'Observability', 'Console'] as const;
export type StackKind = (typeof stackKinds)[number];

/** What one stack tells another, by SSM parameter `/assize/<stage>/<name>`; never by an export, which locks deploy order. */
export const sharedNames = [
  'sessions-table-name',
  'submissions-table-name',
  'metrics-table-name',
  'data-bucket-name',
  'package-uploads-queue-arn',
  'package-uploads-queue-name',
  'package-uploads-dead-letters-name',
  'user-pool-id',
  'user-pool-client-id',
  'function-subnet-a-id',
  'function-subnet-b-id',
  'host-subnet-a-id',
  'host-subnet-b-id',
  'function-security-group-id',
  'host-installing-security-group-id',
  'host-sealed-security-group-id',
  'launch-template-id',
  'schedule-role-arn',
  'schedule-role-name',
  'schedule-dead-letters-arn',
  'schedule-dead-letters-name',
  'api-id',
  'api-function-name',
  'scheduler-launcher-function-name',
  'health-monitor-function-name',
  'host-prober-function-name',
  'auto-shutdown-function-name',
  'submission-executor-function-name',
  'submission-executor-hosted-function-name',
  'problem-importer-function-name',
  'webhook-sender-function-name',
  'submission-reviewer-function-name',
  'fleet-submissions-queue-name',
  'fleet-submissions-dead-letters-name',
  'hosted-submissions-queue-name',
  'hosted-submissions-dead-letters-name',
  'async-failures-queue-name',
] as const;
/** Names of all stages, and one for each machine of this one. */
export type SharedName = (typeof sharedNames)[number] | `machine-${string}-client-id`;

/** `Assize-dev-Data` */
export function stackName(stage: Stage, kind: StackKind): string {
  return `Assize-${stage}-${kind}`;
}

/** `/assize/dev/data-bucket-name` */
export function parameterName(stage: Stage, name: SharedName): string {
  return `/assize/${stage}/${name}`;
}

/** Below it an operator keeps the tokens of Judge0 servers for direct and pooled sessions: `/assize/dev/judges/`. */
export function judgeTokenPrefix(stage: Stage): string {
  return `/assize/${stage}/judges/`;
}

/** Below it an operator keeps the keys of language models, each by the model's name in the configuration: `/assize/dev/models/`. */
export function modelKeyPrefix(stage: Stage): string {
  return `/assize/${stage}/models/`;
}

/** The scheduler group that holds every schedule of a stage: `assize-dev`. */
export function scheduleGroupName(stage: Stage): string {
  return `assize-${stage}`;
}

/** An alarm that another stack knows by its name: `assize-dev-FunctionErrors`. */
export function alarmName(stage: Stage, id: string): string {
  return `assize-${stage}-${id}`;
}
