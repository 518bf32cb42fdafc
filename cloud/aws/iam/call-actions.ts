import { parseStatement, statementsOf } from '../dynamodb/statements.ts';
import type { AwsCall } from '../http-types.ts';
import { sourceOfHandle } from '../messaging/move-handle.ts';
import { readRestRoute } from '../rest-routes.ts';
import { readS3Request } from '../s3/operation.ts';
import { parameterArn } from '../ssm/service.ts';
import { EC2_CALL_ACTIONS } from './call-actions-ec2.ts';
import type { CallActions, CallContext } from './call-context.ts';
import type { RequestContext } from './conditions.ts';

/** ARN of the one resource that a call is about; `*` where the action knows none. */
type Resource = (call: AwsCall, context: CallContext) => string;

/** Checked as this action, with the resource's own policy if it has one. */
function as(action: string, resource: Resource): CallActions {
  return (call, context) => {
    const arn = resource(call, context);
    const resourcePolicy = context.policyOf(arn);
    return [{ action, resource: arn, ...(resourcePolicy === undefined ? {} : { resourcePolicy }) }];
  };
}

const both =
  (...parts: CallActions[]): CallActions =>
  (call, context) =>
    parts.flatMap((part) => part(call, context));

/** Calls that are checked as the actions of their own names. */
function on(service: string, resource: Resource, ...operations: string[]): Record<string, CallActions> {
  return Object.fromEntries(
    operations.map((operation) => [operation, as(`${service}:${operation}`, resource)]),
  );
}

/** ARN in this account of what `name` says of the call. */
function own(service: string, name: (call: AwsCall) => string): Resource {
  return (call, { region, accountId }) => `arn:aws:${service}:${region}:${accountId}:${name(call)}`;
}

const anywhere: Resource = () => '*';

const table = (name: string): Resource =>
  name.startsWith('arn:') ? () => name : own('dynamodb', () => `table/${name}`);
const tableOrIndex: Resource = (call, context) => {
  const { TableName, IndexName } = call.input;
  const arn = table(String(TableName))(call, context);
  return typeof IndexName === 'string' ? `${arn}/index/${IndexName}` : arn;
};

/** What DynamoDB tells of the rows that a call names: their partitions. Every table of ours calls that key `pk`. */
const partitionsOf = (rows: readonly unknown[]): RequestContext => {
  const keys = rows.flatMap((row) => (row as { pk?: { S?: string } } | undefined)?.pk?.S ?? []);
  return keys.length === 0 ? {} : { 'dynamodb:LeadingKeys': keys };
};
/** Checked with the partition of the one row that it is about. */
const ofRow =
  (action: CallActions): CallActions =>
  (call, context) =>
    action(call, context).map((check) => ({
      ...check,
      context: partitionsOf([call.input['Item'] ?? call.input['Key']]),
    }));

