import { CreateFleetCommand, DescribeInstancesCommand, EC2Client } from '@aws-sdk/client-ec2';
import {
  CreateScheduleCommand,
  type CreateScheduleCommandInput,
  DeleteScheduleCommand,
  SchedulerClient,
  UpdateScheduleCommand,
} from '@aws-sdk/client-scheduler';
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { AwsError } from '../../../cloud/aws/http-types.ts';
import type { InvokeRequest, LambdaPort } from '../../../cloud/aws/lambda-port.ts';
import type { PolicyStatement } from '../../../cloud/aws/principals.ts';
import { FAKE_MACHINE, startTestSystem, type TestSystem, until } from './system.ts';

// Real processes start here, on machines that may be busy.
vi.setConfig({ testTimeout: 120_000 });

const FUNCTION = 'arn:aws:lambda:eu-central-1:000000000000:function:tick';
const DEAD_LETTERS = 'arn:aws:sqs:eu-central-1:000000000000:dead';
const invoked: { request: InvokeRequest; at: number }[] = [];
let failures = 0;
const lambda = {
  invoke: (request: InvokeRequest) => {
    invoked.push({ request, at: Date.now() });
    if (failures-- > 0) throw new AwsError('TooManyRequestsException', 'Rate exceeded', 429);
    return Promise.resolve({
      statusCode: 202,
      payload: new Uint8Array(),
      requestId: 'r',
    });
  },
} as unknown as LambdaPort;

let system: TestSystem;
let scheduler: SchedulerClient;
let sqs: SQSClient;
let ec2: EC2Client;
let dead: string;
let made = 0;

const TRUST: PolicyStatement = {
  Effect: 'Allow',
  Principal: { Service: 'scheduler.amazonaws.com' },
  Action: 'sts:AssumeRole',
  Condition: {
    StringEquals: {
      'aws:SourceArn': 'arn:aws:scheduler:eu-central-1:000000000000:schedule-group/assize-dev',
    },
  },
};

beforeAll(async () => {
  system = await startTestSystem({
    lambda,
    machine: FAKE_MACHINE,
    bootDelayMs: [0, 0],
    scheduleJitterMs: [0, 0],
  });
  system.endpoint.startSchedules();
  scheduler = new SchedulerClient(system.admin);
  sqs = new SQSClient(system.admin);
  ec2 = new EC2Client(system.admin);
  system.endpoint.services.scheduler.putGroup('assize-dev');
  dead = (await sqs.send(new CreateQueueCommand({ QueueName: 'dead' }))).QueueUrl ?? '';
});
afterAll(() => system.stop());

function makeRole(name: string, statements: PolicyStatement[], trust = TRUST): string {
  system.role(name, statements);
  const arn = `arn:aws:iam::000000000000:role/${name}`;
  const role = system.directory.roleByArn(arn);
  if (role !== undefined) system.directory.putRole({ ...role, trust: { Statement: [trust] } });
  return arn;
}

const INVOKE: PolicyStatement = { Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: FUNCTION };
const BURY: PolicyStatement = { Effect: 'Allow', Action: 'sqs:SendMessage', Resource: DEAD_LETTERS };
const inSeconds = (seconds: number) =>
  `at(${new Date(Date.now() + seconds * 1000).toISOString().slice(0, 19)})`;

function schedule(
  target: Partial<CreateScheduleCommandInput['Target']>,
  change: Partial<CreateScheduleCommandInput> = {},
) {
  return {
    Name: `schedule-${++made}`,
    GroupName: 'assize-dev',
    ScheduleExpression: inSeconds(1),
    FlexibleTimeWindow: { Mode: 'OFF' as const },
    ActionAfterCompletion: 'DELETE' as const,
    Target: {
      Arn: FUNCTION,
      RoleArn: makeRole('invoker', [INVOKE, BURY]),
      Input: '{"n":1}',
      DeadLetterConfig: { Arn: DEAD_LETTERS },
      ...target,
    },
    ...change,
  };
}

async function burials(): Promise<{ body: string; code: string | undefined }[]> {
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({
      QueueUrl: dead,
      MessageAttributeNames: ['All'],
      MaxNumberOfMessages: 10,
      VisibilityTimeout: 0,
    }),
  );
  return Messages.map(({ Body = '', MessageAttributes }) => ({
    body: Body,
    code: MessageAttributes?.['ERROR_CODE']?.StringValue,
  }));
}

test('a one-time schedule invokes its function once, not early, and deletes itself', async () => {
  const input = schedule({ Input: '{"kind":"close"}' }, { ScheduleExpression: inSeconds(3) });
  const due = Date.parse(`${input.ScheduleExpression?.slice(3, 22)}Z`);
  await scheduler.send(new CreateScheduleCommand(input));
  const kept = () => system.endpoint.services.scheduler.list().map(({ name }) => name);
  expect(kept()).toContain(input.Name);
  const hit = await until(async () =>
    invoked.find(({ request }) => Buffer.from(request.payload).toString() === '{"kind":"close"}'),
  );
  expect(hit.request).toMatchObject({ functionName: FUNCTION, invocationType: 'Event' });
  expect(hit.at).toBeGreaterThanOrEqual(due);
  expect(kept()).not.toContain(input.Name);
});

