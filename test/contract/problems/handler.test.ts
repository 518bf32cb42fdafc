import { PutObjectCommand } from '@aws-sdk/client-s3';
import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { strToU8, zipSync } from 'fflate';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { SOUND } from '../../support/packages.ts';
import { makeProblemWorld, type ProblemWorld } from './problem-world.ts';

let world: ProblemWorld;
let handler: (event: SQSEvent, context: Context) => Promise<SQSBatchResponse>;
const logged: string[] = [];

beforeAll(async () => {
  world = await makeProblemWorld();
  const { endpoint, region } = world.system.admin;
  // What the function's own role may do; the template grants the same.
  const role = world.system.role('problem-importer', [
    {
      Effect: 'Allow',
      Action: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:Query'],
      Resource: '*',
    },
    { Effect: 'Allow', Action: 's3:GetObject', Resource: `arn:aws:s3:::${world.bucket}/packages/*` },
    {
      Effect: 'Allow',
      Action: 's3:PutObject',
      Resource: [`arn:aws:s3:::${world.bucket}/testdata/*`, `arn:aws:s3:::${world.bucket}/problems/*`],
    },
  ]);
  for (const [name, value] of Object.entries({
    STAGE: 'dev',
    POWERTOOLS_DEV: 'true',
    SESSIONS_TABLE: world.table.name,
    METRICS_TABLE: world.table.name,
    DATA_BUCKET: world.bucket,
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: role.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: role.credentials.secretAccessKey,
  })) {
    vi.stubEnv(name, value);
  }
  for (const method of ['info', 'error'] as const)
    vi.spyOn(console, method).mockImplementation((line) => logged.push(String(line)));
  ({ handler } = (await import('../../../lambdas/problem-importer/handler.ts')) as unknown as {
    handler: typeof handler;
  });
});
afterAll(async () => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  await world.stop();
});

const message = (messageId: string, body: string) => ({
  messageId,
  body,
  eventSource: 'aws:sqs',
  attributes: {},
  messageAttributes: {},
});
const uploadOf = (key: string) =>
  JSON.stringify({ Records: [{ eventSource: 'aws:s3', s3: { bucket: { name: 'data' }, object: { key } } }] });
const context = {
  functionName: 'problem-importer',
  awsRequestId: '1',
  getRemainingTimeInMillis: () => 60_000,
} as unknown as Context;

it('imports what was uploaded and gives back, message by message, only what failed', async () => {
  const importId = await world.request('through-the-door');
  const archive = zipSync(
    Object.fromEntries(Object.entries(SOUND).map(([path, text]) => [path, strToU8(text)])),
  );
  await world.s3.send(
    new PutObjectCommand({ Bucket: world.bucket, Key: `packages/${importId}.zip`, Body: archive }),
  );
  const records = [
    message('good', uploadOf(`packages/${importId}.zip`)),
    message('again', uploadOf(`packages/${importId}.zip`)),
    message('test', JSON.stringify({ Service: 'Amazon S3', Event: 's3:TestEvent', Bucket: 'data' })),
    message('no-json', 'hello'),
    message('no-upload', uploadOf('packages/../../evil.zip')),
    message('unknown', uploadOf('packages/nobody.01jd8x4v2n0000000000000077.zip')),
  ];
  const { batchItemFailures } = await handler({ Records: records } as unknown as SQSEvent, context);
  expect(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier).sort()).toEqual([
    'no-json',
    'no-upload',
    'unknown',
  ]);
  expect(await world.store.getImport(importId)).toMatchObject({ state: 'imported', version: 1 });
  expect(logged.filter((line) => line.includes('message.failed'))).toHaveLength(3);
  expect(logged.join('\n')).toContain('is no uploaded package');
});