const queueOfUrl = own('sqs', ({ input }) => String(input['QueueUrl']).replace(/^.*\//, ''));
const queueOfName = own('sqs', ({ input }) => String(input['QueueName']));

const queueOfMove: Resource = ({ input }) =>
  sourceOfHandle(String(input['TaskHandle'])) ?? String(input['SourceArn'] ?? '*');
/** Whoever has to do with a move of dead letters must be allowed to take them out by hand, too. */
const moving = (action: string): CallActions =>
  both(
    as(action, queueOfMove),
    as('sqs:ReceiveMessage', queueOfMove),
    as('sqs:DeleteMessage', queueOfMove),
    as('sqs:GetQueueAttributes', queueOfMove),
  );
const sendToDestination: CallActions = (call, context) => {
  const { SourceArn, DestinationArn } = call.input;
  const destinations =
    DestinationArn === undefined ? context.sourcesOfDeadLetters(String(SourceArn)) : [String(DestinationArn)];
  return destinations.flatMap((arn) => as('sqs:SendMessage', () => arn)(call, context));
};

const topic: Resource = ({ input }) => String(input['TopicArn'] ?? input['TargetArn']);
const topicOfSubscription: Resource = ({ input }) => String(input['SubscriptionArn']).replace(/:[^:]*$/, '');

const bucketOrObject: Resource = (call) => {
  const { bucket, key } = readS3Request(call.method, call.path, call.query, call.headers);
  return `arn:aws:s3:::${bucket}${key === '' ? '' : `/${key}`}`;
};

/** The parameter that a member of the input names. */
const parameterIn =
  (member: string): Resource =>
  ({ input }, { region, accountId }) =>
    parameterArn(region, accountId, String(input[member]));

const nameOf = (call: AwsCall): string => readRestRoute(call.service, call.method, call.path).name;
const functionOfPath: Resource = (call, context) => context.arnOfFunction(nameOf(call));

const schedule = own('scheduler', (call) => {
  const group = call.query.get('groupName') ?? bodyOf(call).GroupName ?? 'default';
  return `schedule/${group}/${nameOf(call)}`;
});

function bodyOf({ body }: AwsCall): { GroupName?: string; Target?: { RoleArn?: string } } {
  return body.length === 0 ? {} : (JSON.parse(body.toString('utf8')) as object);
}

/** Who makes a schedule passes the role of its target to Scheduler. */
const passTargetRole: CallActions = (call) => {
  const resource = bodyOf(call).Target?.RoleArn;
  if (resource === undefined) return [];
  return [
    { action: 'iam:PassRole', resource, context: { 'iam:PassedToService': 'scheduler.amazonaws.com' } },
  ];
};

const pool = own('cognito-idp', ({ input }) => `userpool/${String(input['UserPoolId'])}`);

/**
 * What one API call needs: the actions that AWS checks for it, each with its resource. A call that is missing here is
 * refused, so that nothing slips past the evaluator.
 */
export const CALL_ACTIONS: Readonly<Record<string, Readonly<Record<string, CallActions>>>> = {
  dynamodb: {
    ...on('dynamodb', tableOrIndex, 'CreateTable', 'DeleteTable', 'DescribeTable', 'Query', 'Scan'),
    ...Object.fromEntries(
      ['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem'].map((operation) => [
        operation,
        ofRow(as(`dynamodb:${operation}`, tableOrIndex)),
      ]),
    ),
    ...Object.fromEntries(
      ['BatchGetItem', 'BatchWriteItem'].map((operation): [string, CallActions] => [
        operation,
        (call, context) =>
          Object.keys((call.input['RequestItems'] as object | undefined) ?? {}).flatMap((name) =>
            as(`dynamodb:${operation}`, table(name))(call, context),
          ),
      ]),
    ),
    BatchExecuteStatement: (call, context) =>
      statementsOf(call.input).flatMap(({ Statement }) => {
        const { kind, table: name } = parseStatement(Statement);
        const action = kind === 'insert' ? 'dynamodb:PartiQLInsert' : 'dynamodb:PartiQLUpdate';
        return as(action, table(name))(call, context);
      }),
  },
  sqs: {
    ...on('sqs', queueOfUrl, 'ReceiveMessage', 'SendMessage', 'PurgeQueue', 'DeleteQueue'),
    ...on('sqs', queueOfUrl, 'GetQueueAttributes', 'SetQueueAttributes'),
    ...on('sqs', queueOfName, 'CreateQueue', 'GetQueueUrl'),
    DeleteMessageBatch: as('sqs:DeleteMessage', queueOfUrl),
    ChangeMessageVisibilityBatch: as('sqs:ChangeMessageVisibility', queueOfUrl),
    StartMessageMoveTask: both(moving('sqs:StartMessageMoveTask'), sendToDestination),
    ListMessageMoveTasks: moving('sqs:ListMessageMoveTasks'),
    CancelMessageMoveTask: moving('sqs:CancelMessageMoveTask'),
  },
  sns: {
    ...on('sns', topic, 'Publish', 'GetTopicAttributes', 'Subscribe', 'DeleteTopic', 'SetTopicAttributes'),
    ...on('sns', topicOfSubscription, 'Unsubscribe', 'SetSubscriptionAttributes'),
    CreateTopic: as(
      'sns:CreateTopic',
      own('sns', ({ input }) => String(input['Name'])),
    ),
    PublishBatch: as('sns:Publish', topic),
  },
  s3: {
    ...on('s3', bucketOrObject, 'CreateBucket', 'GetObject', 'PutObject', 'DeleteObject'),
    HeadObject: as('s3:GetObject', bucketOrObject),
    ListObjectsV2: (call, context) =>
      as('s3:ListBucket', bucketOrObject)(call, context).map((check) => ({
        ...check,
        context: { 's3:prefix': call.query.get('prefix') ?? '' },
      })),
  },
  ec2: EC2_CALL_ACTIONS,
  ssm: {
    ...on('ssm', parameterIn('Name'), 'GetParameter', 'PutParameter', 'DeleteParameter'),
    ...on('ssm', parameterIn('ResourceId'), 'ListTagsForResource'),
    ...on('ssm', anywhere, 'DescribeParameters'),
    GetParameters: ({ input }, { region, accountId }) =>
      [input['Names'] ?? []].flat().map((name) => ({
        action: 'ssm:GetParameters',
        resource: parameterArn(region, accountId, String(name)),
      })),
  },
  lambda: {
    Invoke: as('lambda:InvokeFunction', functionOfPath),
    ...on('lambda', functionOfPath, 'GetFunctionConfiguration'),
  },
  scheduler: {
    CreateSchedule: both(as('scheduler:CreateSchedule', schedule), passTargetRole),
    UpdateSchedule: both(as('scheduler:UpdateSchedule', schedule), passTargetRole),
    ...on('scheduler', schedule, 'DeleteSchedule'),
  },
  'cognito-idp': {
    InitiateAuth: () => [],
    RespondToAuthChallenge: () => [],
    ...on(
      'cognito-idp',
      pool,
      'AdminCreateUser',
      'AdminGetUser',
      'DescribeUserPoolClient',
      'AdminSetUserPassword',
      'AdminAddUserToGroup',
    ),
  },
  monitoring: {
    ...on('cloudwatch', anywhere, 'DescribeAlarmHistory', 'DescribeAlarms', 'GetMetricData', 'ListMetrics'),
    SetAlarmState: as(
      'cloudwatch:SetAlarmState',
      own('cloudwatch', ({ input }) => `alarm:${String(input['AlarmName'])}`),
    ),
  },
  sts: { GetCallerIdentity: () => [] },
  servicequotas: on('servicequotas', anywhere, 'GetServiceQuota'),
};

/** Calls that AWS serves without a signature. */
export const UNSIGNED_CALLS: Readonly<Record<string, readonly string[]>> = {
  'cognito-idp': ['InitiateAuth', 'RespondToAuthChallenge'],
};
