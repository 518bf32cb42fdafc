import { Aws } from 'aws-cdk-lib';
import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Stage } from '../../core/config/stages.ts';
import { tagKeys } from '../naming.ts';

/*
 * The vocabulary of what functions may do: each answers statements with the fewest actions and the narrowest
 * resources that the act needs. lib/constructs/function-permissions.ts says who may do what.
 */

const allow = (
  actions: string[],
  resources: string[],
  conditions?: Record<string, Record<string, unknown>>,
) => new PolicyStatement({ effect: Effect.ALLOW, actions, resources, ...(conditions && { conditions }) });

const ec2Arn = (resource: string) => `arn:${Aws.PARTITION}:ec2:${Aws.REGION}:${Aws.ACCOUNT_ID}:${resource}`;

/** Only what carries the tag of this stage. */
const ofStage = (stage: Stage) => ({ StringEquals: { [`aws:ResourceTag/${tagKeys.stage}`]: stage } });

export function writeOwnLogs(logGroupArn: string): PolicyStatement {
  return allow(['logs:CreateLogStream', 'logs:PutLogEvents'], [logGroupArn]);
}

/**
 * What Lambda itself needs to put a function into subnets. These actions know no resources; but a call that comes from
 * the function's own code carries lambda:SourceFunctionArn, and such calls are denied.
 */
export function useVpcInterfaces(): PolicyStatement[] {
  const actions = [
    'ec2:CreateNetworkInterface',
    'ec2:DescribeNetworkInterfaces',
    'ec2:DescribeSubnets',
    'ec2:DeleteNetworkInterface',
    'ec2:AssignPrivateIpAddresses',
    'ec2:UnassignPrivateIpAddresses',
  ];
  return [
    allow(actions, ['*']),
    new PolicyStatement({
      effect: Effect.DENY,
      actions,
      resources: ['*'],
      conditions: { Null: { 'lambda:SourceFunctionArn': 'false' } },
    }),
  ];
}

/** Reads rows by key or by query, and queries indexes; no scans. */
export function readRows(tableArn: string, ...indexes: string[]): PolicyStatement[] {
  return [
    allow(['dynamodb:GetItem', 'dynamodb:Query'], [tableArn]),
    ...(indexes.length === 0
      ? []
      : [
          allow(
            ['dynamodb:Query'],
            indexes.map((index) => `${tableArn}/index/${index}`),
          ),
        ]),
  ];
}

/** Adds and changes rows one by one, each by its own condition; deletes none. @param partitions as {@link inPartitions} */
export function writeRows(tableArn: string, ...partitions: readonly string[]): PolicyStatement {
  return allow(['dynamodb:PutItem', 'dynamodb:UpdateItem'], [tableArn], inPartitions(partitions));
}

/** Changes rows that are there; adds none but by an update. @param partitions as {@link inPartitions} */
export function updateRows(tableArn: string, ...partitions: readonly string[]): PolicyStatement {
  return allow(['dynamodb:UpdateItem'], [tableArn], inPartitions(partitions));
}

/** Adds rows without reading any. @param partitions as {@link inPartitions} */
export function addRows(tableArn: string, ...partitions: readonly string[]): PolicyStatement {
  return allow(['dynamodb:PutItem'], [tableArn], inPartitions(partitions));
}

/**
 * Rows of these partitions alone; of none given, all of the table.
 * @param partitions partition keys, or with a `*` what they are like
 */
function inPartitions(partitions: readonly string[]): Record<string, Record<string, unknown>> | undefined {
  if (partitions.length === 0) return undefined;
  return {
    'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [...partitions] },
    // Of a call that names no key all that it names is among them.
    Null: { 'dynamodb:LeadingKeys': 'false' },
  };
}

/** Writes or deletes many rows without conditions in one call. */
export function writeManyRows(tableArn: string): PolicyStatement {
  return allow(['dynamodb:BatchWriteItem'], [tableArn]);
}

/** Reads many rows by one call, and writes many, each by its own condition. */
export function takeManyRows(
  tableArn: string,
  ...writes: readonly ('PartiQLInsert' | 'PartiQLUpdate')[]
): PolicyStatement {
  return allow(['dynamodb:BatchGetItem', ...writes.map((write) => `dynamodb:${write}`)], [tableArn]);
}

export function deleteRows(tableArn: string): PolicyStatement {
  return allow(['dynamodb:DeleteItem'], [tableArn]);
}

