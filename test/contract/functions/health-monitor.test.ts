import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CreateFleetCommand, EC2Client, ModifyInstanceAttributeCommand } from '@aws-sdk/client-ec2';
import type { Context } from 'aws-lambda';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { DynamoDeploymentFindings } from '../../../adapters/dynamodb/deployment-findings.ts';
import { DynamoHostStore } from '../../../adapters/dynamodb/host-store.ts';
import { DynamoMetricSeriesStore } from '../../../adapters/dynamodb/metric-series-store.ts';
import { DynamoSessionStore } from '../../../adapters/dynamodb/session-store.ts';
import { DynamoSlotStore } from '../../../adapters/dynamodb/slot-store.ts';
import { createDocumentClient } from '../../../adapters/dynamodb/table.ts';
import { Ec2Cloud } from '../../../adapters/ec2/ec2-cloud.ts';
import type { InvokeRequest, LambdaPort } from '../../../cloud/aws/lambda-port.ts';
import type { PolicyStatement } from '../../../cloud/aws/principals.ts';
import { tagKeys } from '../../../core/fleet/instance-tags.ts';
import { startOf } from '../../../core/metrics/metric-series-store.ts';
import { makeTable } from '../../support/make-table.ts';
import { hostOf, roundOf, sessionOf, timesFrom } from '../../support/sessions.ts';
import { tableSchemas } from '../../support/table-schemas.ts';
import { FAKE_MACHINE, startTestSystem, type TestSystem } from '../cloud-aws/system.ts';

/* The hourly sweep as Scheduler starts it, and EC2's notices as EventBridge gives them: the real handler on an embedded AWS. */

const FUNCTION = 'arn:aws:lambda:eu-central-1:000000000000:function:';
const context = {
  awsRequestId: 'aws',
  functionName: 'health-monitor',
  getRemainingTimeInMillis: () => 120_000,
} as Context;

const allow = (...actions: string[]): PolicyStatement => ({
  Effect: 'Allow',
  Action: actions,
  Resource: '*',
});
const sees = allow('dynamodb:*', 'ec2:DescribeInstances');
const starts = allow('lambda:InvokeFunction');
const readsQuota = allow('servicequotas:GetServiceQuota');

let system: TestSystem;
let lines: Record<string, unknown>[];
const invoked: InvokeRequest[] = [];

