import { createHash, createHmac } from 'node:crypto';
import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GetFunctionConfigurationCommand, InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { AwsError } from '../../../cloud/aws/http-types.ts';
import type { LambdaPort } from '../../../cloud/aws/lambda-port.ts';
import { startTestSystem, type TestSystem } from './system.ts';

let system: TestSystem;
let clock = 0;
const lambda = {
  getConfiguration: (name: string) => ({ FunctionName: name }),
  invoke: ({ payload }: { payload: Uint8Array }) => {
    if (payload.length === 0)
      throw new AwsError('TooManyRequestsException', 'Rate Exceeded.', 429, {
        Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded',
      });
    return Promise.resolve({
      statusCode: 200,
      payload,
      requestId: 'r',
      functionError: 'Unhandled',
    });
  },
} as unknown as LambdaPort;

beforeAll(async () => {
  system = await startTestSystem({ lambda, now: () => Date.now() + clock });
});
afterAll(() => system.stop());

test('a wrong secret, an unknown key and no key are refused', async () => {
  const wrong = { ...system.admin, credentials: { ...system.admin.credentials, secretAccessKey: 'guessed' } };
  await expect(
    new DynamoDBClient(wrong).send(new DescribeTableCommand({ TableName: 'x' })),
  ).rejects.toMatchObject({
    name: 'SignatureDoesNotMatch',
  });
  const unknown = { ...system.admin, credentials: { accessKeyId: 'NOBODY', secretAccessKey: 'x' } };
  await expect(new SSMClient(unknown).send(new GetParameterCommand({ Name: '/x' }))).rejects.toMatchObject({
    name: 'UnrecognizedClientException',
  });
  expect((await fetch(`${system.endpoint.url}/`, { method: 'POST' })).status).toBe(403);
});

test.each(['plain', 'with space', "quote'()*!", 'ümläut/ß', 'plus+and%percent', 'a//b', '日本'])(
  'an object key signs and comes back: %s',
  async (Key) => {
    const s3 = new S3Client(system.admin);
    await s3.send(new CreateBucketCommand({ Bucket: 'keys' }));
    await s3.send(new PutObjectCommand({ Bucket: 'keys', Key, Body: Key }));
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: 'keys', Key }));
    expect(await Body?.transformToString()).toBe(Key);
    const url = await getSignedUrl(s3, new GetObjectCommand({ Bucket: 'keys', Key }), { expiresIn: 60 });
    expect(await (await fetch(url)).text()).toBe(Key);
  },
);

test('a presigned URL opens its own object, for its own time', async () => {
  const s3 = new S3Client(system.admin);
  await s3.send(new CreateBucketCommand({ Bucket: 'signed' }));
  await s3.send(new PutObjectCommand({ Bucket: 'signed', Key: 'mine', Body: 'x' }));
  const url = await getSignedUrl(s3, new GetObjectCommand({ Bucket: 'signed', Key: 'mine' }), {
    expiresIn: 60,
  });
  expect((await fetch(url)).status).toBe(200);
  expect((await fetch(url.replace('/mine', '/yours'))).status).toBe(403);
  clock = 61_000;
  expect(await (await fetch(url)).text()).toContain('Request has expired');
  clock = 0;
});

test('a Lambda is called by ARN, its error and its refusals arrive as AWS sends them', async () => {
  const client = new LambdaClient(system.admin);
  const FunctionName = 'arn:aws:lambda:eu-central-1:000000000000:function:tick';
  const failed = await client.send(new InvokeCommand({ FunctionName, Payload: '{"a":1}' }));
  expect([failed.FunctionError, Buffer.from(failed.Payload ?? []).toString()]).toEqual([
    'Unhandled',
    '{"a":1}',
  ]);
  await expect(
    client.send(new InvokeCommand({ FunctionName, InvocationType: 'Event' })),
  ).rejects.toMatchObject({
    name: 'TooManyRequestsException',
    Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded',
  });
  const role = new LambdaClient(
    system.role('caller', [{ Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: FunctionName }]),
  );
  await role.send(new InvokeCommand({ FunctionName: 'tick', Payload: '{}' }));
  await expect(role.send(new InvokeCommand({ FunctionName: 'tock', Payload: '{}' }))).rejects.toMatchObject({
    name: 'AccessDeniedException',
    message: expect.stringContaining('function:tock'),
  });
  await expect(
    role.send(new GetFunctionConfigurationCommand({ FunctionName: 'tick' })),
  ).rejects.toMatchObject({
    name: 'AccessDeniedException',
  });
});

test.each([
  ['a path that is no URI', 'GET', '/bucket/%zz', '', 's3', 'InvalidURI'],
  [
    "a configuration, which is the template's to give",
    'PUT',
    '/keys?cors',
    '<CORSConfiguration',
    's3',
    'NotServedLocally',
  ],
  ['an unknown service', 'POST', '/', '', 'sagemaker', 'NotServedLocally'],
])('%s gets an answer that says so', async (_, method, path, body, service, code) => {
  const headers = sign(method, path, body, service);
  const response = await fetch(`${system.endpoint.url}${path}`, {
    method,
    headers,
    ...(body === '' ? {} : { body }),
  });
  const text = await response.text();
  expect(`${text} ${response.headers.get('x-amzn-errortype')}`).toContain(code);
});

/** Signature Version 4 by hand, for what no client would send. */
function sign(method: string, path: string, body: string, service: string): Record<string, string> {
  const { accessKeyId, secretAccessKey } = system.admin.credentials;
  const time = `${new Date().toISOString().replace(/[-:]|\.\d+/g, '')}`;
  const scope = [time.slice(0, 8), 'eu-central-1', service, 'aws4_request'];
  const hash = createHash('sha256').update(body).digest('hex');
  const [bare = '', query = ''] = path.split('?');
  const canonical = [
    method,
    bare,
    query === '' ? '' : `${query}=`,
    `host:${new URL(system.endpoint.url).host}`,
    `x-amz-content-sha256:${hash}`,
    `x-amz-date:${time}`,
    '',
    'host;x-amz-content-sha256;x-amz-date',
    hash,
  ];
  const toSign = [
    'AWS4-HMAC-SHA256',
    time,
    scope.join('/'),
    createHash('sha256').update(canonical.join('\n')).digest('hex'),
  ];
  const key = scope.reduce<Buffer | string>(
    (secret, part) => createHmac('sha256', secret).update(part).digest(),
    `AWS4${secretAccessKey}`,
  );
  const signature = createHmac('sha256', key).update(toSign.join('\n')).digest('hex');
  return {
    'x-amz-date': time,
    'x-amz-content-sha256': hash,
    authorization: `AWS4-HMAC-SHA256 Credential=${[accessKeyId, ...scope].join('/')}, SignedHeaders=host;x-amz-content-sha256;x-amz-date, Signature=${signature}`,
  };
}
