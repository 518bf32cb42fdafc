import {
  CreateFleetCommand,
  type CreateFleetCommandInput,
  CreateTagsCommand,
  DescribeInstancesCommand,
  EC2Client,
  type Instance,
  ModifyInstanceAttributeCommand,
  ModifyNetworkInterfaceAttributeCommand,
  RebootInstancesCommand,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import type { PolicyStatement } from '../../../cloud/aws/principals.ts';
import { declareTemplate, FAKE_MACHINE, startTestSystem, type TestSystem, until } from './system.ts';

// Real processes start here, on machines that may be busy.
vi.setConfig({ testTimeout: 120_000 });

const subnet = 'subnet-a';
const group = 'sg-installing';
const sealed = 'sg-sealed';
let system: TestSystem;
let ec2: EC2Client;
const template = 'lt-host';
let token = 0;
let clock = 0;

beforeAll(async () => {
  system = await startTestSystem({
    machine: FAKE_MACHINE,
    bootDelayMs: [0, 0],
    shortages: [{ instanceType: 'c7a.large' }],
    now: () => Date.now() + clock,
  });
  ec2 = new EC2Client(system.admin);
  declareTemplate(system.network, template, {
    ImageId: 'resolve:ssm:/aws/service/canonical/ubuntu/server/22.04/stable/current/amd64/hvm/ebs-gp2/ami-id',
    InstanceType: 'c7i.large',
    InstanceInitiatedShutdownBehavior: 'terminate',
    UserData: Buffer.from('#!/bin/bash\necho ünboxed\n').toString('base64'),
    NetworkInterfaces: [{ DeviceIndex: 0, AssociatePublicIpAddress: true, Groups: [group] }],
    TagSpecifications: [
      { ResourceType: 'instance', Tags: [{ Key: 'assize:stage', Value: 'dev' }] },
      { ResourceType: 'network-interface', Tags: [{ Key: 'assize:stage', Value: 'dev' }] },
    ],
  });
});
afterAll(async () => {
  ec2.destroy();
  await system.stop();
});
beforeEach(async () => {
  const ids = (await living()).map(({ InstanceId }) => InstanceId ?? '');
  if (ids.length > 0) await terminate(...ids);
});

function fleet(change: Partial<CreateFleetCommandInput> = {}, count = 1): CreateFleetCommandInput {
  return {
    Type: 'instant',
    ClientToken: `round-${++token}`,
    TargetCapacitySpecification: { TotalTargetCapacity: count, DefaultTargetCapacityType: 'on-demand' },
    LaunchTemplateConfigs: [
      {
        LaunchTemplateSpecification: { LaunchTemplateId: template, Version: '1' },
        Overrides: [{ InstanceType: 'c7i.large', SubnetId: subnet }],
      },
    ],
    TagSpecifications: [
      {
        ResourceType: 'instance',
        Tags: [
          { Key: 'assize:session', Value: 's1' },
          { Key: 'assize:token', Value: 'secret' },
        ],
      },
    ],
    ...change,
  };
}

async function launch(count = 1, change: Partial<CreateFleetCommandInput> = {}): Promise<string[]> {
  const { Instances } = await ec2.send(new CreateFleetCommand(fleet(change, count)));
  return Instances?.flatMap(({ InstanceIds }) => InstanceIds ?? []) ?? [];
}

async function describe(...InstanceIds: string[]): Promise<Instance[]> {
  const { Reservations } = await ec2.send(new DescribeInstancesCommand({ InstanceIds }));
  return Reservations?.flatMap(({ Instances }) => Instances ?? []) ?? [];
}

async function living(): Promise<Instance[]> {
  const Filters = [{ Name: 'instance-state-name', Values: ['pending', 'running', 'shutting-down'] }];
  const { Reservations } = await ec2.send(new DescribeInstancesCommand({ Filters }));
  return Reservations?.flatMap(({ Instances }) => Instances ?? []) ?? [];
}

async function terminate(...InstanceIds: string[]): Promise<void> {
  await ec2.send(new TerminateInstancesCommand({ InstanceIds }));
  await until(async () =>
    (await describe(...InstanceIds)).every(({ State }) => State?.Name === 'terminated'),
  );
}

interface Told {
  readonly pid: number;
  readonly token: string;
  readonly slots: string;
  readonly memory: string;
  readonly userData: string;
}

/** What the machine itself says, or undefined if it does not answer. */
async function ask(address: string | undefined): Promise<Told | undefined> {
  try {
    return (await (await fetch(`http://${address}:2358/`)).json()) as Told;
  } catch {
    return undefined;
  }
}

async function reachable(id: string): Promise<Told & { address: string }> {
  const [instance] = await describe(id);
  const address = instance?.PrivateIpAddress ?? '';
  const answer = await until(() => ask(address));
  return { ...answer, address };
}

test('a fleet of one template starts a machine for each instance, tagged by template and call', async () => {
  const ids = await launch(2);
  expect(ids).toHaveLength(2);
  const hosts = await Promise.all(ids.map(reachable));
  const told = {
    token: 'secret',
    slots: '2',
    memory: '4096',
    userData: '#!/bin/bash\necho ünboxed\n',
  };
  expect(hosts).toMatchObject([told, told]);
  expect(new Set(hosts.map(({ address }) => address)).size).toBe(2);
  const [instance] = await describe(ids[0] ?? '');
  expect(instance).toMatchObject({
    State: { Name: 'running', Code: 16 },
    InstanceType: 'c7i.large',
    SubnetId: subnet,
    SecurityGroups: [{ GroupId: group, GroupName: 'installing' }],
    PublicIpAddress: expect.stringMatching(/^203\.0\.113\./),
    ImageId: expect.stringMatching(/^ami-/),
  });
  expect(Object.fromEntries(instance?.Tags?.map(({ Key, Value }) => [Key, Value]) ?? [])).toMatchObject({
    'assize:stage': 'dev',
    'assize:session': 's1',
    'aws:ec2launchtemplate:id': template,
  });
});

test('a client token launches once; with other parameters it is an error', async () => {
  const request = fleet();
  const first = await ec2.send(new CreateFleetCommand(request));
  const again = await ec2.send(new CreateFleetCommand(request));
  expect(again.Instances).toEqual(first.Instances);
  expect(again.FleetId).toBe(first.FleetId);
  expect(await living()).toHaveLength(1);
  await expect(
    ec2.send(new CreateFleetCommand({ ...fleet({}, 2), ClientToken: request.ClientToken })),
  ).rejects.toMatchObject({ name: 'IdempotentParameterMismatch' });
});

test('what does not fit the quota of 5 vCPUs is an error of the pool, what fits is launched', async () => {
  const { Instances, Errors } = await ec2.send(new CreateFleetCommand(fleet({}, 3)));
  expect(Instances?.flatMap(({ InstanceIds }) => InstanceIds)).toHaveLength(2);
  expect(Errors).toMatchObject([
    {
      ErrorCode: 'VcpuLimitExceeded',
      LaunchTemplateAndOverrides: { Overrides: { InstanceType: 'c7i.large', SubnetId: subnet } },
    },
  ]);
});

test('a pool without machines gives way to the next; below the minimum nothing starts', async () => {
  const Overrides = [
    { InstanceType: 'c7a.large' as const, SubnetId: subnet, Priority: 0 },
    { InstanceType: 'c6i.large' as const, SubnetId: subnet, Priority: 1 },
  ];
  const LaunchTemplateSpecification = { LaunchTemplateId: template, Version: '$Latest' };
  const LaunchTemplateConfigs = [{ LaunchTemplateSpecification, Overrides }];
  const OnDemandOptions = { AllocationStrategy: 'prioritized' as const };
  await expect(ec2.send(new CreateFleetCommand(fleet({ LaunchTemplateConfigs })))).rejects.toMatchObject({
    message: expect.stringContaining('lowest-price'),
  });
  const served = await ec2.send(new CreateFleetCommand(fleet({ LaunchTemplateConfigs, OnDemandOptions })));
  expect(served.Instances?.map(({ InstanceType }) => InstanceType)).toEqual(['c6i.large']);
  expect(served.Errors?.map(({ ErrorCode }) => ErrorCode)).toEqual(['InsufficientInstanceCapacity']);
  const short = [{ LaunchTemplateSpecification, Overrides: Overrides.slice(0, 1) }];
  const minimum = { LaunchTemplateConfigs: short, OnDemandOptions: { MinTargetCapacity: 1 } };
  const refused = await ec2.send(new CreateFleetCommand(fleet(minimum)));
  expect(refused.Instances ?? []).toEqual([]);
  expect(refused.Errors).toHaveLength(1);
});

test('terminate ends the machine for real; one bad id fails the call before anything ends', async () => {
  const [id = ''] = await launch();
  const { address, pid } = await reachable(id);
  const stranger = 'i-00000000000000000';
  await expect(
    ec2.send(new TerminateInstancesCommand({ InstanceIds: [id, stranger] })),
  ).rejects.toMatchObject({
    name: 'InvalidInstanceID.NotFound',
    message: `The instance ID '${stranger}' does not exist`,
  });
  expect((await ask(address))?.pid).toBe(pid);
  await terminate(id);
  expect(await ask(address)).toBeUndefined();
  expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  const [gone] = await describe(id);
  expect(gone?.StateTransitionReason).toMatch(/^User initiated \(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d GMT\)$/);
  expect(gone?.PrivateIpAddress).toBeUndefined();
  await terminate(id);
});

test('an instance is forgotten an hour after its end, and then fails whole each call that names it', async () => {
  const [gone = '', stays = ''] = await launch(2);
  await Promise.all([gone, stays].map(reachable));
  await terminate(gone);
  await ec2.send(new TerminateInstancesCommand({ InstanceIds: [gone] }));
  clock = 3_601_000;
  // A client of its own each: it learns the time from an answer, which tells the machine's.
  const later = () => new EC2Client({ ...system.admin, systemClockOffset: clock });
  const unknown = { name: 'InvalidInstanceID.NotFound', message: `The instance ID '${gone}' does not exist` };
  const both = [stays, gone];
  await expect(later().send(new TerminateInstancesCommand({ InstanceIds: both }))).rejects.toMatchObject(
    unknown,
  );
  await expect(later().send(new RebootInstancesCommand({ InstanceIds: both }))).rejects.toMatchObject(
    unknown,
  );
  await expect(
    later().send(new CreateTagsCommand({ Resources: both, Tags: [{ Key: 'late', Value: 'yes' }] })),
  ).rejects.toMatchObject(unknown);
  const { Reservations } = await later().send(new DescribeInstancesCommand({}));
  const seen = Reservations?.flatMap(({ Instances }) => Instances ?? []) ?? [];
  expect(seen.map(({ InstanceId }) => InstanceId)).not.toContain(gone);
  const [other] = seen.filter(({ InstanceId }) => InstanceId === stays);
  expect(other?.State?.Name).toBe('running');
  expect(other?.Tags?.map(({ Key }) => Key)).not.toContain('late');
  clock = 0;
});

test('a protected instance keeps those of its zone from being terminated, and no others', async () => {
  const LaunchTemplateSpecification = { LaunchTemplateId: template, Version: '1' };
  const Overrides = [{ InstanceType: 'c7i.large' as const, SubnetId: 'subnet-b' }];
  const [guarded = ''] = await launch();
  const [elsewhere = ''] = await launch(1, {
    LaunchTemplateConfigs: [{ LaunchTemplateSpecification, Overrides }],
  });
  const protect = (Value: boolean) =>
    ec2.send(new ModifyInstanceAttributeCommand({ InstanceId: guarded, DisableApiTermination: { Value } }));
  await protect(true);
  await expect(
    ec2.send(new TerminateInstancesCommand({ InstanceIds: [guarded, elsewhere] })),
  ).rejects.toMatchObject({ name: 'OperationNotPermitted', message: expect.stringContaining(guarded) });
  await until(async () => (await describe(elsewhere))[0]?.State?.Name === 'terminated');
  expect((await describe(guarded))[0]?.State?.Name).not.toBe('terminated');
  await protect(false);
});

test('sealing changes group and public address; a reboot is a new process at the same address', async () => {
  const [id = ''] = await launch();
  const before = await reachable(id);
  const [instance] = await describe(id);
  const NetworkInterfaceId = instance?.NetworkInterfaces?.[0]?.NetworkInterfaceId;
  await ec2.send(
    new ModifyNetworkInterfaceAttributeCommand({
      NetworkInterfaceId,
      Groups: [sealed],
      AssociatePublicIpAddress: false,
    }),
  );
  await ec2.send(new RebootInstancesCommand({ InstanceIds: [id] }));
  const after = await until(async () => {
    const answer = await ask(before.address);
    return answer !== undefined && answer.pid !== before.pid ? answer : undefined;
  });
  expect(after.token).toBe('secret');
  const [rebooted] = await describe(id);
  expect(rebooted).toMatchObject({ State: { Name: 'running' }, SecurityGroups: [{ GroupId: sealed }] });
  expect(rebooted?.PublicIpAddress).toBeUndefined();
});

test('a machine that crashes stays running and unreachable', async () => {
  const [id = ''] = await launch();
  const { pid, address } = await reachable(id);
  process.kill(pid, 'SIGKILL');
  await until(async () => system.logs.some((line) => line.includes(`${id} crashed`)));
  expect((await describe(id))[0]?.State?.Name).toBe('running');
  expect(await ask(address)).toBeUndefined();
  await ec2.send(new RebootInstancesCommand({ InstanceIds: [id] }));
  await reachable(id);
});

test('instances are found by tag and state, page by page', async () => {
  const ids = await launch(2);
  const seen: string[] = [];
  let NextToken: string | undefined;
  do {
    const page = await ec2.send(
      new DescribeInstancesCommand({
        Filters: [
          { Name: 'tag:assize:session', Values: ['s*'] },
          { Name: 'instance-state-name', Values: ['pending', 'running'] },
        ],
        MaxResults: 1,
        NextToken,
      }),
    );
    expect(page.Reservations).toHaveLength(1);
    seen.push(page.Reservations?.[0]?.Instances?.[0]?.InstanceId ?? '');
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  expect(seen.sort()).toEqual(ids.sort());
  await expect(
    ec2.send(new DescribeInstancesCommand({ Filters: [{ Name: 'hypervisor', Values: ['xen'] }] })),
  ).rejects.toMatchObject({ message: expect.stringContaining('filter hypervisor') });
});

test('a role launches only what every resource of the launch allows, and terminates only its own stage', async () => {
  const arn = (resource: string) => `arn:aws:ec2:eu-central-1:000000000000:${resource}`;
  const made = ['instance/*', 'volume/*', 'network-interface/*'].map(arn);
  const used = [
    arn(`launch-template/${template}`),
    arn(`security-group/${group}`),
    arn(`subnet/${subnet}`),
    'arn:aws:ec2:eu-central-1::image/*',
  ];
  const allow = (Action: string[], Resource: string[], Condition = {}): PolicyStatement => ({
    Effect: 'Allow',
    Action,
    Resource,
    Condition,
  });
  const statements = [
    allow(['ec2:CreateFleet'], [arn('fleet/*'), ...made, ...used]),
    allow(['ec2:RunInstances'], [...made, ...used]),
    allow(['ec2:CreateTags'], [arn('fleet/*'), ...made], {
      StringEquals: { 'ec2:CreateAction': ['CreateFleet', 'RunInstances'] },
    }),
    allow(['ssm:GetParameters'], ['arn:aws:ssm:*::parameter/aws/service/canonical/*']),
    allow(['ec2:TerminateInstances'], made, { StringEquals: { 'aws:ResourceTag/assize:stage': 'dev' } }),
  ];
  const launcher = new EC2Client(system.role('launcher', statements));
  const { Instances } = await launcher.send(new CreateFleetCommand(fleet()));
  const [id = ''] = Instances?.[0]?.InstanceIds ?? [];
  await launcher.send(new TerminateInstancesCommand({ InstanceIds: [id] }));

  const refuse = async (without: number, action: string, resource: string) => {
    const role = system.role(
      `without-${without}`,
      statements.filter((_, index) => index !== without),
    );
    await expect(new EC2Client(role).send(new CreateFleetCommand(fleet()))).rejects.toMatchObject({
      name: 'UnauthorizedOperation',
      message: expect.stringContaining(`is not authorized to perform: ${action} on resource: ${resource}`),
    });
  };
  await refuse(0, 'ec2:CreateFleet', arn('fleet/*'));
  await refuse(1, 'ec2:RunInstances', arn(`launch-template/${template}`));
  await refuse(2, 'ec2:CreateTags', arn('instance/*'));
  await refuse(3, 'ssm:GetParameters', 'arn:aws:ssm:eu-central-1::parameter/aws/service/');

  const [other = ''] = await launch(1, {
    TagSpecifications: [{ ResourceType: 'instance', Tags: [{ Key: 'assize:stage', Value: 'prod' }] }],
  });
  await expect(launcher.send(new TerminateInstancesCommand({ InstanceIds: [other] }))).rejects.toMatchObject({
    name: 'UnauthorizedOperation',
  });
});

test('a host powers itself off after the deadline that its tag names', async () => {
  const past = new Date(Date.now() + 30_000).toISOString();
  const [id = ''] = await launch(1, {
    TagSpecifications: [{ ResourceType: 'instance', Tags: [{ Key: 'assize:deadline', Value: past }] }],
  });
  await reachable(id);
  expect((await describe(id))[0]?.State?.Name).toBe('running');
  clock = 120_000;
  await until(async () => (await describe(id))[0]?.State?.Name === 'terminated');
  expect((await describe(id))[0]?.StateReason?.Code).toBe('Client.InstanceInitiatedShutdown');
  clock = 0;
});