beforeAll(async () => {
  const lambda = {
    invoke: async (request: InvokeRequest) => {
      invoked.push(request);
      return { statusCode: 202, payload: new Uint8Array(), requestId: 'r' };
    },
  } as unknown as LambdaPort;
  system = await startTestSystem({ lambda, machine: FAKE_MACHINE, quotaVcpus: 7 });
  const db = new DynamoDBClient(system.admin);
  for (const [name, schema] of Object.entries(tableSchemas)) await makeTable(db, name, schema);
  db.destroy();
});
afterAll(async () => await system.stop());
beforeEach(() => {
  lines = [];
  invoked.length = 0;
  const take = (line: unknown) => void lines.push(JSON.parse(String(line)));
  for (const method of ['log', 'info', 'warn', 'error'] as const)
    vi.spyOn(console, method).mockImplementation(take);
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

const sweep = (name: string, ...statements: PolicyStatement[]) =>
  invoke({ kind: 'sweep' }, name, ...statements);

/** One invocation of a function of its own whose role has these statements. */
async function invoke(event: unknown, name: string, ...statements: PolicyStatement[]): Promise<unknown> {
  const { credentials, endpoint, region } = system.role(name, statements);
  for (const [variable, value] of Object.entries({
    STAGE: 'dev',
    POWERTOOLS_SERVICE_NAME: 'health-monitor',
    POWERTOOLS_DEV: 'true',
    POWERTOOLS_METRICS_DISABLED: 'false',
    POWERTOOLS_METRICS_NAMESPACE: 'Assize',
    SESSIONS_TABLE: 'sessions',
    SUBMISSIONS_TABLE: 'submissions',
    METRICS_TABLE: 'metrics',
    SUBMISSION_EVENTS_TOPIC_ARN: 'arn:aws:sns:eu-central-1:000000000000:submission-events',
    SESSION_EVENTS_TOPIC_ARN: 'arn:aws:sns:eu-central-1:000000000000:session-events',
    PROBER_FUNCTION_NAME: 'host-prober',
    LAUNCH_TEMPLATE_ID: 'lt-bare',
    SUBNET_IDS: 'subnet-a,subnet-b',
    HOST_SEALED_SG_ID: 'sg-sealed',
    SCHEDULE_GROUP_NAME: 'assize-dev',
    SCHEDULE_ROLE_ARN: 'arn:aws:iam::000000000000:role/schedules',
    SCHEDULE_DLQ_ARN: 'arn:aws:sqs:eu-central-1:000000000000:schedule-dead-letters',
    AUTO_SHUTDOWN_FUNCTION_ARN: `${FUNCTION}auto-shutdown`,
    WEBHOOK_SENDER_FUNCTION_ARN: `${FUNCTION}webhook-sender`,
    REVIEWER_FUNCTION_ARN: `${FUNCTION}submission-reviewer`,
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
  }))
    vi.stubEnv(variable, value);
  vi.resetModules();
  const { handler } = await import('../../../lambdas/health-monitor/handler.ts');
  return await handler(event as Parameters<typeof handler>[0], context);
}
/** Metrics that are not told apart by class. */
const metrics = () => lines.filter((line) => '_aws' in line && !('class' in line));
const sessionsTable = () => ({ client: createDocumentClient(system.admin), name: 'sessions' });
const account = async () => await new DynamoDeploymentFindings(sessionsTable()).listAccount();

/** Launches a host of a session that nobody knows, which EC2 does not end and a sweep has condemned ten minutes ago. */
async function launchGuarded(sessionId: string): Promise<void> {
  const ec2 = new EC2Client(system.admin);
  const { Instances = [] } = await ec2.send(
    new CreateFleetCommand({
      Type: 'instant',
      TargetCapacitySpecification: { TotalTargetCapacity: 1, DefaultTargetCapacityType: 'on-demand' },
      LaunchTemplateConfigs: [
        {
          LaunchTemplateSpecification: { LaunchTemplateId: 'lt-bare', Version: '1' },
          Overrides: [{ InstanceType: 'c7i.large', SubnetId: 'subnet-a' }],
        },
      ],
      TagSpecifications: [
        {
          ResourceType: 'instance',
          Tags: [
            { Key: tagKeys.stage, Value: 'dev' },
            { Key: tagKeys.session, Value: sessionId },
            { Key: tagKeys.round, Value: '1' },
          ],
        },
      ],
    }),
  );
  const InstanceId = Instances[0]?.InstanceIds?.[0];
  await ec2.send(new ModifyInstanceAttributeCommand({ InstanceId, DisableApiTermination: { Value: true } }));
  ec2.destroy();
  await new DynamoHostStore(sessionsTable()).recordDecision(sessionId, {
    at: Date.now() - 10 * 60_000,
    subject: `host:${InstanceId}`,
    action: 'condemn',
    reason: 'no session is known that it belongs to',
  });
}

it('says that it ran when there was nothing to do, by one metric, and keeps what the account may run', async () => {
  expect(await sweep('whole', sees, starts, readsQuota)).toMatchObject({ terminated: 0, refused: 0 });
  expect(metrics()).toEqual([expect.objectContaining({ stage: 'dev', SweepFailures: 0 })]);
  expect(Object.keys(metrics()[0]!)).not.toContain('SessionsUnsettled');
  expect(invoked).toHaveLength(1);
  expect(await account()).toEqual([{ kind: 'vcpu-quota', vcpus: 7, at: expect.any(Number) }]);
});

it('counts itself as a failure when it fails', async () => {
  await expect(sweep('blind', allow('dynamodb:*'), starts, readsQuota)).rejects.toThrow('DescribeInstances');
  expect(metrics()).toEqual([expect.objectContaining({ SweepFailures: 1 })]);
});

it('goes on without the quota where it may not ask', async () => {
  expect(await sweep('shy', sees, starts)).toMatchObject({ refused: 0 });
  expect(metrics()).toEqual([expect.objectContaining({ SweepFailures: 0 })]);
  expect(lines).toContainEqual(expect.objectContaining({ message: 'quota.failed', errorKind: 'denied' }));
});

it('keeps what it counts by the minute, and makes hour and day of it', async () => {
  const series = new DynamoMetricSeriesStore(
    { client: createDocumentClient(system.admin), name: 'metrics' },
    90,
  );
  const from = startOf('day', Date.now());
  await sweep('counted', sees, starts);
  // The next makes the hour of what this one wrote at its end.
  await sweep('counted-again', sees, starts);
  const until = Date.now();
  for (const granularity of ['minute', 'hour', 'day'] as const) {
    // Minutes are read for six hours at most.
    const since = granularity === 'minute' ? Math.max(from, until - 3_600_000) : from;
    const ids = ['coldStarts', 'sweepFailures'] as const;
    const points = await series.read({ granularity, from: since, until, ids });
    const sums = (id: string) =>
      points.filter((point) => point.id === id).reduce((sum, { figures }) => sum + figures.count, 0);
    expect(sums('sweepFailures')).toBeGreaterThanOrEqual(1);
    // One that goes on may have begun to tell.
    expect(sums('coldStarts')).toBeGreaterThanOrEqual(sums('sweepFailures'));
    expect(points[0]?.dimensions ?? {}).toSatisfy(
      ({ function: name }) => name === undefined || name === 'health-monitor',
    );
  }
});

it('sweeps, prints and tells where it may not write what it counts', async () => {
  const { Action: _, ...rest } = sees;
  const blind: PolicyStatement = {
    ...rest,
    Action: ['dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:UpdateItem', 'ec2:DescribeInstances'],
  };
  expect(await sweep('uncounted', blind, starts)).toMatchObject({ refused: 0 });
  expect(metrics()).toEqual([expect.objectContaining({ SweepFailures: 0 })]);
  expect(lines).toContainEqual(
    expect.objectContaining({ message: 'metrics.failed', errorKind: 'denied', failureClass: 'application' }),
  );
});

it('counts a host whose end EC2 refuses', async () => {
  await launchGuarded('01jq0000000000000000000009');
  const ends = allow('ec2:TerminateInstances');
  expect(await sweep('thorough', sees, ends, starts, readsQuota)).toMatchObject({
    terminated: 0,
    refused: 1,
  });
  expect(metrics()).toEqual([expect.objectContaining({ SweepFailures: 1 })]);
});

it('launches another beside the only spot host that EC2 takes back, which judges on', async () => {
  const { services } = system.endpoint;
  const roleArn = 'arn:aws:iam::000000000000:role/schedules';
  services.scheduler.putGroup('assize-dev');
  system.directory.putRole({
    arn: roleArn,
    name: 'schedules',
    trust: {
      Statement: [
        { Effect: 'Allow', Principal: { Service: 'scheduler.amazonaws.com' }, Action: 'sts:AssumeRole' },
      ],
    },
    policies: new Map(),
  });
  const monitor = `${FUNCTION}health-monitor`;
  services.events.putRule({
    Name: 'notices',
    EventPattern: { source: ['aws.ec2'], 'detail-type': ['EC2 Spot Instance Interruption Warning'] },
    Targets: [{ Id: 'Target0', Arn: monitor }],
  });
  const now = Date.now();
  const session = sessionOf({
    sessionId: '01jq0000000000000000000010',
    times: timesFrom(now - 3_600_000),
    fleet: 'ready',
    fleetSize: { instanceType: 'c7i.large', hosts: 1, slotsPerHost: 2 },
  });
  const { sessionId } = session;
  const round = roundOf({ sessionId, market: 'spot', hosts: 1, claimedAt: now });
  const ec2 = new EC2Client(system.admin);
  const launched = await new Ec2Cloud(ec2, 'dev', {
    launchTemplateId: 'lt-bare',
    subnetIds: ['subnet-a'],
    sealedGroupId: 'sg-sealed',
  }).launch(round);
  const hostId = launched.instanceIds[0]!;
  const table = sessionsTable();
  const [sessions, hosts, slots] = [
    new DynamoSessionStore(table),
    new DynamoHostStore(table),
    new DynamoSlotStore(table),
  ];
  await sessions.create(session, []);
  await hosts.claimRound(round);
  await hosts.resolveRound(round, launched, now);
  await hosts.recordHost(
    hostOf({
      ...{ sessionId, hostId, state: 'ready', market: 'spot', url: 'http://127.0.0.9:2358', slots: 1 },
      examination: {
        ...{ passed: true, reason: 'right', examinedAt: now, sandbox: 'closed', architecture: 'x86_64' },
        ...{ batchLanguages: ['javascript'], singleLanguages: [], notJudged: [], longestCallMs: 10_000 },
      },
    }),
  );
  const slot = {
    ...{ sessionId, hostId, number: 0, url: 'http://127.0.0.9:2358', token: 't' },
    ...{ batchLanguages: ['javascript'], singleLanguages: [] },
  };
  await slots.open([slot]);
  await slots.take(slot, 'lease', now + 60_000, now);

  await services.ec2.interrupt(hostId);
  const [told] = invoked.filter(({ functionName }) => functionName === monitor);
  const event = JSON.parse(Buffer.from(told!.payload).toString('utf8'));
  expect(await invoke(event, 'monitor', allow('*'))).toEqual({ hostsFailed: 0, launchesFailed: 0 });

  const [host, replacement] = (await hosts.listHosts(sessionId)).toSorted(
    (one, other) => one.round - other.round,
  );
  const leavesAt = Date.parse(event.time) + 120_000;
  // It is the only one: it judges on.
  expect(host).toMatchObject({ hostId, state: 'ready', leavesAt });
  expect(replacement).toMatchObject({ round: 2, state: 'requested' });
  expect(services.ec2.list().find(({ id }) => id === replacement?.hostId)).not.toHaveProperty('spot');
  expect(lines).toContainEqual(expect.objectContaining({ message: 'host.interrupted', hostId, sessionId }));
  ec2.destroy();
});

it('leaves alone what EC2 takes back of others, and refuses what is no notice', async () => {
  const event = {
    source: 'aws.ec2',
    'detail-type': 'EC2 Spot Instance Interruption Warning',
    time: '2026-11-28T12:00:00Z',
    detail: { 'instance-id': 'i-0123456789abcdef0', 'instance-action': 'terminate' },
  };
  expect(await invoke(event, 'idle', sees)).toEqual({
    reason: 'i-0123456789abcdef0 is no host of this stage that could be taken back',
  });
  const wrong = { ...event, detail: { ...event.detail, 'instance-id': 'all of them' } };
  await expect(invoke(wrong, 'idle', sees)).rejects.toThrow();
});
