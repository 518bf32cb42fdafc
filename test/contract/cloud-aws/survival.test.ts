import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import {
  AdminCreateUserCommand,
  CognitoIdentityProviderClient,
} from '@aws-sdk/client-cognito-identity-provider';
import { BatchWriteItemCommand, DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { CreateFleetCommand, DescribeInstancesCommand, EC2Client, type Instance } from '@aws-sdk/client-ec2';
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { CreateTopicCommand, PublishCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import {
  CreateQueueCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { GetParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { startEndpoint } from '../../../cloud/aws/endpoint.ts';
import { PrincipalDirectory } from '../../../cloud/aws/principals.ts';
import { makeTable } from '../../support/make-table.ts';
import { ADMIN, type ClientOptions, FAKE_MACHINE, makeNetwork, POOL_ID, REGION, until } from './system.ts';

// Real processes start here, on machines that may be busy.
vi.setConfig({ testTimeout: 120_000 });

const PROGRAM = fileURLToPath(new URL('./endpoint-process.ts', import.meta.url));
let dataDir: string;
const children: ChildProcess[] = [];
const hosts: number[] = [];

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'assize-survival-'));
});
afterAll(async () => {
  for (const child of children)
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
  for (const pid of hosts) if (runs(pid)) process.kill(pid, 'SIGKILL');
  await rm(dataDir, { recursive: true, force: true });
});

async function start(): Promise<{ child: ChildProcess; client: ClientOptions }> {
  const child = spawn(process.execPath, [PROGRAM, dataDir], { stdio: ['pipe', 'pipe', 'inherit'] });
  children.push(child);
  if (child.stdout === null) throw new Error('no output');
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  return {
    child,
    client: { endpoint: line, region: REGION, credentials: ADMIN, forcePathStyle: true, maxAttempts: 1 },
  };
}

async function kill(child: ChildProcess): Promise<void> {
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}

/** A zombie that nobody has buried yet does not run. */
function runs(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return !stat.slice(stat.lastIndexOf(')')).startsWith(') Z');
  } catch {
    return false;
  }
}

async function instances(client: ClientOptions): Promise<Instance[]> {
  const { Reservations } = await new EC2Client(client).send(new DescribeInstancesCommand({}));
  return Reservations?.flatMap(({ Instances }) => Instances ?? []) ?? [];
}

async function launch(client: ClientOptions): Promise<{ id: string; pid: number }> {
  const ec2 = new EC2Client(client);
  const { Instances } = await ec2.send(
    new CreateFleetCommand({
      Type: 'instant',
      TargetCapacitySpecification: { TotalTargetCapacity: 1, DefaultTargetCapacityType: 'on-demand' },
      LaunchTemplateConfigs: [
        {
          LaunchTemplateSpecification: { LaunchTemplateId: 'lt-bare', Version: '1' },
          Overrides: [{ SubnetId: 'subnet-a' }],
        },
      ],
    }),
  );
  const id = Instances?.[0]?.InstanceIds?.[0] ?? '';
  const { pid } = await until(async () => {
    const found = (await instances(client)).find(({ InstanceId }) => InstanceId === id);
    const answer = await fetch(`http://${found?.PrivateIpAddress}:2358/`).catch(() => undefined);
    return answer === undefined ? undefined : ((await answer.json()) as { pid: number });
  });
  hosts.push(pid);
  return { id, pid };
}

