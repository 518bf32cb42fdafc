import { tagKeys } from '../fleet/instance-tags.ts';

/** One thing that a function must, or must not, be allowed. */
export interface FunctionAct {
  readonly action: string;
  readonly resource: string;
  /** Condition keys that AWS would supply. */
  readonly context?: Readonly<Record<string, string>>;
  readonly allowed: boolean;
}

/** Where a stage lives, and the environment of the function that is asked about. */
export interface ActSurroundings {
  readonly account: string;
  readonly region: string;
  readonly stage: string;
  readonly env: Readonly<Record<string, string>>;
}

/** Functions whose roles are simulated: those that have calls of their own to make. */
export const actingFunctions = [
  'api',
  'scheduler-launcher',
  'health-monitor',
  'auto-shutdown',
  'submission-executor',
  'submission-executor-hosted',
  'problem-importer',
  'webhook-sender',
] as const;
export type ActingFunction = (typeof actingFunctions)[number];

/**
 * What a function's work needs, on the resources that its environment names, and what it must be refused. Not everything
 * that its role says: each of its services once, and each that has a condition.
 * @throws Error when the environment lacks a name that is needed
 */
export function actsOf(name: ActingFunction, surroundings: ActSurroundings): FunctionAct[] {
  const at: Surroundings = { ...surroundings, name };
  const acts: Readonly<Record<ActingFunction, () => FunctionAct[]>> = {
    api: () => [
      ...onRows(at, 'SESSIONS_TABLE', 'GetItem', 'PutItem', 'UpdateItem', 'Query', 'BatchWriteItem'),
      ...onRows(at, 'SUBMISSIONS_TABLE', 'GetItem', 'PutItem', 'UpdateItem', 'Query'),
      ...onRows(at, 'METRICS_TABLE', 'PutItem'),
      onObject(at, 's3:PutObject', 'packages/one.zip'),
      onObject(at, 's3:GetObject', 'problems/one/1.json'),
      onTopic(at, 'SUBMISSION_EVENTS_TOPIC_ARN'),
      ...onSchedules(at, 'CreateSchedule', 'UpdateSchedule'),
      allowed('cognito-idp:AdminCreateUser', userPool(at)),
      allowed('cognito-idp:AdminGetUser', userPool(at)),
      refused('cognito-idp:AdminSetUserPassword', userPool(at)),
      refused('ec2:CreateFleet', ec2(at, 'fleet/*')),
      ...endsHosts(at, false),
      allowed('ec2:TerminateInstances', ec2(at, 'instance/i-one'), {
        ...ofStage(at.stage),
        [`aws:ResourceTag/${tagKeys.rehearsal}`]: 'true',
      }),
    ],
    'scheduler-launcher': () => passesOverFleet(at),
    'health-monitor': () => [...passesOverFleet(at), ...onRows(at, 'METRICS_TABLE', 'Query')],
    'auto-shutdown': () => [
      ...onRows(at, 'SESSIONS_TABLE', 'GetItem', 'UpdateItem', 'DeleteItem'),
      ...onRows(at, 'SUBMISSIONS_TABLE', 'Query', 'UpdateItem'),
      ...onRows(at, 'METRICS_TABLE', 'PutItem'),
      allowed('ec2:DescribeInstances', '*'),
      ...endsHosts(at, true),
      onTopic(at, 'SESSION_EVENTS_TOPIC_ARN'),
      ...onSchedules(at, 'DeleteSchedule'),
    ],
    'submission-executor': () => judges(at),
    'submission-executor-hosted': () => [
      ...judges(at),
      allowed('ssm:GetParameter', arn(at, 'ssm', `parameter/assize/${at.stage}/judges/one`)),
    ],
    'problem-importer': () => [
      ...onRows(at, 'SESSIONS_TABLE', 'GetItem', 'PutItem', 'UpdateItem'),
      ...onRows(at, 'METRICS_TABLE', 'PutItem'),
      onObject(at, 's3:GetObject', 'packages/one.zip'),
      onObject(at, 's3:PutObject', 'testdata/one'),
      onObject(at, 's3:PutObject', 'problems/one/1.json'),
      ...endsHosts(at, false),
    ],
    'webhook-sender': () => [
      ...onRows(at, 'SESSIONS_TABLE', 'GetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'Query'),
      ...onRows(at, 'METRICS_TABLE', 'PutItem'),
      ...onSchedules(at, 'CreateSchedule', 'UpdateSchedule'),
      ...endsHosts(at, false),
    ],
  };
  return acts[name]();
}

function passesOverFleet(at: Surroundings): FunctionAct[] {
  const made = ['instance', 'volume', 'network-interface'];
  return [
    ...onRows(at, 'SESSIONS_TABLE', 'GetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'Query'),
    ...onRows(at, 'METRICS_TABLE', 'PutItem'),
    allowed('ec2:CreateFleet', ec2(at, 'fleet/*')),
    allowed('ec2:RunInstances', ec2(at, `launch-template/${variable(at, 'LAUNCH_TEMPLATE_ID')}`)),
    ...variable(at, 'SUBNET_IDS')
      .split(',')
      .map((subnet) => allowed('ec2:RunInstances', ec2(at, `subnet/${subnet}`))),
    ...made.map((type) => allowed('ec2:RunInstances', ec2(at, `${type}/one`))),
    allowed('ec2:CreateTags', ec2(at, 'instance/one'), { 'ec2:CreateAction': 'RunInstances' }),
    refused('ec2:CreateTags', ec2(at, 'instance/one')),
    allowed('ec2:DescribeInstances', '*'),
    ...['network-interface/one', 'instance/i-one'].map((resource) =>
      allowed('ec2:ModifyNetworkInterfaceAttribute', ec2(at, resource), ofStage(at.stage)),
    ),
    allowed(
      'ec2:ModifyNetworkInterfaceAttribute',
      ec2(at, `security-group/${variable(at, 'HOST_SEALED_SG_ID')}`),
    ),
    allowed('ec2:RebootInstances', ec2(at, 'instance/i-one'), ofStage(at.stage)),
    ...endsHosts(at, true),
    allowed('lambda:InvokeFunction', arn(at, 'lambda', `function:${variable(at, 'PROBER_FUNCTION_NAME')}`)),
    ...onSchedules(at, 'CreateSchedule', 'UpdateSchedule'),
    onTopic(at, 'SUBMISSION_EVENTS_TOPIC_ARN'),
    onTopic(at, 'SESSION_EVENTS_TOPIC_ARN'),
  ];
}

function judges(at: Surroundings): FunctionAct[] {
  return [
    ...onRows(at, 'SESSIONS_TABLE', 'GetItem', 'Query', 'UpdateItem'),
    ...onRows(at, 'SUBMISSIONS_TABLE', 'GetItem', 'Query', 'UpdateItem'),
    ...onRows(at, 'METRICS_TABLE', 'PutItem'),
    onObject(at, 's3:GetObject', 'testdata/one'),
    onObject(at, 's3:GetObject', 'problems/one/1.json'),
    ...endsHosts(at, false),
  ];
}

/** Ending a host of this stage, and of another one, which nobody may. */
function endsHosts(at: Surroundings, may: boolean): FunctionAct[] {
  const host = ec2(at, 'instance/i-one');
  const own = { action: 'ec2:TerminateInstances', resource: host, context: ofStage(at.stage) };
  return [
    { ...own, allowed: may },
    { ...own, context: ofStage('another-stage'), allowed: false },
  ];
}

interface Surroundings extends ActSurroundings {
  readonly name: ActingFunction;
}

function variable({ name, env }: Surroundings, key: string): string {
  const value = env[key];
  if (!value) throw new Error(`the environment of ${name} has no ${key}: deploy the stage again`);
  return value;
}

const ofStage = (stage: string) => ({ [`aws:ResourceTag/${tagKeys.stage}`]: stage });

function allowed(action: string, resource: string, context?: Readonly<Record<string, string>>): FunctionAct {
  return { action, resource, allowed: true, ...(context === undefined ? {} : { context }) };
}

function refused(action: string, resource: string): FunctionAct {
  return { action, resource, allowed: false };
}

function arn({ region, account }: Surroundings, service: string, resource: string): string {
  return `arn:aws:${service}:${region}:${account}:${resource}`;
}

const userPool = (at: Surroundings) => arn(at, 'cognito-idp', `userpool/${variable(at, 'USER_POOL_ID')}`);

const ec2 = (at: Surroundings, resource: string) => arn(at, 'ec2', resource);

function onRows(at: Surroundings, table: string, ...operations: string[]): FunctionAct[] {
  return operations.map((operation) =>
    allowed(`dynamodb:${operation}`, arn(at, 'dynamodb', `table/${variable(at, table)}`)),
  );
}

function onObject(at: Surroundings, action: string, key: string): FunctionAct {
  return allowed(action, `arn:aws:s3:::${variable(at, 'DATA_BUCKET')}/${key}`);
}

function onTopic(at: Surroundings, name: string): FunctionAct {
  return allowed('sns:Publish', variable(at, name));
}

function onSchedules(at: Surroundings, ...operations: string[]): FunctionAct[] {
  const schedule = arn(at, 'scheduler', `schedule/${variable(at, 'SCHEDULE_GROUP_NAME')}/one`);
  const roleArn = at.env['SCHEDULE_ROLE_ARN'];
  return [
    ...operations.map((operation) => allowed(`scheduler:${operation}`, schedule)),
    ...(roleArn === undefined
      ? []
      : [allowed('iam:PassRole', roleArn, { 'iam:PassedToService': 'scheduler.amazonaws.com' })]),
  ];
}
