import type { AwsCall } from '../http-types.ts';
import { readRestRoute } from '../rest-routes.ts';
import { parameterArn } from '../ssm/service.ts';
import { EC2_CALL_ACTIONS } from './call-actions-ec2.ts';
import { S3_CALL_ACTIONS } from './call-actions-s3.ts';
import { type CallActions, type CallContext, withPolicy } from './call-context.ts';
import type { ActionCheck } from './evaluate.ts';

/**
 * What one API call needs: the actions that AWS checks for it, each with its resource. A call that is missing here is
 * refused, so that nothing slips past the evaluator.
 */
export const CALL_ACTIONS: Readonly<Record<string, Readonly<Record<string, CallActions>>>> = {
  dynamodb: {
    ...onTable('CreateTable', 'DeleteTable', 'DescribeTable', 'UpdateTable'),
    ...onTable('GetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'Query', 'Scan'),
    ...onTable(
      'UpdateTimeToLive',
      'DescribeTimeToLive',
      'UpdateContinuousBackups',
      'DescribeContinuousBackups',
    ),
    BatchGetItem: (call, context) => onBatch(call, context, 'dynamodb:BatchGetItem'),
    BatchWriteItem: (call, context) => onBatch(call, context, 'dynamodb:BatchWriteItem'),
    ListTables: () => [{ action: 'dynamodb:ListTables', resource: '*' }],
    ...onArn('dynamodb', 'ResourceArn', 'TagResource', 'UntagResource', 'ListTagsOfResource'),
  },
  sqs: {
    ...onQueue('ReceiveMessage', 'SendMessage', 'DeleteMessage', 'ChangeMessageVisibility', 'PurgeQueue'),
    ...onQueue(
      'GetQueueAttributes',
      'SetQueueAttributes',
      'DeleteQueue',
      'TagQueue',
      'UntagQueue',
      'ListQueueTags',
    ),
    ...onQueueBatch('SendMessageBatch', 'DeleteMessageBatch', 'ChangeMessageVisibilityBatch'),
    CreateQueue: (call, context) => [queueCheck('CreateQueue', String(call.input['QueueName']), context)],
    GetQueueUrl: (call, context) => [queueCheck('GetQueueUrl', String(call.input['QueueName']), context)],
    ListQueues: () => [{ action: 'sqs:ListQueues', resource: '*' }],
  },
  sns: {
    ...onTopic(
      'Publish',
      'Subscribe',
      'DeleteTopic',
      'GetTopicAttributes',
      'SetTopicAttributes',
      'ListSubscriptionsByTopic',
    ),
    PublishBatch: (call, context) => [topicCheck('Publish', topicArn(call), context)],
    CreateTopic: (call, context) => [
      topicCheck(
        'CreateTopic',
        `arn:aws:sns:${context.region}:${context.accountId}:${String(call.input['Name'])}`,
        context,
      ),
    ],
    ...onSubscription('Unsubscribe', 'GetSubscriptionAttributes', 'SetSubscriptionAttributes'),
    ConfirmSubscription: (call, context) => [topicCheck('ConfirmSubscription', topicArn(call), context)],
    ...onArn('sns', 'ResourceArn', 'TagResource', 'UntagResource', 'ListTagsForResource'),
    ...anywhere('sns', 'ListTopics', 'ListSubscriptions'),
  },
  s3: S3_CALL_ACTIONS,
  ec2: EC2_CALL_ACTIONS,
  ssm: {
    ...onParameter('GetParameter', 'PutParameter', 'DeleteParameter'),
    GetParameters: (call, context) => parameterChecks('ssm:GetParameters', call.input['Names'], context),
    DeleteParameters: (call, context) =>
      parameterChecks('ssm:DeleteParameters', call.input['Names'], context),
    GetParametersByPath: (call, context) =>
      parameterChecks('ssm:GetParametersByPath', [call.input['Path']], context),
    AddTagsToResource: (call, context) =>
      parameterChecks('ssm:AddTagsToResource', [call.input['ResourceId']], context),
    ListTagsForResource: (call, context) =>
      parameterChecks('ssm:ListTagsForResource', [call.input['ResourceId']], context),
    ...anywhere('ssm', 'DescribeParameters'),
  },
  lambda: {
    Invoke: (call, context) => [functionCheck('lambda:InvokeFunction', call, context)],
    GetFunction: (call, context) => [functionCheck('lambda:GetFunction', call, context)],
    GetFunctionConfiguration: (call, context) => [
      functionCheck('lambda:GetFunctionConfiguration', call, context),
    ],
    GetEventSourceMapping: (call, context) => [mappingCheck('lambda:GetEventSourceMapping', call, context)],
    UpdateEventSourceMapping: (call, context) => [
      mappingCheck('lambda:UpdateEventSourceMapping', call, context),
    ],
    ...anywhere('lambda', 'ListFunctions', 'ListEventSourceMappings'),
  },
  scheduler: {
    CreateSchedule: (call, context) => [
      scheduleCheck('CreateSchedule', call, context),
      ...passTargetRole(call),
    ],
    UpdateSchedule: (call, context) => [
      scheduleCheck('UpdateSchedule', call, context),
      ...passTargetRole(call),
    ],
    GetSchedule: (call, context) => [scheduleCheck('GetSchedule', call, context)],
    DeleteSchedule: (call, context) => [scheduleCheck('DeleteSchedule', call, context)],
    ListSchedules: (call, context) => [
      {
        action: 'scheduler:ListSchedules',
        resource: scheduleArn(context, call.query.get('ScheduleGroup') ?? '*', '*'),
      },
    ],
    CreateScheduleGroup: (call, context) => [groupCheck('CreateScheduleGroup', call, context)],
    GetScheduleGroup: (call, context) => [groupCheck('GetScheduleGroup', call, context)],
    DeleteScheduleGroup: (call, context) => [groupCheck('DeleteScheduleGroup', call, context)],
    ...anywhere('scheduler', 'ListScheduleGroups'),
    ...onPathArn('scheduler', 'ListTagsForResource', 'TagResource', 'UntagResource'),
  },
  'cognito-idp': {
    InitiateAuth: () => [],
    RespondToAuthChallenge: () => [],
    RevokeToken: () => [],
    GetUser: () => [],
    ...anywhere('cognito-idp', 'CreateUserPool', 'ListUserPools'),
    ...onPool(
      'DescribeUserPool',
      'DeleteUserPool',
      'CreateUserPoolClient',
      'DescribeUserPoolClient',
      'DeleteUserPoolClient',
    ),
    ...onPool('UpdateUserPool', 'UpdateUserPoolClient', 'ListUserPoolClients'),
    ...onPool(
      'AdminCreateUser',
      'AdminDeleteUser',
      'AdminGetUser',
      'AdminSetUserPassword',
      'AdminAddUserToGroup',
    ),
    ...onPool(
      'AdminRemoveUserFromGroup',
      'AdminListGroupsForUser',
      'AdminInitiateAuth',
      'ListUsers',
      'ListUsersInGroup',
    ),
    ...onPool(
      'CreateGroup',
      'GetGroup',
      'DeleteGroup',
      'ListGroups',
      'AdminUpdateUserAttributes',
      'AdminDisableUser',
      'AdminEnableUser',
    ),
  },
  sts: { GetCallerIdentity: () => [] },
};

/** Calls that AWS serves without a signature. */
export const UNSIGNED_CALLS: Readonly<Record<string, readonly string[]>> = {
  'cognito-idp': ['InitiateAuth', 'RespondToAuthChallenge', 'GetUser', 'RevokeToken'],
};

type Map = Record<string, CallActions>;

function each(operations: readonly string[], make: (operation: string) => CallActions): Map {
  return Object.fromEntries(operations.map((operation) => [operation, make(operation)]));
}

function anywhere(service: string, ...operations: string[]): Map {
  return each(operations, (operation) => () => [{ action: `${service}:${operation}`, resource: '*' }]);
}

function onArn(service: string, member: string, ...operations: string[]): Map {
  return each(operations, (operation) => (call) => [
    { action: `${service}:${operation}`, resource: String(call.input[member]) },
  ]);
}

function onPathArn(service: string, ...operations: string[]): Map {
  return each(operations, (operation) => (call) => [
    { action: `${service}:${operation}`, resource: readRestRoute(service, call.method, call.path).name },
  ]);
}

function onTable(...operations: string[]): Map {
  return each(operations, (operation) => (call, context) => {
    const index = call.input['IndexName'];
    const table = tableArn(String(call.input['TableName']), context);
    return [
      {
        action: `dynamodb:${operation}`,
        resource: typeof index === 'string' ? `${table}/index/${index}` : table,
      },
    ];
  });
}

function onBatch(call: AwsCall, context: CallContext, action: string): readonly ActionCheck[] {
  const tables = Object.keys((call.input['RequestItems'] as object | undefined) ?? {});
  return tables.map((table) => ({ action, resource: tableArn(table, context) }));
}

function tableArn(name: string, context: CallContext): string {
  return name.startsWith('arn:')
    ? name
    : `arn:aws:dynamodb:${context.region}:${context.accountId}:table/${name}`;
}

function onQueue(...operations: string[]): Map {
  return each(operations, (operation) => (call, context) => [
    queueCheck(operation, queueName(call), context),
  ]);
}

function onQueueBatch(...operations: string[]): Map {
  return each(operations, (operation) => (call, context) => [
    queueCheck(operation.replace(/Batch$/, ''), queueName(call), context),
  ]);
}

function queueName(call: AwsCall): string {
  const url = String(call.input['QueueUrl']);
  return url.slice(url.lastIndexOf('/') + 1);
}

function queueCheck(operation: string, name: string, context: CallContext): ActionCheck {
  return withPolicy(
    { action: `sqs:${operation}`, resource: `arn:aws:sqs:${context.region}:${context.accountId}:${name}` },
    context,
  );
}

function onTopic(...operations: string[]): Map {
  return each(operations, (operation) => (call, context) => [topicCheck(operation, topicArn(call), context)]);
}

function onSubscription(...operations: string[]): Map {
  return each(operations, (operation) => (call, context) => {
    const topic = String(call.input['SubscriptionArn']).replace(/:[^:]*$/, '');
    return [topicCheck(operation, topic, context)];
  });
}

function topicArn(call: AwsCall): string {
  return String(call.input['TopicArn'] ?? call.input['TargetArn']);
}

function topicCheck(operation: string, arn: string, context: CallContext): ActionCheck {
  return withPolicy({ action: `sns:${operation}`, resource: arn }, context);
}

function onParameter(...operations: string[]): Map {
  return each(
    operations,
    (operation) => (call, context) => parameterChecks(`ssm:${operation}`, [call.input['Name']], context),
  );
}

function parameterChecks(action: string, names: unknown, context: CallContext): readonly ActionCheck[] {
  return (Array.isArray(names) ? names : []).map((name) => ({
    action,
    resource: String(name).startsWith('/aws/service/')
      ? `arn:aws:ssm:${context.region}::parameter${String(name)}`
      : parameterArn(context.region, context.accountId, String(name)),
  }));
}

function functionCheck(action: string, call: AwsCall, context: CallContext): ActionCheck {
  return { action, resource: context.arnOfFunction(readRestRoute('lambda', call.method, call.path).name) };
}

function mappingCheck(action: string, call: AwsCall, context: CallContext): ActionCheck {
  const { name } = readRestRoute('lambda', call.method, call.path);
  return {
    action,
    resource: `arn:aws:lambda:${context.region}:${context.accountId}:event-source-mapping:${name}`,
  };
}

function scheduleArn(context: CallContext, group: string, name: string): string {
  return `arn:aws:scheduler:${context.region}:${context.accountId}:schedule/${group}/${name}`;
}

function scheduleCheck(operation: string, call: AwsCall, context: CallContext): ActionCheck {
  const { name } = readRestRoute('scheduler', call.method, call.path);
  const group = call.query.get('groupName') ?? (bodyOf(call)['GroupName'] as string | undefined) ?? 'default';
  return { action: `scheduler:${operation}`, resource: scheduleArn(context, group, name) };
}

function groupCheck(operation: string, call: AwsCall, context: CallContext): ActionCheck {
  const { name } = readRestRoute('scheduler', call.method, call.path);
  return {
    action: `scheduler:${operation}`,
    resource: `arn:aws:scheduler:${context.region}:${context.accountId}:schedule-group/${name}`,
  };
}

function passTargetRole(call: AwsCall): readonly ActionCheck[] {
  const role = (bodyOf(call)['Target'] as { RoleArn?: string } | undefined)?.RoleArn;
  if (role === undefined) return [];
  return [
    { action: 'iam:PassRole', resource: role, context: { 'iam:PassedToService': 'scheduler.amazonaws.com' } },
  ];
}

function bodyOf(call: AwsCall): Readonly<Record<string, unknown>> {
  return call.body.length === 0 ? {} : (JSON.parse(call.body.toString('utf8')) as Record<string, unknown>);
}

function onPool(...operations: string[]): Map {
  return each(operations, (operation) => (call, context) => [
    {
      action: `cognito-idp:${operation}`,
      resource: `arn:aws:cognito-idp:${context.region}:${context.accountId}:userpool/${String(call.input['UserPoolId'])}`,
    },
  ]);
}
