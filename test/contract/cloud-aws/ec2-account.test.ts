import {
  CreateFleetCommand,
  CreateTagsCommand,
  DescribeInstancesCommand,
  EC2Client,
  RebootInstancesCommand,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { readBilling } from '../../../cloud/aws/ec2/billing.ts';
import type { Shortage } from '../../../cloud/aws/ec2/shortage.ts';
import type { BucketSize } from '../../../cloud/aws/ec2/throttle.ts';
import type { InvokeRequest, LambdaPort } from '../../../cloud/aws/lambda-port.ts';
import { declareTemplate, FAKE_MACHINE, startTestSystem, type TestSystem, until } from './system.ts';

// Real processes start here, on machines that may be busy.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

/*
 * What an account meets beside its calls: machines that are not there, throttles, news that come late, a bill. Each test has a
 * cloud and a clock of its own, ms ahead of the machine's.
 */

let system: TestSystem;
let ahead: number;
let shortages: Shortage[];
let throttles: Record<string, BucketSize>;
let describeLagMs: [number, number];
let invoked: InvokeRequest[];
let bootDelayMs: [number, number];

beforeEach(() => {
  ahead = 0;
  shortages = [];
  throttles = {};
  invoked = [];
  describeLagMs = [0, 0];
  bootDelayMs = [0, 0];
});
afterEach(async () => await system.stop());

async function start(): Promise<void> {
  system = await startTestSystem({
    machine: FAKE_MACHINE,
    bootDelayMs,
    shortages,
    throttles,
    describeLagMs,
    now: () => Date.now() + ahead,
    lambda: {
      invoke: async (request: InvokeRequest) => {
        invoked.push(request);
        return { statusCode: 202, payload: new Uint8Array(), requestId: 'r' };
      },
    } as unknown as LambdaPort,
  });
  declareTemplate(system.network, 'lt-host', { ImageId: 'ami-0', InstanceType: 'c7i.large' });
}

const ec2 = () => system.endpoint.services.ec2;
/** Signs by the clock of the tests; one that lives on would learn the machine's from an answer. */
const client = () => new EC2Client({ ...system.admin, systemClockOffset: ahead });
const stateOf = (id: string) =>
  ec2()
    .list()
    .find((one) => one.id === id)?.state;
const untilState = (id: string, state: string) => until(async () => stateOf(id) === state);

async function launch(InstanceType: 'c7i.large' | 'c6i.large' = 'c7i.large', SubnetId = 'subnet-a') {
  const { Instances = [], Errors = [] } = await client().send(
    new CreateFleetCommand({
      Type: 'instant',
      TargetCapacitySpecification: { TotalTargetCapacity: 1, DefaultTargetCapacityType: 'on-demand' },
      LaunchTemplateConfigs: [
        {
          LaunchTemplateSpecification: { LaunchTemplateId: 'lt-host', Version: '1' },
          Overrides: [{ InstanceType, SubnetId }],
        },
      ],
      TagSpecifications: [{ ResourceType: 'instance', Tags: [{ Key: 'assize:session', Value: 's1' }] }],
    }),
  );
  return { id: Instances[0]?.InstanceIds?.[0] ?? '', codes: Errors.map(({ ErrorCode }) => ErrorCode) };
}

const end = (...InstanceIds: string[]) => client().send(new TerminateInstancesCommand({ InstanceIds }));

async function told(): Promise<(string | undefined)[]> {
  const { Reservations = [] } = await client().send(new DescribeInstancesCommand({ MaxResults: 5 }));
  return Reservations.flatMap(({ Instances = [] }) => Instances.map(({ InstanceId }) => InstanceId));
}

describe('machines that EC2 has none of', () => {
  it.each<[string, Shortage]>([
    ['of a type', { instanceType: 'c7i.large' }],
    ['in a zone', { availabilityZone: 'eu-central-1a' }],
    ['for a while', { from: Date.now() - 1, until: Date.now() + 3_600_000 }],
  ])('can be those %s', async (_, shortage) => {
    shortages.push(shortage);
    await start();
    expect(await launch()).toEqual({ id: '', codes: ['InsufficientInstanceCapacity'] });
    if (shortage.instanceType !== undefined) expect((await launch('c6i.large')).codes).toEqual([]);
    if (shortage.availabilityZone !== undefined)
      expect((await launch('c7i.large', 'subnet-b')).codes).toEqual([]);
    ahead = 7_200_000;
    expect((await launch()).codes).toEqual(
      shortage.until === undefined ? ['InsufficientInstanceCapacity'] : [],
    );
  });
});

describe('spot capacity', () => {
  const request = (spot: number, demand: number, AllocationStrategy?: 'capacity-optimized') =>
    client().send(
      new CreateFleetCommand({
        Type: 'instant',
        TargetCapacitySpecification: {
          TotalTargetCapacity: spot + demand,
          SpotTargetCapacity: spot,
          OnDemandTargetCapacity: demand,
          DefaultTargetCapacityType: 'spot',
        },
        SpotOptions: { AllocationStrategy },
        LaunchTemplateConfigs: [
          {
            LaunchTemplateSpecification: { LaunchTemplateId: 'lt-host', Version: '1' },
            Overrides: (['c7i.large', 'c6i.large'] as const).map((InstanceType) => ({
              InstanceType,
              SubnetId: 'subnet-a',
            })),
          },
        ],
      }),
    );

  it('has a quota of its own, tells its request, and is billed by the same seconds', async () => {
    await start();
    const { Instances = [], Errors = [] } = await request(3, 0, 'capacity-optimized');
    const ids = Instances.flatMap(({ InstanceIds = [] }) => InstanceIds);
    expect(Instances.map(({ Lifecycle }) => Lifecycle)).toEqual(['spot']);
    // Two of two vCPUs fit five.
    expect(ids).toHaveLength(2);
    expect(Errors[0]).toMatchObject({ ErrorCode: 'MaxSpotInstanceCountExceeded', Lifecycle: 'spot' });
    const onDemand = [await launch(), await launch()];
    expect(onDemand.flatMap(({ codes }) => codes)).toEqual([]);
    const { Reservations = [] } = await client().send(new DescribeInstancesCommand({ InstanceIds: ids }));
    for (const { Instances: [instance] = [] } of Reservations)
      expect(instance).toMatchObject({
        InstanceLifecycle: 'spot',
        SpotInstanceRequestId: expect.stringMatching(/^sir-[0-9a-f]{8}$/),
      });
    await untilState(ids[0] ?? '', 'running');
    expect(
      ec2()
        .billed()
        .find(({ instanceId }) => instanceId === ids[0]),
    ).toMatchObject({ spot: true, seconds: 60 });
  });

  it('does not serve what it would do otherwise than EC2: both markets at once, or the lowest price', async () => {
    await start();
    await expect(request(1, 1, 'capacity-optimized')).rejects.toMatchObject({ name: 'NotServedLocally' });
    await expect(request(1, 0)).rejects.toMatchObject({ name: 'NotServedLocally' });
  });

  it('is taken back with a notice by the event that EC2 sends, and is billed until it ends', async () => {
    await start();
    const FUNCTION = 'arn:aws:lambda:eu-central-1:000000000000:function:monitor';
    const { events } = system.endpoint.services;
    const rule = events.putRule({
      Name: 'notices',
      EventPattern: { source: ['aws.ec2'], 'detail-type': ['EC2 Spot Instance Interruption Warning'] },
      Targets: [{ Id: 'Target0', Arn: FUNCTION }],
    });
    events.putRule({
      Name: 'others',
      EventPattern: { source: ['aws.ec2'], detail: { 'instance-action': ['stop'] } },
      Targets: [{ Id: 'Target0', Arn: FUNCTION }],
    });
    const { Instances = [] } = await request(1, 0, 'capacity-optimized');
    const id = Instances[0]?.InstanceIds?.[0] ?? '';
    await untilState(id, 'running');
    await ec2().interrupt(id);
    expect(invoked).toEqual([
      expect.objectContaining({
        functionName: FUNCTION,
        invocationType: 'Event',
        source: { service: 'events.amazonaws.com', arn: rule },
      }),
    ]);
    expect(JSON.parse(Buffer.from(invoked[0]!.payload).toString('utf8'))).toMatchObject({
      source: 'aws.ec2',
      'detail-type': 'EC2 Spot Instance Interruption Warning',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      resources: [`arn:aws:ec2:eu-central-1a:instance/${id}`],
      detail: { 'instance-id': id, 'instance-action': 'terminate' },
    });
    ahead = 119_000;
    expect(stateOf(id)).toBe('running');
    ahead = 121_000;
    await untilState(id, 'terminated');
    const { Reservations = [] } = await client().send(new DescribeInstancesCommand({ InstanceIds: [id] }));
    expect(Reservations[0]?.Instances?.[0]?.StateReason?.Code).toBe('Server.SpotInstanceTermination');
    expect(
      ec2()
        .billed()
        .find(({ instanceId }) => instanceId === id)?.seconds,
    ).toBeGreaterThanOrEqual(119);
    await expect(ec2().interrupt(id)).rejects.toThrow('no spot instance');
  });

  it('is no matter of what was launched on demand', async () => {
    await start();
    const { id } = await launch();
    await expect(ec2().interrupt(id)).rejects.toThrow(`${id} is no spot instance`);
  });
});

describe('the throttle', () => {
  const refused = {
    name: 'RequestLimitExceeded',
    message: 'Request limit exceeded.',
    $metadata: { httpStatusCode: 503 },
  };

  it('counts each call for itself, and fills up again', async () => {
    await start();
    throttles['DescribeInstances'] = { size: 2, perSecond: 0.001 };
    throttles['DescribeInstances, all at once'] = { size: 1, perSecond: 0.001 };
    const whole = () => client().send(new DescribeInstancesCommand({}));
    await told();
    await told();
    await expect(told()).rejects.toMatchObject(refused);
    await whole();
    await expect(whole()).rejects.toMatchObject(refused);
    expect((await launch()).codes).toEqual([]);
    ahead = 1_001_000;
    await told();
    await expect(told()).rejects.toMatchObject(refused);
  });

  it('counts the instances that a call ends, and ends none of a call that it refuses', async () => {
    await start();
    throttles['TerminateInstances, instances'] = { size: 1, perSecond: 0.001 };
    const [{ id: one }, { id: other }] = [await launch(), await launch()];
    await expect(end(one, other)).rejects.toMatchObject(refused);
    await end(one);
    await untilState(one, 'terminated');
    expect(stateOf(other)).not.toBe('terminated');
  });
});

describe('an EC2 that tells of launches late', () => {
  it('knows nothing of one that runs, whatever is asked, and all of it a moment later', async () => {
    describeLagMs = [1_000_000, 3_000_000];
    await start();
    const { id } = await launch();
    await untilState(id, 'running');
    const unknown = { name: 'InvalidInstanceID.NotFound', message: `The instance ID '${id}' does not exist` };
    const mine = system.role('owner', [
      {
        Effect: 'Allow',
        Action: 'ec2:TerminateInstances',
        Resource: '*',
        Condition: { StringEquals: { 'aws:ResourceTag/assize:session': 's1' } },
      },
    ]);
    const owner = () => new EC2Client({ ...mine, systemClockOffset: ahead });
    const InstanceIds = [id];
    // Half way between both, by the seed of the tests' clouds.
    ahead = 1_900_000;
    expect(await told()).toEqual([]);
    for (const command of [
      new DescribeInstancesCommand({ InstanceIds }),
      new TerminateInstancesCommand({ InstanceIds }),
      new RebootInstancesCommand({ InstanceIds }),
      new CreateTagsCommand({ Resources: InstanceIds, Tags: [{ Key: 'late', Value: 'yes' }] }),
    ])
      await expect(client().send(command as DescribeInstancesCommand)).rejects.toMatchObject(unknown);
    // What nobody knows has no tags, so that it is not its owner's either.
    await expect(owner().send(new TerminateInstancesCommand({ InstanceIds }))).rejects.toMatchObject({
      name: 'UnauthorizedOperation',
    });
    expect(stateOf(id)).toBe('running');
    ahead = 2_000_000;
    expect(await told()).toEqual([id]);
    await owner().send(new TerminateInstancesCommand({ InstanceIds }));
  });
});

describe('the bill', () => {
  const secondsOf = (id: string) =>
    ec2()
      .billed()
      .find(({ instanceId }) => instanceId === id)?.seconds;

  it('begins when an instance runs, ends when it begins to end, and outlives what EC2 tells of it', async () => {
    await start();
    const { id } = await launch();
    await untilState(id, 'running');
    expect(secondsOf(id)).toBe(60);
    ahead = 200_000;
    await client().send(new RebootInstancesCommand({ InstanceIds: [id] }));
    await end(id);
    await untilState(id, 'terminated');
    const seconds = secondsOf(id) ?? 0;
    expect(seconds).toBeGreaterThanOrEqual(199);
    ahead = 9_000_000;
    expect([stateOf(id), await told()]).toEqual([undefined, []]);
    expect(readBilling(system.dataDir, Date.now())).toEqual([
      {
        instanceId: id,
        instanceType: 'c7i.large',
        tags: expect.objectContaining({ 'assize:session': 's1' }),
        seconds,
      },
    ]);
  });

  it('has nothing of an instance that was ended before it ran', async () => {
    bootDelayMs = [2_000, 2_000];
    await start();
    const { id } = await launch();
    await end(id);
    await untilState(id, 'terminated');
    expect(ec2().billed()).toEqual([]);
  });
});
