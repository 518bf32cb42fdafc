import { type Stage, stages } from '../core/config/stages.ts';

export { tagKeys } from '../core/fleet/instance-tags.ts';
export { metricNames, metricNamespace } from '../core/operations/metric-names.ts';

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
  'fleet-submissions-queue-name',
  'fleet-submissions-dead-letters-name',
  'hosted-submissions-queue-name',
  'hosted-submissions-dead-letters-name',
  'async-failures-queue-name',
] as const;
export type SharedName = (typeof sharedNames)[number];

/** `Assize-dev-Data` */
export function stackName(stage: Stage, kind: StackKind): string {
  return `Assize-${stage}-${kind}`;
}

/** The stage and kind of a stack's name, or undefined for a name that is not one of ours. */
export function parseStackName(name: string): { stage: Stage; kind: StackKind } | undefined {
  const [prefix, stage, kind, ...rest] = name.split('-');
  if (prefix !== 'Assize' || rest.length > 0 || !isOneOf(stages, stage) || !isOneOf(stackKinds, kind))
    return undefined;
  return { stage, kind };
}

/** `/assize/dev/data-bucket-name` */
export function parameterName(stage: Stage, name: SharedName): string {
  return `/assize/${stage}/${name}`;
}

/** The stage and shared name of an SSM parameter's name, or undefined for a name that is not one of ours. */
export function parseParameterName(parameter: string): { stage: Stage; name: SharedName } | undefined {
  const [empty, prefix, stage, name, ...rest] = parameter.split('/');
  if (empty !== '' || prefix !== 'assize' || rest.length > 0) return undefined;
  return isOneOf(stages, stage) && isOneOf(sharedNames, name) ? { stage, name } : undefined;
}

/** Below it an operator keeps the tokens of Judge0 servers for direct and pooled sessions: `/assize/dev/judges/`. */
export function judgeTokenPrefix(stage: Stage): string {
  return `/assize/${stage}/judges/`;
}

/** The scheduler group that holds every schedule of a stage: `assize-dev`. */
export function scheduleGroupName(stage: Stage): string {
  return `assize-${stage}`;
}

/** The stage of a scheduler group, or undefined for a group that is not one of ours. */
export function parseScheduleGroupName(group: string): Stage | undefined {
  const [prefix, stage, ...rest] = group.split('-');
  return prefix === 'assize' && rest.length === 0 && isOneOf(stages, stage) ? stage : undefined;
}

function isOneOf<T extends string>(values: readonly T[], value: string | undefined): value is T {
  return value !== undefined && (values as readonly string[]).includes(value);
}
