import type { Rule } from './service-shapes.ts';

/** Something that AWS added to a service, and models of an older botocore do not know. */
interface ModelGap {
  readonly service: string;
  readonly shape: string;
  readonly rule: Rule;
  readonly found: RegExp;
  readonly why: string;
}

/** This release knows all of it, as a run of the contract tests with its models shows: from there on nothing is excused. */
export const GAPLESS_RELEASE: readonly number[] = [1, 43, 107];

/** What Debian 12's botocore (1.29.27, December 2022) is too old for. */
export const modelGaps: readonly ModelGap[] = [
  {
    service: 'ec2',
    shape: 'InstanceType',
    rule: 'enum',
    found: /^(c7i|c7a|r7i)\.large$/,
    why: 'the seventh generation on Intel and AMD came in 2023',
  },
  {
    service: 'ec2',
    shape: 'ModifyNetworkInterfaceAttributeRequest',
    rule: 'unknown',
    found: /^AssociatePublicIpAddress$/,
    why: 'taking a public address from a running host came in 2024',
  },
  {
    service: 'sqs',
    shape: 'sqs',
    rule: 'operation',
    found: /^(Start|List|Cancel)MessageMoveTasks?$/,
    why: 'moves of dead letters came in 2023',
  },
  {
    service: 'bedrock-runtime',
    shape: 'bedrock-runtime',
    rule: 'operation',
    found: /^Converse$/,
    why: 'Bedrock came in 2023',
  },
  {
    service: 'sqs',
    shape: 'ReceiveMessageRequest',
    rule: 'unknown',
    found: /^MessageSystemAttributeNames$/,
    why: 'it came in 2024 in place of AttributeNames',
  },
  ...['CreateScheduleInput', 'UpdateScheduleInput'].map((shape) => ({
    service: 'scheduler',
    shape,
    rule: 'unknown' as const,
    found: /^ActionAfterCompletion$/,
    why: 'schedules that delete themselves came in 2023',
  })),
];
