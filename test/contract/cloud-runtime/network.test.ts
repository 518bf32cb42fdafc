import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import {
  CreateFleetCommand,
  DescribeInstancesCommand,
  type Instance,
  ModifyNetworkInterfaceAttributeCommand,
} from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { LogRecord } from '../../../cloud/lambda/log.ts';
import { judgeMachine } from '../../../local/judge-machine.ts';
import { type LocalSystem, startSystem } from '../../../local/system.ts';
import { until } from './http.ts';
import { synthesizeNetworkFixture } from './network-fixture.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let dir: string;
let system: LocalSystem;
let host: Instance;
const records: LogRecord[] = [];
const output = (name: string): string => system.outputs['Net']![name]!;

async function call(functionName: string, path: string, query: Record<string, string> = {}, body?: object) {
  const event = {
    rawPath: path,
    queryStringParameters: query,
    requestContext: { http: { method: body === undefined ? 'GET' : 'POST' } },
    body: JSON.stringify(body),
  };
  const { payload, functionError } = await system.host.invoke({
    functionName,
    invocationType: 'RequestResponse',
    payload: Buffer.from(JSON.stringify(event)),
  });
  const answer = JSON.parse(Buffer.from(payload).toString('utf8')) as {
    body?: string;
    errorMessage?: string;
  };
  return {
    functionError,
    errorMessage: answer.errorMessage,
    body: answer.body === undefined ? undefined : (JSON.parse(answer.body) as unknown),
  };
}

const connect = (functionName: string, address: string, port = 2358) =>
  call(functionName, '/connect', { host: address, port: String(port) }).then(({ body }) => body);

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'assize-network-'));
  system = await startSystem({
    assemblyDir: synthesizeNetworkFixture(dir),
    dataDir: join(dir, 'data'),
    account: 'new',
    machines: {
      machine: judgeMachine([process.execPath, join(import.meta.dirname, 'tcp-host.mjs')]),
      bootDelayMs: [0, 0],
    },
    log: (record) => records.push(record),
  });
  const { Instances } = await system.clients.ec2.send(
    new CreateFleetCommand({
      Type: 'instant',
      LaunchTemplateConfigs: [
        {
          LaunchTemplateSpecification: { LaunchTemplateId: output('TemplateId'), Version: '$Latest' },
          Overrides: [{ SubnetId: output('SubnetId') }],
        },
      ],
      TargetCapacitySpecification: { TotalTargetCapacity: 1, DefaultTargetCapacityType: 'on-demand' },
    }),
  );
  const InstanceIds = Instances!.flatMap((launched) => launched.InstanceIds!);
  const described = await until(
    () => system.clients.ec2.send(new DescribeInstancesCommand({ InstanceIds })),
    ({ Reservations }) => Reservations?.[0]?.Instances?.[0]?.State?.Name === 'running',
  );
  host = described.Reservations![0]!.Instances![0]!;
  // Running is said before the host's process listens.
  await until(
    () =>
      fetch(`http://${host.PrivateIpAddress}:2358`).then(
        ({ ok }) => ok,
        () => false,
      ),
    (ok) => ok,
  );
});
afterAll(async () => {
  await system?.stop();
  rmSync(dir, { recursive: true, force: true });
});

it('lets a function in the VPC reach a host by the groups, and none outside', async () => {
  expect(await connect(output('InsideName'), host.PrivateIpAddress!)).toEqual({ connected: true });
  expect(await connect(output('OutsideName'), host.PrivateIpAddress!)).toEqual({
    connected: false,
    code: 'ETIMEDOUT',
  });
  expect(records.map(({ message }) => message)).toContainEqual(
    expect.stringMatching(/^network: outside cannot reach 127\..*:2358: .* private address of i-/),
  );
});

it('lets no other port and no other address be reached', async () => {
  expect(await connect(output('InsideName'), host.PrivateIpAddress!, 22)).toMatchObject({
    connected: false,
    code: 'ETIMEDOUT',
  });
  expect(await connect(output('InsideName'), '127.0.0.1', Number(new URL(system.apiUrl).port))).toMatchObject(
    { code: 'ETIMEDOUT' },
  );
  expect(await connect(output('InsideName'), 'example.invalid', 443)).toMatchObject({ code: 'ETIMEDOUT' });
});

it('reaches only services with an endpoint in its subnets', async () => {
  const inside = await call(output('InsideName'), '/items', {}, { id: 'x' });
  expect(inside.functionError).toBe('Unhandled');
  expect(records.map(({ message }) => message)).toContainEqual(
    expect.stringMatching(/^inside .* has no way to sns/),
  );
  const { Item } = await system.clients.dynamodb.send(
    new GetItemCommand({
      TableName: system.host.getConfiguration(output('InsideName')).Environment!.Variables['TABLE'],
      Key: { pk: { S: 'x' }, sk: { S: 'META' } },
    }),
  );
  expect(Item).toBeDefined();
  expect((await call(output('OutsideName'), '/items', {}, { id: 'y' })).functionError).toBeUndefined();
});

it('counts a change of groups at once', async () => {
  await system.clients.ec2.send(
    new ModifyNetworkInterfaceAttributeCommand({
      NetworkInterfaceId: host.NetworkInterfaces![0]!.NetworkInterfaceId,
      Groups: [output('SealedGroupId')],
    }),
  );
  expect(await connect(output('InsideName'), host.PrivateIpAddress!)).toEqual({
    connected: false,
    code: 'ETIMEDOUT',
  });
});
