import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
  request as send,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { DescribeInstancesCommand, EC2Client } from '@aws-sdk/client-ec2';
import { CreateBucketCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { makeAwsStageProbes, type StageClients } from '../../../adapters/stage-check/aws-stage-probes.ts';
import type { readValues } from '../../../core/operations/check-stage.ts';
import { actingFunctions } from '../../../core/operations/function-acts.ts';
import type { CheckFinding } from '../../../core/operations/stage-checks.ts';
import { doorEnvironment } from '../../support/door-environment.ts';
import { heldEnvironment } from '../../support/held-environment.ts';
import { startTestSystem, type TestSystem } from '../cloud-aws/system.ts';

/*
 * The command as a process, against the local AWS; before it stands a server that answers what the local AWS has not
 * (quotas, simulations, functions, RunInstances) as AWS does, and passes on the rest.
 */

// A process a check, with a hundred calls each.
vi.setConfig({ testTimeout: 240_000 });

const MAIN = fileURLToPath(new URL('../../../cli/main.ts', import.meta.url));
const ACCOUNT = '000000000000';
const BAKED = 'ami-0123456789abcdef0';
const folder = mkdtempSync(join(tmpdir(), 'assize-check-'));
const scheduleRole = `arn:aws:iam::${ACCOUNT}:role/schedules`;
const topic = (name: string) => `arn:aws:sns:eu-central-1:${ACCOUNT}:${name}`;
const functionEnvironment = {
  SESSIONS_TABLE: 'sessions',
  SUBMISSIONS_TABLE: 'submissions',
  METRICS_TABLE: 'metrics',
  DATA_BUCKET: 'data',
  SUBMISSION_EVENTS_TOPIC_ARN: topic('submission-events'),
  USER_POOL_ID: 'eu-central-1_stagecheck',
  SESSION_EVENTS_TOPIC_ARN: topic('session-events'),
  SCHEDULE_GROUP_NAME: 'assize-dev',
  SCHEDULE_ROLE_ARN: scheduleRole,
  LAUNCH_TEMPLATE_ID: 'lt-1',
  SUBNET_IDS: 'subnet-1,subnet-2',
  HOST_SEALED_SG_ID: 'sg-1',
  PROBER_FUNCTION_NAME: 'prober',
};
let system: TestSystem;
let front: Server;
let url: string;
/** Whether the front answers; else the local AWS alone does. */
let fronting = true;
let vcpus = 5;
/** Simulated acts that are allowed although they must not be, or the other way round. */
let contrary: (action: string, role: string) => boolean = () => false;
let runInstances: { readonly code: string; readonly message: string };

beforeAll(async () => {
  system = await startTestSystem();
  await new S3Client(system.admin).send(new CreateBucketCommand({ Bucket: 'data' }));
  system.endpoint.services.scheduler.putGroup('assize-dev');
  system.directory.putRole({
    arn: scheduleRole,
    name: 'schedules',
    trust: {
      Statement: [
        { Effect: 'Allow', Principal: { Service: 'scheduler.amazonaws.com' }, Action: 'sts:AssumeRole' },
      ],
    },
    policies: new Map(),
  });
  const values: Record<(typeof readValues)[number], string> = {
    ...(Object.fromEntries(actingFunctions.map((name) => [`${name}-function-name`, name])) as Record<
      `${(typeof actingFunctions)[number]}-function-name`,
      string
    >),
    'api-id': 'api',
    'data-bucket-name': 'data',
    'launch-template-id': 'lt-bare',
    'host-subnet-a-id': 'subnet-a',
    'host-subnet-b-id': 'subnet-b',
    'host-sealed-security-group-id': 'sg-1',
    'schedule-role-arn': scheduleRole,
    'schedule-dead-letters-arn': `arn:aws:sqs:eu-central-1:${ACCOUNT}:dead-letters`,
  };
  const ssm = new SSMClient(system.admin);
  for (const [name, Value] of Object.entries(values))
    await ssm.send(new PutParameterCommand({ Name: `/assize/dev/${name}`, Value, Type: 'String' }));
  front = createServer((request, response) => void answer(request, response));
  front.listen(0, '127.0.0.1');
  await once(front, 'listening');
  url = `http://127.0.0.1:${(front.address() as AddressInfo).port}`;
}, 60_000);

afterAll(async () => {
  front.closeAllConnections();
  front.close();
  await system.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.url?.startsWith('/v1/')) {
    response.writeHead(request.url === '/v1/health' ? 200 : 401).end('{}');
    return;
  }
  const body = await text(request);
  const service = /\/([a-z0-9-]+)\/aws4_request/.exec(
    decodeURIComponent(`${request.headers.authorization} ${request.url}`),
  )?.[1];
  const parameters = new URLSearchParams(body);
  if (fronting && service === 'servicequotas') {
    const { QuotaCode } = JSON.parse(body) as { QuotaCode: string };
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' });
    response.end(JSON.stringify({ Quota: { QuotaCode, Value: QuotaCode === 'L-1216C47A' ? vcpus : 10 } }));
  } else if (fronting && service === 'iam') {
    const action = parameters.get('ActionNames.member.1')!;
    const role = parameters.get('PolicySourceArn')!.split('/')[1]!;
    // What each role is: the launcher and the tick end hosts of their stage, the API those of rehearsals, and only those;
    // nobody sets passwords.
    const stage = parameters.get('ContextEntries.member.1.ContextKeyValues.member.1');
    const ofRehearsal = parameters.get('ContextEntries.member.2.ContextKeyValues.member.1') === 'true';
    const fleetFunction = ['scheduler-launcher', 'health-monitor', 'auto-shutdown'].includes(role);
    const right =
      action === 'ec2:TerminateInstances'
        ? (fleetFunction || (role === 'api' && ofRehearsal)) && stage === 'dev'
        : action === 'ec2:CreateTags'
          ? stage !== null
          : action === 'cognito-idp:AdminSetUserPassword'
            ? false
            : action !== 'ec2:CreateFleet' || fleetFunction;
    const decision = right !== contrary(action, role) ? 'allowed' : 'implicitDeny';
    response.writeHead(200, { 'content-type': 'text/xml' });
    response.end(
      `<SimulatePrincipalPolicyResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><SimulatePrincipalPolicyResult>` +
        `<IsTruncated>false</IsTruncated><EvaluationResults><member><EvalActionName>${action}</EvalActionName>` +
        `<EvalDecision>${decision}</EvalDecision></member></EvaluationResults>` +
        `</SimulatePrincipalPolicyResult></SimulatePrincipalPolicyResponse>`,
    );
  } else if (fronting && service === 'lambda') {
    const name = /functions\/([^/]+)/.exec(request.url!)![1]!;
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(
      JSON.stringify({
        Role: `arn:aws:iam::${ACCOUNT}:role/${name}`,
        Environment: { Variables: functionEnvironment },
      }),
    );
  } else if (fronting && service === 'ec2' && parameters.get('Action') === 'RunInstances') {
    const refused = parameters.get('InstanceType') === 'c7a.large' && runInstances !== undefined;
    const { code, message } = refused
      ? runInstances
      : { code: 'DryRunOperation', message: 'Request would have succeeded, but DryRun flag is set.' };
    response.writeHead(412, { 'content-type': 'text/xml' });
    response.end(
      `<Response><Errors><Error><Code>${code}</Code><Message>${message}</Message></Error></Errors><RequestID>1</RequestID></Response>`,
    );
  } else if (fronting && service === 'ec2' && parameters.get('Action') === 'DescribeImages') {
    const known = parameters.get('ImageId.1') === BAKED;
    response.writeHead(known ? 200 : 400, { 'content-type': 'text/xml' });
    response.end(
      known
        ? `<DescribeImagesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><imagesSet><item><imageId>${BAKED}</imageId>` +
            `<imageState>available</imageState><imageOwnerId>${ACCOUNT}</imageOwnerId><architecture>x86_64</architecture>` +
            '<rootDeviceName>/dev/sda1</rootDeviceName><blockDeviceMapping>' +
            '<item><deviceName>/dev/sdb</deviceName></item>' +
            '<item><deviceName>/dev/sda1</deviceName><ebs><volumeSize>30</volumeSize></ebs></item>' +
            '</blockDeviceMapping></item></imagesSet></DescribeImagesResponse>'
        : '<Response><Errors><Error><Code>InvalidAMIID.NotFound</Code><Message>no</Message></Error></Errors><RequestID>1</RequestID></Response>',
    );
  } else passOn(request, body, response);
}

function passOn(request: IncomingMessage, body: string, response: ServerResponse): void {
  const target = new URL(system.endpoint.url);
  const outgoing = send(
    {
      host: target.hostname,
      port: target.port,
      method: request.method,
      path: request.url,
      headers: request.headers,
    },
    (incoming) => {
      response.writeHead(incoming.statusCode!, incoming.headers);
      incoming.pipe(response);
    },
  );
  outgoing.end(body);
}

async function check(...args: string[]) {
  const file = join(folder, 'local.json');
  writeFileSync(
    file,
    JSON.stringify({
      apiUrl: url,
      endpointUrl: url,
      region: 'eu-central-1',
      credentials: system.admin.credentials,
      tokens: { operator: 'o', instructor: 'i', participants: [] },
    }),
  );
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', MAIN, ...args, 'stage', 'check'],
    {
      cwd: folder,
      env: {
        ...doorEnvironment,
        HOME: folder,
        NO_COLOR: '1',
        ASSIZE_LOCAL: file,
        ...heldEnvironment,
      },
    },
  );
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
  return { out, err, exitCode: child.exitCode };
}