export function readObjects(bucketArn: string, ...prefixes: string[]): PolicyStatement {
  return allow(
    ['s3:GetObject'],
    prefixes.map((prefix) => `${bucketArn}/${prefix}*`),
  );
}

export function writeObjects(bucketArn: string, ...prefixes: string[]): PolicyStatement {
  return allow(
    ['s3:PutObject'],
    prefixes.map((prefix) => `${bucketArn}/${prefix}*`),
  );
}

/** Judge0 servers that somebody else keeps: parameters that an operator made below this prefix, with their tokens. */
export function readJudgeTokens(parameterPrefixArn: string): PolicyStatement {
  return allow(['ssm:GetParameter', 'ssm:ListTagsForResource'], [`${parameterPrefixArn}*`]);
}

/** Where those servers are and who may book them, without the tokens. */
export function seeJudges(parameterPrefixArn: string): PolicyStatement {
  return allow(['ssm:ListTagsForResource'], [`${parameterPrefixArn}*`]);
}

/** Makes accounts, looks at those that are there, and puts them into a group: IAM knows no groups of users, so that which one is the function's to say. */
export function inviteUsers(userPoolArn: string): PolicyStatement {
  return allow(
    ['cognito-idp:AdminAddUserToGroup', 'cognito-idp:AdminCreateUser', 'cognito-idp:AdminGetUser'],
    [userPoolArn],
  );
}

/** What of language models a function reaches. */
export interface ModelArns {
  /** Whether there are any; rosters, budgets and circuits are rows of the sessions table then. */
  readonly areAsked: boolean;
  /** Models of Bedrock, each by itself. */
  readonly foundation: readonly string[];
  /** Inference profiles, each with the models of the regions that it sends to. */
  readonly profiles: readonly { readonly profile: string; readonly foundation: readonly string[] }[];
  /** Parameters with keys of other services. */
  readonly keys: readonly string[];
}

/** Asks exactly these models; those that a profile sends to only through it. */
export function askModels({ foundation, profiles, keys }: ModelArns): PolicyStatement[] {
  const direct = [...foundation, ...profiles.map(({ profile }) => profile)];
  return [
    ...(direct.length === 0 ? [] : [allow(['bedrock:InvokeModel'], direct)]),
    ...profiles.map(({ profile, foundation: behind }) =>
      allow(['bedrock:InvokeModel'], [...behind], {
        StringEquals: { 'bedrock:InferenceProfileArn': profile },
      }),
    ),
    ...(keys.length === 0 ? [] : [allow(['ssm:GetParameter'], [...keys])]),
  ];
}

export function publish(...topicArns: string[]): PolicyStatement {
  return allow(['sns:Publish'], topicArns);
}

/** Sees that a topic and queues are there, without publishing or taking anything. */
export function seeMessaging(topicArn: string, queueArns: readonly string[]): PolicyStatement[] {
  return [allow(['sns:GetTopicAttributes'], [topicArn]), allow(['sqs:GetQueueAttributes'], [...queueArns])];
}

/** Takes messages off a queue by hand, as an event source would. */
export function takeMessages(queueArn: string): PolicyStatement {
  return allow(['sqs:ReceiveMessage', 'sqs:DeleteMessage'], [queueArn]);
}

export function invoke(...functionArns: string[]): PolicyStatement {
  return allow(['lambda:InvokeFunction'], functionArns);
}

/** Sees whether a function that nobody called for weeks is active again. */
export function seeFunctionState(...functionArns: string[]): PolicyStatement {
  return allow(['lambda:GetFunctionConfiguration'], functionArns);
}

/**
 * Moves the calls of an alias from one version of its function to the next. Whether the alias keeps instances warm is asked before, as
 * AWSCodeDeployRoleForLambdaLimited has it.
 */
export function shiftTraffic(aliasArn: string, functionArn: string): PolicyStatement[] {
  return [
    allow(['lambda:GetAlias', 'lambda:UpdateAlias'], [aliasArn, functionArn]),
    allow(['lambda:GetProvisionedConcurrencyConfig'], [aliasArn]),
  ];
}

/** Sees how alarms stand; alarms can be described all at once only. */
export function seeAlarms(): PolicyStatement {
  return allow(['cloudwatch:DescribeAlarms'], ['*']);
}

export interface ScheduleArns {
  /** `arn:...:schedule/assize-<stage>/*` */
  readonly schedules: string;
  readonly role: string;
}

