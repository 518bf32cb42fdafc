import { type App, Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { MOVED_METHODS, MOVED_PATHS } from '../core/api/moved-routes.ts';
import type { Stage } from '../core/config/stages.ts';
import { judgeTokenPrefix, type StackKind, scheduleGroupName, stackName } from './naming.ts';

/*
 * Every finding of cdk-nag's AWS Solutions rules that we live with, and why. Finding by finding: a new wildcard in a
 * role is a new finding, and test/infra/nag.test.ts is red until it is gone or has its reason here. A reason whose
 * finding is gone is red too.
 */

export interface Acknowledgement {
  readonly stack: StackKind;
  /** Path of the construct below its stack. */
  readonly path: string;
  /** Rule, with the finding in brackets where the rule has several. */
  readonly id: string;
  readonly reason: string;
}

const account = 'arn:<AWS::Partition>:ec2:<AWS::Region>:<AWS::AccountId>';
const objects = (prefix: string) => `arn:<AWS::Partition>:s3:::<SharedDataBucketName>/${prefix}/*`;

/** Wildcards in the roles of functions: what each stands for, and why it cannot be narrower. */
const wildcards = (stage: Stage) =>
  ({
    interfaces: [
      '*',
      'Lambda makes its own network interfaces: these actions know no resources, and calls from the code itself are denied',
    ],
    describe: [
      '*',
      'EC2 Describe calls and reading a quota know no resources; in the VPC functions the calls from the code itself are denied',
    ],
    fleet: [`${account}:fleet/*`, 'a fleet has no id before CreateFleet answers'],
    instance: [
      `${account}:instance/*`,
      'instances have no id before they are launched; acting on running ones needs the tag of this stage',
    ],
    networkInterface: [
      `${account}:network-interface/*`,
      'interfaces have no id before their instance is launched; changing one needs the tag of this stage',
    ],
    volume: [`${account}:volume/*`, 'volumes have no id before their instance is launched'],
    image: [
      'arn:<AWS::Partition>:ec2:<AWS::Region>::image/*',
      'Canonical replaces its image; the launch template names the parameter that tells the current one',
    ],
    schedules: [
      `arn:<AWS::Partition>:scheduler:<AWS::Region>:<AWS::AccountId>:schedule/${scheduleGroupName(stage)}/*`,
      'schedules are made for each session and for the next try of a webhook, in the group of this stage',
    ],
    reviews: [objects('reviews'), 'an object for each file that is put there to be reviewed'],
    bulk: [objects('bulk'), 'an object for each upload of submissions'],
    packages: [objects('packages'), 'an object for each upload'],
    testdata: [objects('testdata'), 'an object for each content hash'],
    problems: [objects('problems'), 'an object for each version of a problem'],
    judgeTokens: [
      `arn:<AWS::Partition>:ssm:<AWS::Region>:<AWS::AccountId>:parameter${judgeTokenPrefix(stage)}*`,
      'an operator keeps a token for each standing judge below this prefix',
    ],
  }) as const satisfies Record<string, readonly [finding: string, reason: string]>;

type Wildcard = keyof ReturnType<typeof wildcards>;

const launches: readonly Wildcard[] = [
  'fleet',
  'instance',
  'networkInterface',
  'volume',
  'image',
  'describe',
  'schedules',
];

const functionWildcards: Readonly<Record<string, readonly Wildcard[]>> = {
  api: ['bulk', 'packages', 'problems', 'testdata', 'schedules', 'judgeTokens', 'describe', 'instance'],
  'scheduler-launcher': launches,
  'health-monitor': launches,
  'host-prober': ['interfaces'],
  'auto-shutdown': ['describe', 'instance', 'schedules'],
  'submission-executor': ['interfaces', 'testdata', 'problems'],
  'submission-executor-hosted': ['testdata', 'problems', 'judgeTokens'],
  'problem-importer': ['packages', 'testdata', 'problems'],
  'webhook-sender': ['schedules'],
  'submission-reviewer': ['reviews', 'testdata', 'problems'],
};

/** Path of the function that CDK's BucketDeployment brings; its id ends in the memory that we ask for. */
const uploader = 'Custom::CDKBucketDeployment8693BB64968944B69AAFB0CC9EB8756C256MiB';
const uploaderReason =
  'CDK makes this role: it runs while a deploy copies the console, never between deploys, and reads the bootstrap bucket and writes the console bucket';

const accessLogs =
  'access logs of S3 would need a bucket of their own and cost more than what they watch: nobody reads these files but functions and CloudFront';

/** What is acknowledged in a stage, in the order of the stacks. */
export function listAcknowledgements(stage: Stage): Acknowledgement[] {
  const known = wildcards(stage);
  const roles = Object.entries(functionWildcards).flatMap(([name, found]) =>
    found.map((wildcard): Acknowledgement => {
      const [resource, reason] = known[wildcard];
      return {
        stack: 'App',
        path: `Functions/${name}/Role/DefaultPolicy/Resource`,
        id: `AwsSolutions-IAM5[Resource::${resource}]`,
        reason,
      };
    }),
  );
  const uploads = [
    'Action::s3:Abort*',
    'Action::s3:DeleteObject*',
    'Action::s3:GetBucket*',
    'Action::s3:GetObject*',
    'Action::s3:List*',
    'Resource::*',
    'Resource::<ConsoleFiles2D43986C.Arn>/*',
    'Resource::arn:<AWS::Partition>:s3:::cdk-hnb659fds-assets-<AWS::AccountId>-<AWS::Region>/*',
  ].map(
    (finding): Acknowledgement => ({
      stack: 'Console',
      path: `${uploader}/ServiceRole/DefaultPolicy/Resource`,
      id: `AwsSolutions-IAM5[${finding}]`,
      reason: uploaderReason,
    }),
  );
  const reading = ['health', 'config', 'openapi.json', 'errors', 'monitoring--health'].flatMap((route) =>
    ['GET', 'HEAD'].map((method) => `${method}--v1--${route}`),
  );
  const open = reading.map(
    (route): Acknowledgement => ({
      stack: 'App',
      path: `Front/Api/${route}/Resource`,
      id: 'AwsSolutions-APIG4',
      reason:
        'asked before there is a token: is it alive, where to log in, what does it offer; answers hold nothing of anybody',
    }),
  );
  const moved = MOVED_PATHS.flatMap((older) =>
    MOVED_METHODS.map(
      (method): Acknowledgement => ({
        stack: 'App',
        path: `Front/Api/${method}${older.replaceAll('/', '--')}/Resource`,
        id: 'AwsSolutions-APIG4',
        reason: 'answers where an older path is answered now, which asks for a token',
      }),
    ),
  );
  return [
    { stack: 'Data', path: 'Data/Resource', id: 'AwsSolutions-S1', reason: accessLogs },
    {
      stack: 'Fleet',
      path: 'Network/Vpc/Resource',
      id: 'AwsSolutions-VPC7',
      reason:
        'hosts live for hours, sealed hosts have no way out, and flow logs are billed by volume while an exam runs',
    },
    {
      stack: 'App',
      path: 'AsyncFailures/Resource',
      id: 'AwsSolutions-SQS3',
      reason: 'it is where asynchronous invocations go that failed for good, the end of the line',
    },
    {
      stack: 'App',
      path: 'Events/Webhooks/Resource',
      id: 'AwsSolutions-SQS3',
      reason:
        'what cannot be written down, or read by this release, waits here as long as in a queue of dead letters, and is read by itself then',
    },
    {
      stack: 'App',
      path: 'Functions/submission-reviewer/Release/Role/DefaultPolicy/Resource',
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason: 'how an alarm stands is asked by DescribeAlarms, which knows no resources',
    },
    {
      stack: 'Fleet',
      path: 'ScheduleDeadLetters/Resource',
      id: 'AwsSolutions-SQS3',
      reason:
        'it is the queue of dead letters, of schedules: EventBridge Scheduler names it in each schedule, not in a template',
    },
    {
      stack: 'Fleet',
      path: 'ScheduleRole/DefaultPolicy/Resource',
      id: `AwsSolutions-IAM5[Resource::${account}:instance/*]`,
      reason: 'the stop without code must end any host of this stage, and only those: the tag is a condition',
    },
    {
      stack: 'Data',
      path: 'Identity/Users/Resource',
      id: 'AwsSolutions-COG2',
      reason:
        'a second factor is offered, not demanded: participants sit in an exam room, often without a telephone',
    },
    {
      stack: 'Data',
      path: 'Identity/Users/Resource',
      id: 'AwsSolutions-COG8',
      reason:
        'the plus plan is billed for each user a month; nobody signs up here and accounts live as long as a course',
    },
    ...roles,
    ...open,
    ...moved,
    { stack: 'Console', path: 'Console/Files/Resource', id: 'AwsSolutions-S1', reason: accessLogs },
    {
      stack: 'Console',
      path: 'Console/Distribution/Resource',
      id: 'AwsSolutions-CFR1',
      reason: 'an exam may be taken from anywhere',
    },
    {
      stack: 'Console',
      path: 'Console/Distribution/Resource',
      id: 'AwsSolutions-CFR2',
      reason:
        'a web ACL costs 5 USD a month while nobody sits an exam; the page is static, and the API throttles and checks tokens itself',
    },
    {
      stack: 'Console',
      path: 'Console/Distribution/Resource',
      id: 'AwsSolutions-CFR3',
      reason:
        'the page is static and the same for everybody; requests that matter are in the access log of the API',
    },
    {
      stack: 'Console',
      path: 'Console/Distribution/Resource',
      id: 'AwsSolutions-CFR4',
      reason:
        'without a domain of their own viewers get the certificate of cloudfront.net, whose lowest TLS version CloudFront fixes',
    },
    {
      stack: 'Console',
      path: `${uploader}/ServiceRole/Resource`,
      id: 'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]',
      reason: uploaderReason,
    },
    ...uploads,
    {
      stack: 'Console',
      path: `${uploader}/Resource`,
      id: 'AwsSolutions-L1',
      reason: 'CDK chooses the runtime of its own function, and raises it with its releases',
    },
  ];
}

/**
 * Tells cdk-nag what is known and why.
 * @throws Error when a path leads nowhere: the construct was renamed and its reason must follow
 */
export function acknowledgeFindings(app: App, stage: Stage): void {
  for (const { stack, path, id, reason } of listAcknowledgements(stage)) {
    // A stage that is switched off CloudFront has no such stack.
    if (stack === 'Console' && app.node.tryFindChild(stackName(stage, stack)) === undefined) continue;
    const construct = findConstruct(app, [stackName(stage, stack), ...path.split('/')]);
    // The console's uploader exists only where the console has been built.
    if (construct === undefined && path.startsWith(uploader)) continue;
    if (construct === undefined) throw new Error(`lib/acknowledgements.ts: ${stack}/${path} does not exist`);
    Validations.of(construct).acknowledge({ id, reason });
  }
}

function findConstruct(root: IConstruct, path: readonly string[]): IConstruct | undefined {
  return path.reduce<IConstruct | undefined>((at, id) => at?.node.tryFindChild(id), root);
}