test('whatever was answered survives kill -9, and what ran is told as ended', async () => {
  const first = await start();
  const db = new DynamoDBClient(first.client);
  const sqs = new SQSClient(first.client);
  const sns = new SNSClient(first.client);
  await makeTable(db, 'table', {
    AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
  });
  const QueueUrl = (await sqs.send(new CreateQueueCommand({ QueueName: 'q' }))).QueueUrl ?? '';
  const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: 'n' }));
  const Endpoint = `arn:aws:sqs:${REGION}:000000000000:q`;
  await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint }));
  await new S3Client(first.client).send(new CreateBucketCommand({ Bucket: 'bucket' }));
  await new SSMClient(first.client).send(new PutParameterCommand({ Name: '/p', Value: 'v', Type: 'String' }));
  const cognito = new CognitoIdentityProviderClient(first.client);
  const user = { UserPoolId: POOL_ID, Username: 'ada' };
  await cognito.send(new AdminCreateUserCommand(user));
  const { id, pid } = await launch(first.client);

  // Writes go on until the process is shot; those that were answered must be there afterwards.
  const answered = { items: 0, messages: 0, objects: 0 };
  const s3 = new S3Client(first.client);
  const work = (async () => {
    for (let n = 0; ; n++) {
      const put = Array.from({ length: 5 }, (_, i) => ({ PutRequest: { Item: { pk: { S: `${n}-${i}` } } } }));
      await db.send(new BatchWriteItemCommand({ RequestItems: { table: put } }));
      answered.items += 5;
      await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: String(n) }));
      answered.messages++;
      await s3.send(new PutObjectCommand({ Bucket: 'bucket', Key: String(n), Body: `body ${n}` }));
      answered.objects++;
    }
  })().catch(() => undefined);
  await until(async () => answered.objects >= 20);
  await kill(first.child);
  await work;

  const second = await start();
  const { Count = 0 } = await new DynamoDBClient(second.client).send(
    new ScanCommand({ TableName: 'table', Select: 'COUNT' }),
  );
  expect(Count).toBeGreaterThanOrEqual(answered.items);
  const again = new SQSClient(second.client);
  const url = (await again.send(new CreateQueueCommand({ QueueName: 'q' }))).QueueUrl ?? '';
  expect(url.startsWith(second.client.endpoint)).toBe(true);
  const received = new Set<string>();
  await until(async () => {
    const { Messages = [] } = await again.send(
      new ReceiveMessageCommand({ QueueUrl: url, MaxNumberOfMessages: 10 }),
    );
    for (const { Body = '' } of Messages) received.add(Body);
    return Messages.length === 0;
  });
  expect(received.size).toBeGreaterThanOrEqual(answered.messages);
  const last = await new S3Client(second.client).send(
    new GetObjectCommand({ Bucket: 'bucket', Key: String(answered.objects - 1) }),
  );
  expect(await last.Body?.transformToString()).toBe(`body ${answered.objects - 1}`);
  expect(
    (await new SSMClient(second.client).send(new GetParameterCommand({ Name: '/p' }))).Parameter?.Value,
  ).toBe('v');
  await expect(
    new CognitoIdentityProviderClient(second.client).send(new AdminCreateUserCommand(user)),
  ).rejects.toMatchObject({ name: 'UsernameExistsException' });
  await new SNSClient(second.client).send(new PublishCommand({ TopicArn, Message: 'still subscribed' }));

  const [instance] = await instances(second.client);
  expect(instance).toMatchObject({
    InstanceId: id,
    State: { Name: 'terminated' },
    StateReason: { Code: 'Server.InternalError' },
  });
  await until(async () => !runs(pid));
  second.child.stdin?.end();
  await once(second.child, 'exit');
});

test('a host that outlived its endpoint is ended by the next start', async () => {
  const deaf = await start();
  const { id, pid } = await launch(deaf.client);
  process.kill(pid, 'SIGSTOP');
  await kill(deaf.child);
  expect(runs(pid)).toBe(true);
  const next = await start();
  expect(runs(pid)).toBe(false);
  expect((await instances(next.client)).find(({ InstanceId }) => InstanceId === id)?.State?.Name).toBe(
    'terminated',
  );
  next.child.stdin?.end();
  await once(next.child, 'exit');
});

test('a port in use is named', async () => {
  const holder = createServer();
  await new Promise<void>((resolve) => holder.listen(0, '127.0.0.1', resolve));
  const { port } = holder.address() as AddressInfo;
  const elsewhere = await mkdtemp(join(tmpdir(), 'assize-port-'));
  await expect(
    startEndpoint({
      dataDir: elsewhere,
      port,
      region: REGION,
      principals: new PrincipalDirectory(),
      machine: FAKE_MACHINE,
      network: makeNetwork(),
      log: () => undefined,
      now: Date.now,
      random: Math.random,
    }),
  ).rejects.toThrow(`Port ${port} of 127.0.0.1 is in use`);
  holder.close();
  await rm(elsewhere, { recursive: true, force: true });
});

test('stores that another endpoint holds are not opened twice', async () => {
  const holder = await start();
  await expect(
    startEndpoint({
      dataDir,
      region: REGION,
      principals: new PrincipalDirectory(),
      machine: FAKE_MACHINE,
      network: makeNetwork(),
      log: () => undefined,
      now: Date.now,
      random: Math.random,
    }),
  ).rejects.toThrow('does another process use it?');
  holder.child.stdin?.end();
  await once(holder.child, 'exit');
});