async function findings(): Promise<Record<string, CheckFinding>> {
  const { out, err } = await check('--json');
  expect(err).toBe('');
  const { findings: found } = JSON.parse(out) as { findings: CheckFinding[] };
  return Object.fromEntries(found.map((finding) => [finding.check, finding]));
}

describe('assize stage check', () => {
  it('proves what can be proven, leaves nothing behind, and says what only an exam can prove', async () => {
    const { out, exitCode } = await check();
    expect(out).toContain('11 proven, 0 failed, 1 not proven');
    expect(out).toMatch(
      /\? not proven Hosts may be restarted, sealed and ended\n.*no host of the stage runs/,
    );
    expect(out).toContain('only an exam can prove:');
    expect(exitCode).toBe(0);
    expect(system.endpoint.services.scheduler.list()).toEqual([]);
    const objects = await new S3Client(system.admin).send(new ListObjectsV2Command({ Bucket: 'data' }));
    expect(objects.KeyCount).toBe(0);
    const { Reservations } = await new EC2Client(system.admin).send(new DescribeInstancesCommand({}));
    expect(Reservations).toEqual([]);
  });

  it('asks EC2 for a baked image by its id, and takes it for missing where EC2 knows none', async () => {
    const ec2 = new EC2Client({ ...system.admin, endpoint: url });
    const { imageOf } = makeAwsStageProbes({
      stage: 'dev',
      clients: { ec2 } as unknown as StageClients,
      apiUrl: () => url,
      now: Date.now,
    });
    expect(await imageOf(BAKED)).toEqual({
      state: 'available',
      architecture: 'x86_64',
      ownerId: ACCOUNT,
      diskGib: 30,
    });
    expect(await imageOf('ami-0123456789abcdef1')).toBeUndefined();
    ec2.destroy();
  });

  it('says what to ask AWS for when a quota is smaller than the configuration counts on', async () => {
    vcpus = 1;
    const { quotas } = await findings();
    expect(quotas).toMatchObject({
      proof: 'failed',
      ask: expect.stringContaining('ask Service Quotas for L-1216C47A: 5'),
    });
    expect((await check()).exitCode).toBe(1);
    vcpus = 5;
  });

  it('names the type that a zone refuses, and the function that may not or may too much', async () => {
    runInstances = { code: 'Unsupported', message: 'not in this zone' };
    contrary = (action, role) =>
      (action === 'sns:Publish' && role === 'api') ||
      (action === 'ec2:TerminateInstances' && role === 'submission-executor');
    const { types, roles } = await findings();
    expect(types?.detail).toMatch(/^c7a\.large in subnet-\w+: Unsupported: not in this zone; c7a\.large in/);
    expect(roles).toMatchObject({ proof: 'failed' });
    expect(roles?.detail).toContain('api may not sns:Publish');
    expect(roles?.detail).toContain('submission-executor may ec2:TerminateInstances');
    contrary = () => false;
  });

  it('proves less where there is less: what the local AWS has not is not proven', async () => {
    fronting = false;
    const found = await findings();
    fronting = true;
    const proofs = Object.fromEntries(Object.entries(found).map(([id, { proof }]) => [id, proof]));
    expect(proofs).toEqual({
      identity: 'proven',
      quotas: 'unproven',
      stacks: 'proven',
      image: 'proven',
      types: 'unproven',
      fleet: 'proven',
      spot: 'proven',
      hosts: 'unproven',
      // No function host is behind this endpoint.
      roles: 'failed',
      objects: 'proven',
      schedules: 'proven',
      api: 'proven',
    });
    expect(found['quotas']?.detail).toBe('this local AWS has no such call');
  });
});
