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
let bootDelayMs: [number, number];

beforeEach(() => {
  ahead = 0;
  shortages = [];
  throttles = {};
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
