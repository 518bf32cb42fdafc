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
    ...onTable('CreateTable', 'DeleteTable', 'DescribeTable'),
    ...onTable('GetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'Query', 'Scan'),
    BatchWriteItem: (call, context) =>
      Object.keys((call.input['RequestItems'] as object | undefined) ?? {}).map((table) => ({
        action: 'dynamodb:BatchWriteItem',
        resource: tableArn(table, context),
      })),
  },
  sqs: {
    ...onQueue('ReceiveMessage', 'SendMessage', 'PurgeQueue', 'DeleteQueue'),
    ...onQueue('GetQueueAttributes', 'SetQueueAttributes'),
    DeleteMessageBatch: (call, context) => [queueCheck('DeleteMessage', queueName(call), context)],
    CreateQueue: (call, context) => [queueCheck('CreateQueue', String(call.input['QueueName']), context)],
    GetQueueUrl: (call, context) => [queueCheck('GetQueueUrl', String(call.input['QueueName']), context)],
  },
  sns: {
    ...onTopic('Publish', 'Subscribe', 'DeleteTopic', 'SetTopicAttributes'),
    PublishBatch: (call, context) => [topicCheck('Publish', topicArn(call), context)],
    CreateTopic: (call, context) => [
      topicCheck(
        'CreateTopic',
        `arn:aws:sns:${context.region}:${context.accountId}:${String(call.input['Name'])}`,
        context,
      ),
    ],
    ...onSubscription('Unsubscribe', 'SetSubscriptionAttributes'),
  },
  s3: S3_CALL_ACTIONS,
  ec2: EC2_CALL_ACTIONS,
  ssm: {
    ...each(
      ['GetParameter', 'PutParameter', 'DeleteParameter'],
      (operation) => (call, context) => parameterChecks(`ssm:${operation}`, [call.input['Name']], context),
    ),
    GetParameters: (call, context) => parameterChecks('ssm:GetParameters', call.input['Names'], context),
    ListTagsForResource: (call, context) =>
      parameterChecks('ssm:ListTagsForResource', [call.input['ResourceId']], context),
    ...anywhere('ssm', 'DescribeParameters'),
  },
  lambda: {
    Invoke: (call, context) => [functionCheck('lambda:InvokeFunction', call, context)],
    GetFunctionConfiguration: (call, context) => [
      functionCheck('lambda:GetFunctionConfiguration', call, context),
    ],
  },
  scheduler: {
    ...each(['CreateSchedule', 'UpdateSchedule'], (operation) => (call, context) => [
      scheduleCheck(operation, call, context),
      ...passTargetRole(call),
    ]),
    DeleteSchedule: (call, context) => [scheduleCheck('DeleteSchedule', call, context)],
  },
  'cognito-idp': {
    InitiateAuth: () => [],
    RespondToAuthChallenge: () => [],
    ...onPool('AdminCreateUser', 'AdminSetUserPassword', 'AdminAddUserToGroup'),
  },
  sts: { GetCallerIdentity: () => [] },
};

/** Calls that AWS serves without a signature. */
export const UNSIGNED_CALLS: Readonly<Record<string, readonly string[]>> = {
  'cognito-idp': ['InitiateAuth', 'RespondToAuthChallenge'],
};

type Map = Record<string, CallActions>;

function each(operations: readonly string[], make: (operation: string) => CallActions): Map {
  return Object.fromEntries(operations.map((operation) => [operation, make(operation)]));
}

function anywhere(service: string, ...operations: string[]): Map {
  return each(operations, (operation) => () => [{ action: `${service}:${operation}`, resource: '*' }]);
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

function parameterChecks(action: string, names: unknown, context: CallContext): readonly ActionCheck[] {
  return (Array.isArray(names) ? names : []).map((name) => ({
    action,
    resource: String(name).startsWith('/aws/service/')
      ? `arn:aws:ssm:${context.region}::parameter${String(name)}`
      : parameterArn(context.region, context.accountId, String(name)),
  }));
}

function nameOf(call: AwsCall): string {
  return readRestRoute(call.service, call.method, call.path).name;
}

function functionCheck(action: string, call: AwsCall, context: CallContext): ActionCheck {
  return { action, resource: context.arnOfFunction(nameOf(call)) };
}

function scheduleArn(context: CallContext, group: string, name: string): string {
  return `arn:aws:scheduler:${context.region}:${context.accountId}:schedule/${group}/${name}`;
}

function scheduleCheck(operation: string, call: AwsCall, context: CallContext): ActionCheck {
  const group = call.query.get('groupName') ?? (bodyOf(call)['GroupName'] as string | undefined) ?? 'default';
  return { action: `scheduler:${operation}`, resource: scheduleArn(context, group, nameOf(call)) };
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
