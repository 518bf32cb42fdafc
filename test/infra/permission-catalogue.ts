import type { FunctionName } from '../../lib/constructs/function-limits.ts';

/** How resources of the templates are called in the table below. */
export const shortNames: readonly (readonly [pattern: RegExp, name: string])[] = [
  [/^arn:\{Partition\}:dynamodb:\{Region\}:\{AccountId\}:table\/\{Shared(\w+)TableName\}/, '$1'],
  [/^arn:\{Partition\}:s3:::\{SharedDataBucketName\}/, 'bucket'],
  [/^arn:\{Partition\}:scheduler:\{Region\}:\{AccountId\}:schedule\//, 'schedules '],
  [/^arn:\{Partition\}:ec2:\{Region\}:(\{AccountId\})?:/, 'ec2:'],
  [/^arn:\{Partition\}:ssm:\{Region\}::parameter\/aws\/service\/canonical\/ubuntu\/.*$/, 'image-parameter'],
  [/^arn:\{Partition\}:ssm:\{Region\}:\{AccountId\}:parameter\/assize\/dev\/judges\/\*$/, 'judge-tokens'],
  [/^arn:\{Partition\}:cognito-idp:\{Region\}:\{AccountId\}:userpool\/\{SharedUserPoolId\}$/, 'users'],
  [/\{Shared(\w+)\}/, '$1'],
  [/^\{Functions\w+Logs[0-9A-F]{8}\.Arn\}$/, 'own-logs'],
  [/^\{Functionshostprober\w+\.Arn\}$/, 'host-prober'],
  [/^\{Functionssubmissionexecutor\w+\.Arn\}$/, 'submission-executor'],
  [/^\{Functionsschedulerlauncher\w+\.Arn\}$/, 'scheduler-launcher'],
  [/^\{Functionshealthmonitor\w+\.Arn\}$/, 'health-monitor'],
  [/^\{Functionsautoshutdown\w+\.Arn\}$/, 'auto-shutdown'],
  [/^\{Functionswebhooksender\w+\.Arn\}$/, 'webhook-sender'],
  [/^\{FunctionssubmissionreviewerReleaseAlias\w+\}$/, 'submission-reviewer'],
  [/^\{FunctionssubmissionreviewerFunction\w+\.Arn\}$/, 'the function of submission-reviewer'],
  [/^\{EventsWebhooks[0-9A-F]{8}\.Arn\}$/, 'webhook-events'],
  [/^\{EventsSubmissions[0-9A-F]{8}\}$/, 'submission-events'],
  [/^\{EventsSessions[0-9A-F]{8}\}$/, 'session-events'],
  [/^\{EventsFleetSubmissionsQueue[0-9A-F]{8}\.Arn\}$/, 'fleet-submissions'],
  [/^\{EventsHostedSubmissionsQueue[0-9A-F]{8}\.Arn\}$/, 'hosted-submissions'],
  [/^\{AsyncFailures[0-9A-F]{8}\.Arn\}$/, 'async-failures'],
  [/^\{ScheduleDeadLetters[0-9A-F]{8}\.Arn\}$/, 'schedule-dead-letters'],
];

const ofStage = 'if aws:ResourceTag/assize:stage StringEquals dev';
const ofDeadline = `if aws:ResourceTag/assize:stage StringEquals dev and aws:TagKeys ForAllValues:StringEquals assize:deadline and aws:TagKeys Null false`;
const ofRehearsal =
  'if aws:ResourceTag/assize:rehearsal StringEquals true and aws:ResourceTag/assize:stage StringEquals dev';
const whileLaunching = 'if ec2:CreateAction StringEquals CreateFleet,RunInstances';

const inPartitions = (...keys: string[]) =>
  `if dynamodb:LeadingKeys ForAllValues:StringLike ${keys.join(',')} and dynamodb:LeadingKeys Null false`;

const logs = ['own-logs: logs:CreateLogStream logs:PutLogEvents'];
const queries = (index: string) => `${index}: dynamodb:Query`;
const consumes = (queue: string) =>
  `${queue}: sqs:ChangeMessageVisibility sqs:DeleteMessage sqs:GetQueueAttributes sqs:GetQueueUrl sqs:ReceiveMessage`;
const keepsFailures = ['async-failures: sqs:GetQueueAttributes sqs:GetQueueUrl sqs:SendMessage'];
const plansSchedules = [
  'schedules assize-dev/*: scheduler:CreateSchedule scheduler:UpdateSchedule',
  'ScheduleRoleArn if iam:PassedToService StringEquals scheduler.amazonaws.com: iam:PassRole',
];
const interfaces =
  'ec2:AssignPrivateIpAddresses ec2:CreateNetworkInterface ec2:DeleteNetworkInterface ec2:DescribeNetworkInterfaces ec2:DescribeSubnets ec2:UnassignPrivateIpAddresses';
const livesInVpc = [`*: ${interfaces}`, `denied * if lambda:SourceFunctionArn Null false: ${interfaces}`];

const passesOverFleet = [
  'Sessions: dynamodb:DeleteItem dynamodb:GetItem dynamodb:PutItem dynamodb:Query dynamodb:UpdateItem',
  queries('Submissions/index/work'),
  '*: ec2:DescribeInstances',
  'ec2:fleet/*: ec2:CreateFleet',
  ...['instance/*', 'volume/*', 'image/*'].map((made) => `ec2:${made}: ec2:CreateFleet ec2:RunInstances`),
  // CreateFleet knows neither interfaces nor groups.
  ...['network-interface/*', 'security-group/HostInstallingSecurityGroupId'].map(
    (made) => `ec2:${made}: ec2:RunInstances`,
  ),
  ...['launch-template/LaunchTemplateId', 'subnet/HostSubnetAId', 'subnet/HostSubnetBId'].map(
    (used) => `ec2:${used}: ec2:CreateFleet ec2:RunInstances`,
  ),
  ...['instance/*', 'volume/*', 'network-interface/*'].map(
    (made) => `ec2:${made} ${whileLaunching}: ec2:CreateTags`,
  ),
  'image-parameter: ssm:GetParameters',
  `ec2:network-interface/* ${ofStage}: ec2:ModifyNetworkInterfaceAttribute`,
  'ec2:security-group/HostSealedSecurityGroupId: ec2:ModifyNetworkInterfaceAttribute',
  `ec2:instance/* ${ofStage}: ec2:ModifyNetworkInterfaceAttribute ec2:RebootInstances ec2:TerminateInstances`,
  `ec2:instance/* ${ofDeadline}: ec2:CreateTags`,
  'submission-events: sns:Publish',
  'session-events: sns:Publish',
  ...plansSchedules,
  ...keepsFailures,
];

const judges = [
  'Submissions: dynamodb:GetItem dynamodb:Query dynamodb:UpdateItem',
  queries('Submissions/index/work'),
  'Metrics: dynamodb:PutItem',
  'bucket/testdata/*: s3:GetObject',
  'bucket/problems/*: s3:GetObject',
];

/** What each function may do: everything, and in a person's words. */
export const permissionCatalogue: Readonly<Record<FunctionName, readonly string[]>> = {
  api: [
    ...logs,
    'Sessions: dynamodb:BatchGetItem dynamodb:BatchWriteItem dynamodb:DeleteItem dynamodb:GetItem dynamodb:PartiQLInsert dynamodb:PartiQLUpdate dynamodb:PutItem dynamodb:Query dynamodb:UpdateItem',
    queries('Sessions/index/byKind'),
    'Submissions: dynamodb:BatchGetItem dynamodb:GetItem dynamodb:PartiQLInsert dynamodb:PutItem dynamodb:Query dynamodb:UpdateItem',
    queries('Submissions/index/work'),
    queries('Submissions/index/byParticipant'),
    queries('Submissions/index/digests'),
    'Metrics: dynamodb:GetItem dynamodb:PutItem dynamodb:Query',
    'bucket/bulk/*: s3:GetObject s3:PutObject',
    'bucket/packages/*: s3:PutObject',
    'bucket/problems/*: s3:GetObject',
    'bucket/testdata/*: s3:GetObject',
    'submission-events: sns:GetTopicAttributes sns:Publish',
    'fleet-submissions: sqs:GetQueueAttributes',
    'hosted-submissions: sqs:GetQueueAttributes',
    'scheduler-launcher: lambda:InvokeFunction',
    'auto-shutdown: lambda:InvokeFunction',
    'webhook-sender: lambda:InvokeFunction',
    'submission-reviewer: lambda:InvokeFunction',
    'judge-tokens: ssm:ListTagsForResource',
    'users: cognito-idp:AdminAddUserToGroup cognito-idp:AdminCreateUser cognito-idp:AdminGetUser',
    '*: ec2:DescribeInstances',
    `ec2:instance/* ${ofDeadline}: ec2:CreateTags`,
    `ec2:instance/* ${ofRehearsal}: ec2:TerminateInstances`,
    ...plansSchedules,
  ],
  'scheduler-launcher': [
    ...logs,
    ...passesOverFleet,
    'Metrics: dynamodb:PutItem',
    'Submissions: dynamodb:GetItem dynamodb:Query',
    'host-prober: lambda:GetFunctionConfiguration lambda:InvokeFunction',
    'submission-executor: lambda:GetFunctionConfiguration lambda:InvokeFunction',
  ],
  'health-monitor': [
    ...logs,
    // In one line with what the pass sees of EC2.
    ...passesOverFleet.filter((line) => line !== '*: ec2:DescribeInstances'),
    '*: ec2:DescribeInstances servicequotas:GetServiceQuota',
    'Submissions/index/digests: dynamodb:Query',
    'Metrics: dynamodb:GetItem dynamodb:PutItem dynamodb:Query',
    'Submissions: dynamodb:GetItem dynamodb:Query dynamodb:UpdateItem',
    'host-prober: lambda:InvokeFunction',
    'auto-shutdown: lambda:InvokeFunction',
    'webhook-sender: lambda:InvokeFunction',
    'submission-reviewer: lambda:InvokeFunction',
  ],
  'host-prober': [...logs, ...livesInVpc],
  'auto-shutdown': [
    ...logs,
    'Sessions: dynamodb:DeleteItem dynamodb:GetItem dynamodb:PutItem dynamodb:Query dynamodb:UpdateItem',
    'Submissions: dynamodb:GetItem dynamodb:Query dynamodb:UpdateItem',
    `Submissions ${inPartitions('REVIEWS#IN#*', 'SESSION#*')}: dynamodb:PutItem`,
    queries('Submissions/index/work'),
    queries('Submissions/index/digests'),
    'Metrics: dynamodb:GetItem dynamodb:PutItem dynamodb:Query',
    '*: ec2:DescribeInstances',
    `ec2:instance/* ${ofStage}: ec2:TerminateInstances`,
    'session-events: sns:Publish',
    'webhook-sender: lambda:InvokeFunction',
    'submission-reviewer: lambda:InvokeFunction',
    'schedules assize-dev/*: scheduler:DeleteSchedule',
    ...keepsFailures,
  ],
  'submission-executor': [
    ...logs,
    ...livesInVpc,
    ...judges,
    'Sessions: dynamodb:GetItem dynamodb:Query dynamodb:UpdateItem',
    consumes('fleet-submissions'),
  ],
  'submission-executor-hosted': [
    ...logs,
    ...judges,
    'Sessions: dynamodb:GetItem dynamodb:PutItem dynamodb:Query dynamodb:UpdateItem',
    'judge-tokens: ssm:GetParameter ssm:ListTagsForResource',
    consumes('hosted-submissions'),
  ],
  'problem-importer': [
    ...logs,
    'Metrics: dynamodb:PutItem',
    'Sessions: dynamodb:GetItem dynamodb:PutItem dynamodb:Query dynamodb:UpdateItem',
    queries('Sessions/index/byKind'),
    'bucket/packages/*: s3:GetObject',
    'bucket/testdata/*: s3:PutObject',
    'bucket/problems/*: s3:PutObject',
    consumes('PackageUploadsQueueArn'),
  ],
  'webhook-sender': [
    ...logs,
    'Metrics: dynamodb:PutItem',
    'Sessions: dynamodb:DeleteItem dynamodb:GetItem dynamodb:PutItem dynamodb:Query dynamodb:UpdateItem',
    'webhook-events: sqs:DeleteMessage sqs:ReceiveMessage',
    ...plansSchedules,
    ...keepsFailures,
  ],
  'submission-reviewer': [
    ...logs,
    // What its time does not suffice for it leaves to the next.
    'submission-reviewer: lambda:InvokeFunction',
    'Submissions: dynamodb:GetItem dynamodb:Query',
    `Submissions ${inPartitions('REVIEW#*', 'REVIEWED#*', 'REVIEWER#*', 'REVIEWS', 'REVIEWS#IN#*')}: dynamodb:PutItem dynamodb:UpdateItem`,
    queries('Submissions/index/work'),
    'bucket/reviews/*: s3:GetObject',
    queries('Submissions/index/byParticipant'),
    queries('Submissions/index/digests'),
    'Sessions: dynamodb:GetItem dynamodb:Query',
    'bucket/problems/*: s3:GetObject',
    'bucket/testdata/*: s3:GetObject',
    `Metrics ${inPartitions('METRICS#minute#*')}: dynamodb:PutItem`,
    `Metrics ${inPartitions('SESSION#*')}: dynamodb:UpdateItem`,
    ...keepsFailures,
  ],
};