test('the code-free terminate ends the instances of its stage without any function', async () => {
  const { Instances } = await ec2.send(
    new CreateFleetCommand({
      Type: 'instant',
      TargetCapacitySpecification: { TotalTargetCapacity: 1, DefaultTargetCapacityType: 'on-demand' },
      LaunchTemplateConfigs: [
        {
          LaunchTemplateSpecification: { LaunchTemplateId: 'lt-bare', Version: '$Latest' },
          Overrides: [{ SubnetId: 'subnet-a' }],
        },
      ],
      TagSpecifications: [{ ResourceType: 'instance', Tags: [{ Key: 'assize:stage', Value: 'dev' }] }],
    }),
  );
  const InstanceIds = Instances?.[0]?.InstanceIds ?? [];
  const RoleArn = makeRole('terminator', [
    {
      Effect: 'Allow',
      Action: 'ec2:TerminateInstances',
      Resource: 'arn:aws:ec2:eu-central-1:000000000000:instance/*',
      Condition: { StringEquals: { 'aws:ResourceTag/assize:stage': 'dev' } },
    },
  ]);
  await scheduler.send(
    new CreateScheduleCommand(
      schedule({
        Arn: 'arn:aws:scheduler:::aws-sdk:ec2:terminateInstances',
        RoleArn,
        Input: JSON.stringify({ InstanceIds }),
      }),
    ),
  );
  await until(async () => {
    const { Reservations } = await ec2.send(new DescribeInstancesCommand({ InstanceIds }));
    return Reservations?.[0]?.Instances?.[0]?.State?.Name === 'terminated';
  });
});

test('a throttled hand-over is tried again; a forbidden one goes to the dead-letter queue with its reason', async () => {
  failures = 1;
  await scheduler.send(new CreateScheduleCommand(schedule({ Input: '{"retry":true}' })));
  await until(
    async () =>
      invoked.filter(({ request }) => Buffer.from(request.payload).toString() === '{"retry":true}').length ===
      2,
  );

  const RoleArn = makeRole('powerless', [BURY]);
  await scheduler.send(new CreateScheduleCommand(schedule({ RoleArn, Input: '{"forbidden":true}' })));
  const [letter] = await until(async () => {
    const letters = await burials();
    return letters.length > 0 ? letters : undefined;
  });
  expect(letter).toEqual({ body: '{"forbidden":true}', code: 'AccessDeniedException' });
});

test('what Scheduler refuses, it refuses when the schedule is made', async () => {
  const create = (input: ReturnType<typeof schedule>) => scheduler.send(new CreateScheduleCommand(input));
  const taken = schedule({}, { ScheduleExpression: inSeconds(3600) });
  await create(taken);
  await expect(create({ ...taken, ClientToken: 'other' } as typeof taken)).rejects.toMatchObject({
    name: 'ConflictException',
  });
  await expect(create(schedule({}, { GroupName: 'absent' }))).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
  });
  await expect(create(schedule({}, { ScheduleExpression: 'every minute' }))).rejects.toMatchObject({
    name: 'ValidationException',
  });
  await expect(
    create(schedule({}, { StartDate: new Date(Date.now() - 600_000), ScheduleExpression: 'rate(1 minute)' })),
  ).rejects.toMatchObject({
    message: expect.stringContaining('StartDate'),
  });
  const stranger = makeRole('stranger', [INVOKE], {
    ...TRUST,
    Principal: { Service: 'lambda.amazonaws.com' },
  });
  await expect(create(schedule({ RoleArn: stranger }))).rejects.toMatchObject({
    message: expect.stringContaining('assume the role'),
  });
  await expect(create(schedule({ Arn: 'arn:aws:sns:eu-central-1:000000000000:t' }))).rejects.toMatchObject({
    message: expect.stringContaining('not arn:aws:sns'),
  });
});

test('a role makes schedules of its group only, and only with a role that it may pass', async () => {
  const group = 'arn:aws:scheduler:eu-central-1:000000000000:schedule/assize-dev/*';
  const RoleArn = makeRole('passed', [INVOKE]);
  const allowed: PolicyStatement[] = [
    {
      Effect: 'Allow',
      Action: ['scheduler:CreateSchedule', 'scheduler:UpdateSchedule', 'scheduler:DeleteSchedule'],
      Resource: group,
    },
    {
      Effect: 'Allow',
      Action: 'iam:PassRole',
      Resource: RoleArn,
      Condition: { StringEquals: { 'iam:PassedToService': 'scheduler.amazonaws.com' } },
    },
  ];
  const planner = new SchedulerClient(system.role('planner', allowed));
  const input = schedule({ RoleArn }, { ScheduleExpression: inSeconds(3600) });
  await planner.send(new CreateScheduleCommand(input));
  await planner.send(new UpdateScheduleCommand({ ...input, ScheduleExpression: inSeconds(7200) }));
  await planner.send(new DeleteScheduleCommand({ Name: input.Name, GroupName: 'assize-dev' }));
  await expect(
    planner.send(new CreateScheduleCommand({ ...input, GroupName: 'default' })),
  ).rejects.toMatchObject({
    name: 'AccessDeniedException',
  });
  const without = new SchedulerClient(system.role('no-pass', allowed.slice(0, 1)));
  await expect(without.send(new CreateScheduleCommand(input))).rejects.toMatchObject({
    message: expect.stringContaining(`iam:PassRole on resource: ${RoleArn}`),
  });
});
