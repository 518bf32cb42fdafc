import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import {
  CreateQueueCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { PolicyStatement } from '../../../cloud/aws/principals.ts';
import { DEAD_LETTER_QUEUES, deadLetterQueueNames } from '../../../core/operations/dead-letter-queues.ts';
import { doorEnvironment } from '../../support/door-environment.ts';
import { heldEnvironment } from '../../support/held-environment.ts';
import { type ClientOptions, startTestSystem, type TestSystem } from '../cloud-aws/system.ts';

vi.setConfig({ testTimeout: 240_000 });

const root = join(import.meta.dirname, '../../..');
const MAIN = fileURLToPath(new URL('../../../cli/main.ts', import.meta.url));
const FUNCTION = 'arn:aws:lambda:eu-central-1:000000000000:function:Assize-dev-monitor';
const folder = mkdtempSync(join(tmpdir(), 'assize-queue-cli-'));
/** What functions were called with. */
const invoked: unknown[] = [];
let system: TestSystem;
let sqs: SQSClient;
const urls = new Map<string, string>();

beforeAll(async () => {
  system = await startTestSystem({
    lambda: {
      invoke: async ({ functionName, invocationType, payload }) => {
        invoked.push([functionName, invocationType, JSON.parse(Buffer.from(payload).toString())]);
        return { statusCode: 202, payload: new Uint8Array(), requestId: 'r' };
      },
      getConfiguration: () => {
        throw new Error('nobody asks');
      },
    },
  });
  sqs = new SQSClient(system.admin);
  const ssm = new SSMClient(system.admin);
  for (const name of deadLetterQueueNames) {
    const QueueName = `Assize-dev-${name}-dead`;
    const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName }));
    urls.set(name, QueueUrl);
    const { parameter, way } = DEAD_LETTER_QUEUES[name];
    await ssm.send(
      new PutParameterCommand({ Name: `/assize/dev/${parameter}`, Value: QueueName, Type: 'String' }),
    );
    if (way !== 'move') continue;
    const work = await sqs.send(new CreateQueueCommand({ QueueName: `Assize-dev-${name}` }));
    const deadLetterTargetArn = `arn:aws:sqs:eu-central-1:000000000000:${QueueName}`;
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn, maxReceiveCount: 5 });
    await sqs.send(new SetQueueAttributesCommand({ QueueUrl: work.QueueUrl, Attributes: { RedrivePolicy } }));
  }
  ssm.destroy();
}, 60_000);
afterAll(async () => {
  sqs.destroy();
  await system.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function send(name: string, body: unknown, attributes: Record<string, string> = {}): Promise<void> {
  await sqs.send(
    new SendMessageCommand({
      QueueUrl: urls.get(name),
      MessageBody: JSON.stringify(body),
      MessageAttributes: Object.fromEntries(
        Object.entries(attributes).map(([key, StringValue]) => [key, { DataType: 'String', StringValue }]),
      ),
    }),
  );
}

async function queue(args: readonly string[], as: ClientOptions = system.admin) {
  const file = join(folder, 'local.json');
  writeFileSync(
    file,
    JSON.stringify({
      apiUrl: 'http://127.0.0.1:9',
      endpointUrl: as.endpoint,
      region: as.region,
      credentials: as.credentials,
      tokens: { operator: 'o', instructor: 'i', participants: [] },
    }),
  );
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', MAIN, 'queue', ...args], {
    cwd: folder,
    env: { ...doorEnvironment, HOME: folder, ASSIZE_LOCAL: file, ...heldEnvironment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
  return { out, err, code: code as number };
}

/** The policy that the manual gives to those who may do no more than this. */
function documentedPolicy(): PolicyStatement[] {
  const page = readFileSync(join(root, 'docs/operators.md'), 'utf8');
  const [, json = ''] = /```json\n(\[[^`]*"sqs:StartMessageMoveTask"[^`]*)```/.exec(page) ?? [];
  return JSON.parse(json.replaceAll('REGION:ACCOUNT', 'eu-central-1:000000000000')) as PolicyStatement[];
}

describe('assize queue', () => {
  it('lists, shows and moves doorbells, with the permissions that the manual names', async () => {
    const operator = system.role('redriver', documentedPolicy());
    expect((await queue(['list'], operator)).out).toContain('nothing was set aside');
    await send('fleet-submissions', { sessionId: '01S', submissionId: '01A', note: 'mine alone' });
    await send('fleet-submissions', { sessionId: '01S', submissionId: '01B' });

    const listed = await queue(['list'], operator);
    expect(listed).toMatchObject({ code: 0, err: '' });
    expect(listed.out).toMatch(
      /^fleet-submissions +2 +[\d.]+ m?s +doorbells of sessions whose hosts we launch$/m,
    );
    expect(listed.out).toMatch(/^hosted-submissions +0 +doorbells/m);
    expect(listed.out).toContain('send again: assize queue redrive fleet-submissions');

    const shown = await queue(['show', 'fleet-submissions', '--json'], operator);
    const { items } = JSON.parse(shown.out) as { items: { body: { submissionId: string; note?: string } }[] };
    expect(items.map(({ body }) => body.submissionId).sort()).toEqual(['01A', '01B']);
    expect(shown.out).toContain('(10 characters)');
    expect(shown.out).not.toContain('mine alone');

    const redriven = await queue(['redrive', 'fleet-submissions', '--json'], operator);
    expect(redriven).toMatchObject({ code: 0, err: '' });
    expect(JSON.parse(redriven.out)).toEqual({
      queue: 'fleet-submissions',
      moved: 2,
      kept: [],
      status: 'COMPLETED',
    });
    const after = JSON.parse((await queue(['list', '--json'], operator)).out) as { items: object[] };
    expect(after.items[0]).toMatchObject({
      name: 'fleet-submissions',
      waiting: 0,
      hidden: 0,
      move: { status: 'COMPLETED', moved: 2 },
    });
    expect(await queue(['redrive', 'fleet-submissions'], operator)).toMatchObject({
      code: 0,
      out: 'fleet-submissions holds no letter\n',
    });
  });

  it('begins no second move, and ends the first', async () => {
    // At one a second this takes longer than the test may.
    await Promise.all(Array.from({ length: 150 }, (_, at) => send('package-uploads', { at })));
    const started = await queue(['redrive', 'package-uploads', '--rate', '1', '--no-wait']);
    expect(started).toMatchObject({ code: 0, out: expect.stringContaining('assize queue list') });
    const again = await queue(['redrive', 'package-uploads']);
    const cancelled = await queue(['cancel', 'package-uploads', '--json']);
    expect(again).toMatchObject({
      code: 6,
      err: expect.stringContaining('end it: assize queue cancel package-uploads'),
    });
    expect(cancelled.code).toBe(0);
    expect(JSON.parse(cancelled.out)).toMatchObject({ cancelled: true });
    expect(await queue(['cancel', 'package-uploads'])).toMatchObject({
      code: 6,
      err: expect.stringContaining('no redrive of package-uploads runs'),
    });
  });

  it('calls functions again whose events were given up, and keeps what is for no function', async () => {
    const operator = system.role('caller', documentedPolicy());
    const record = {
      requestContext: { functionArn: `${FUNCTION}:$LATEST` },
      requestPayload: { kind: 'sweep' },
    };
    await send('async-failures', record);
    expect(await queue(['redrive', 'async-failures', '--json'], operator)).toMatchObject({
      code: 0,
      err: '',
    });
    await send('schedules', { kind: 'tick', sessionId: '01S' }, { TARGET_ARN: FUNCTION, ERROR_CODE: 'E' });
    const terminate = 'arn:aws:scheduler:::aws-sdk:ec2:terminateInstances';
    await send('schedules', { InstanceIds: ['i-1'] }, { TARGET_ARN: terminate });
    const { code, out } = await queue(['redrive', 'schedules'], operator);
    expect(code).toBe(1);
    expect(out).toContain('1 event was sent again');
    expect(out).toMatch(/kept [\w-]+: Scheduler was to call .*:ec2:terminateInstances, which is no function/);
    expect(invoked).toEqual([
      [FUNCTION, 'Event', { kind: 'sweep' }],
      [FUNCTION, 'Event', { kind: 'tick', sessionId: '01S' }],
    ]);
    const shown = await queue(['show', 'schedules'], operator);
    expect(shown.out).toMatch(/received \d+ times/);
    expect(shown.out).toContain('"i-1"');
  });

  it('says what to do when it may not, when there is no such stage, and what queues there are', async () => {
    const stranger = system.role('stranger', []);
    expect(await queue(['list'], stranger)).toMatchObject({
      code: 3,
      err: expect.stringMatching(/ssm:GetParameters[\s\S]*docs\/operators\.md lists the permissions/),
    });
    expect(await queue(['list', '--stage', 'prod'])).toMatchObject({
      code: 4,
      err: expect.stringContaining('choose another by --stage, AWS_PROFILE or AWS_REGION'),
    });
    expect(await queue(['show', 'nothing'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('fleet-submissions, hosted-submissions, package-uploads'),
    });
  });
});