/** Makes and replaces schedules of our group, which act with the one schedule role. */
export function planSchedules(arns: ScheduleArns): PolicyStatement[] {
  return [
    allow(['scheduler:CreateSchedule', 'scheduler:UpdateSchedule'], [arns.schedules]),
    allow(['iam:PassRole'], [arns.role], {
      StringEquals: { 'iam:PassedToService': 'scheduler.amazonaws.com' },
    }),
  ];
}

export function removeSchedules(arns: ScheduleArns): PolicyStatement {
  return allow(['scheduler:DeleteSchedule'], [arns.schedules]);
}

/** EC2's Describe calls know no resources. */
export function seeHosts(): PolicyStatement {
  return allow(['ec2:DescribeInstances'], ['*']);
}

/** Reads what the account may have; Service Quotas knows no resources for it. */
export function seeQuotas(): PolicyStatement {
  return allow(['servicequotas:GetServiceQuota'], ['*']);
}

export interface LaunchArns {
  readonly launchTemplate: string;
  /** The security group that hosts are born in. */
  readonly birthGroup: string;
  readonly subnets: readonly string[];
  /** Public SSM parameter of the stock image, which EC2 reads with the caller's permissions; undefined for a baked one. */
  readonly imageParameter: string | undefined;
  /** Whether hosts may be bought as spot capacity: each is then launched by a request, which EC2 makes too. */
  readonly spot: boolean;
}

/**
 * One CreateFleet of our launch template: into our subnets, born in the group of its image, tagged while it is launched and
 * at no other time. EC2 checks CreateFleet on the fleet, instances, volumes, image, template and subnets, and then
 * RunInstances on everything that a launch makes or uses.
 */
export function launchHosts(arns: LaunchArns): PolicyStatement[] {
  const fleet = [ec2Arn('instance/*'), ec2Arn('volume/*')];
  const made = [...fleet, ec2Arn('network-interface/*')];
  const requests = arns.spot ? [ec2Arn('spot-instances-request/*')] : [];
  const used = [arns.launchTemplate, ...arns.subnets, `arn:${Aws.PARTITION}:ec2:${Aws.REGION}::image/*`];
  return [
    allow(['ec2:CreateFleet'], [ec2Arn('fleet/*'), ...fleet, ...used]),
    allow(['ec2:RunInstances'], [...made, ...requests, ...used, arns.birthGroup]),
    allow(['ec2:CreateTags'], made, {
      StringEquals: { 'ec2:CreateAction': ['CreateFleet', 'RunInstances'] },
    }),
    ...(arns.imageParameter === undefined ? [] : [allow(['ssm:GetParameters'], [arns.imageParameter])]),
  ];
}

/**
 * Takes the way out from a host of this stage, and restarts it so that open connections end. EC2 checks a change of an
 * interface on the interface, on the instance that it is attached to, and on each group that is named.
 */
export function sealHosts(stage: Stage, sealedGroupArn: string): PolicyStatement[] {
  return [
    allow(
      ['ec2:ModifyNetworkInterfaceAttribute'],
      [ec2Arn('network-interface/*'), ec2Arn('instance/*')],
      ofStage(stage),
    ),
    allow(['ec2:ModifyNetworkInterfaceAttribute'], [sealedGroupArn]),
    allow(['ec2:RebootInstances'], [ec2Arn('instance/*')], ofStage(stage)),
  ];
}

/** Moves the time at which a host of this stage ends itself, and changes no other tag: they say whose it is. */
export function moveDeadlines(stage: Stage): PolicyStatement {
  return allow(['ec2:CreateTags'], [ec2Arn('instance/*')], {
    StringEquals: { [`aws:ResourceTag/${tagKeys.stage}`]: stage },
    'ForAllValues:StringEquals': { 'aws:TagKeys': [tagKeys.deadline] },
    Null: { 'aws:TagKeys': 'false' },
  });
}

/** Ends a host of a rehearsal, as a drill does, and of nothing else. */
export function terminateRehearsedHosts(stage: Stage): PolicyStatement {
  return allow(['ec2:TerminateInstances'], [ec2Arn('instance/*')], {
    StringEquals: {
      [`aws:ResourceTag/${tagKeys.stage}`]: stage,
      [`aws:ResourceTag/${tagKeys.rehearsal}`]: 'true',
    },
  });
}

export function terminateHosts(stage: Stage): PolicyStatement {
  return allow(['ec2:TerminateInstances'], [ec2Arn('instance/*')], ofStage(stage));
}
