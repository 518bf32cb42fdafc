import { createHash } from 'node:crypto';
import {
  type AttributeValue,
  BatchExecuteStatementCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import {
  GetParameterCommand,
  GetParametersCommand,
  PutParameterCommand,
  SSMClient,
} from '@aws-sdk/client-ssm';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { PolicyStatement } from '../../../cloud/aws/principals.ts';
import { makeTable } from '../../support/make-table.ts';
import { startTestSystem, type TestSystem } from './system.ts';

let system: TestSystem;
beforeAll(async () => {
  system = await startTestSystem();
});
afterAll(() => system.stop());

describe('DynamoDB', () => {
  const key = { pk: { S: 'a' }, sk: { S: 'b' } };
  const makeIndexed = async (db: DynamoDBClient, name: string) =>
    await makeTable(db, name, {
      AttributeDefinitions: ['pk', 'sk', 'kind'].map((AttributeName) => ({
        AttributeName,
        AttributeType: 'S',
      })),
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      GlobalSecondaryIndexes: [
        {
          IndexName: 'byKind',
          KeySchema: [{ AttributeName: 'kind', KeyType: 'HASH' }],
          Projection: { ProjectionType: 'ALL' },
        },
      ],
    });

  test('a failed condition brings the item that failed it, when asked', async () => {
    const db = new DynamoDBClient(system.admin);
    await makeIndexed(db, 'conditions');
    await db.send(new PutItemCommand({ TableName: 'conditions', Item: { ...key, state: { S: 'running' } } }));
    const again = db.send(
      new PutItemCommand({
        TableName: 'conditions',
        Item: key,
        ConditionExpression: 'attribute_not_exists(pk)',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    );
    await expect(again).rejects.toMatchObject({
      name: 'ConditionalCheckFailedException',
      Item: { state: { S: 'running' } },
    });
  });

  test('an index is a resource of its own, and what is not served is named', async () => {
    const db = new DynamoDBClient(system.admin);
    await makeIndexed(db, 'indexed');
    const table = 'arn:aws:dynamodb:eu-central-1:000000000000:table/indexed';
    const role = new DynamoDBClient(
      system.role('reader', [
        { Effect: 'Allow', Action: ['dynamodb:Query', 'dynamodb:GetItem'], Resource: table },
      ]),
    );
    await role.send(new GetItemCommand({ TableName: 'indexed', Key: key }));
    await expect(
      role.send(
        new QueryCommand({
          TableName: 'indexed',
          IndexName: 'byKind',
          KeyConditionExpression: 'kind = :k',
          ExpressionAttributeValues: { ':k': { S: 'x' } },
        }),
      ),
    ).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringContaining(`${table}/index/byKind`),
    });
    await expect(db.send(new TransactWriteItemsCommand({ TransactItems: [] }))).rejects.toMatchObject({
      name: 'NotServedLocally',
      message: expect.stringMatching(
        /^local mode does not serve dynamodb:TransactWriteItems; it serves CreateTable, .*, BatchExecuteStatement\. /,
      ),
    });
    expect(system.logs.some((line) => line.includes('dynamodb:TransactWriteItems'))).toBe(true);
  });

  test('statements of a batch are answered one by one, each allowed by its own action', async () => {
    const db = new DynamoDBClient(system.admin);
    await makeIndexed(db, 'statements');
    const batch = (...statements: [string, ...AttributeValue[]][]) =>
      new BatchExecuteStatementCommand({
        Statements: statements.map(([Statement, ...Parameters]) => ({ Statement, Parameters })),
      });
    const insert = `INSERT INTO "statements" VALUE {'pk': ?, 'sk': ?, 'n': ?}`;
    const update = (more: string) => `UPDATE "statements" SET "n" = ? WHERE "pk" = ? AND "sk" = ?${more}`;
    const [a, b] = [{ S: 'a' }, { S: 'b' }];
    const codes = async (...statements: [string, ...AttributeValue[]][]) =>
      (await db.send(batch(...statements))).Responses?.map(({ Error: error }) => error?.Code);
    expect(await codes([insert, a, a, { N: '1' }], [insert, a, b, { N: '2' }])).toEqual([
      undefined,
      undefined,
    ]);
    expect(
      await codes(
        [insert, a, a, { N: '7' }],
        [update(' AND "n" = ?'), { N: '3' }, a, b, { N: '2' }],
        [update(' AND "n" IS MISSING'), { N: '3' }, a, a],
        [update(''), { N: '3' }, b, b],
        [update(' AND "other" IS MISSING'), { N: '5' }, a, a],
      ),
    ).toEqual(['DuplicateItem', undefined, 'ConditionalCheckFailed', 'ConditionalCheckFailed', undefined]);
    const { Item } = await db.send(new GetItemCommand({ TableName: 'statements', Key: { pk: a, sk: b } }));
    expect(Item).toEqual({ pk: a, sk: b, n: { N: '3' } });
    await expect(codes(['DELETE FROM "statements" WHERE "pk" = ?', a])).rejects.toMatchObject({
      name: 'NotServedLocally',
    });
    const table = `arn:aws:dynamodb:eu-central-1:000000000000:table/statements`;
    const role = system.role('inserts', [
      { Effect: 'Allow', Action: 'dynamodb:PartiQLInsert', Resource: table },
    ]);
    const inserter = new DynamoDBClient(role);
    await inserter.send(batch([insert, b, b, { N: '1' }]));
    await expect(inserter.send(batch([update(''), { N: '3' }, b, b]))).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringContaining('dynamodb:PartiQLUpdate'),
    });
  });

  test('a function in the VPC reaches gateway endpoints only', async () => {
    const network = { vpcId: 'vpc-1', subnetIds: ['subnet-1'], services: ['dynamodb', 's3'] };
    const role = system.role('executor', [{ Effect: 'Allow', Action: '*', Resource: '*' }], network);
    await new DynamoDBClient(role).send(new GetItemCommand({ TableName: 'indexed', Key: key }));
    await expect(new SSMClient(role).send(new GetParameterCommand({ Name: '/x' }))).rejects.toMatchObject({
      code: 'ECONNRESET',
    });
    expect(system.logs.at(-1)).toContain('executor runs in vpc-1 and has no way to ssm');
  });
});

describe('S3', () => {
  test('an upload is told to the queue of its prefix, as S3 tells it', async () => {
    const s3 = new S3Client(system.admin);
    const sqs = new SQSClient(system.admin);
    await s3.send(new CreateBucketCommand({ Bucket: 'data' }));
    const QueueArn = 'arn:aws:sqs:eu-central-1:000000000000:uploads';
    const Policy = JSON.stringify({
      Statement: [
        {
          Effect: 'Allow',
          Principal: { Service: 's3.amazonaws.com' },
          Action: 'sqs:SendMessage',
          Resource: QueueArn,
          Condition: { ArnLike: { 'aws:SourceArn': 'arn:aws:s3:::data' } },
        },
      ],
    });
    const { QueueUrl } = await sqs.send(
      new CreateQueueCommand({ QueueName: 'uploads', Attributes: { Policy } }),
    );
    const notifyQueue = (arn: string) =>
      system.endpoint.services.s3.configure('data', {
        cors: [],
        notifications: [
          {
            Queue: arn,
            Event: 's3:ObjectCreated:*',
            Filter: { S3Key: { Rules: [{ Name: 'prefix', Value: 'packages/' }] } },
          },
        ],
      });
    const receive = async () => {
      const input = { QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 };
      return (await sqs.send(new ReceiveMessageCommand(input))).Messages ?? [];
    };
    await expect(notifyQueue(`${QueueArn}-absent`)).rejects.toThrow('Unable to validate');
    await notifyQueue(QueueArn);
    await notifyQueue(QueueArn);
    expect((await receive()).map(({ Body = '' }) => (JSON.parse(Body) as { Event: string }).Event)).toEqual([
      's3:TestEvent',
    ]);
    await s3.send(new PutObjectCommand({ Bucket: 'data', Key: 'other/x', Body: 'no' }));
    await s3.send(new PutObjectCommand({ Bucket: 'data', Key: 'packages/a b.zip', Body: 'zip' }));
    const Messages = await receive();
    expect(Messages).toHaveLength(1);
    const { Records } = JSON.parse(Messages[0]?.Body ?? '') as { Records: unknown[] };
    expect(Records).toMatchObject([
      {
        eventName: 'ObjectCreated:Put',
        s3: { bucket: { name: 'data' }, object: { key: 'packages/a+b.zip', size: 3 } },
      },
    ]);
  });

  test('a browser uploads by presigned URL, 20 MB at once, if the bucket admits its origin', async () => {
    const s3 = new S3Client(system.admin);
    await s3.send(new CreateBucketCommand({ Bucket: 'web' }));
    await system.endpoint.services.s3.configure('web', {
      cors: [
        {
          AllowedOrigins: ['http://page.test'],
          AllowedMethods: ['PUT'],
          AllowedHeaders: ['*'],
          ExposedHeaders: [],
        },
      ],
      notifications: [],
    });
    const role = system.role('importer', [
      { Effect: 'Allow', Action: 's3:PutObject', Resource: 'arn:aws:s3:::web/packages/*' },
    ]);
    const sign = (Key: string) =>
      getSignedUrl(
        new S3Client({ ...role, requestChecksumCalculation: 'WHEN_REQUIRED' }),
        new PutObjectCommand({ Bucket: 'web', Key }),
        { expiresIn: 60 },
      );
    const url = await sign('packages/p.zip');
    // The client's default signs the checksum of an empty body, to which S3 then holds whatever is sent.
    const careless = await getSignedUrl(
      new S3Client({ ...role, requestChecksumCalculation: 'WHEN_SUPPORTED' }),
      new PutObjectCommand({ Bucket: 'web', Key: 'packages/p.zip' }),
      { expiresIn: 60 },
    );
    const digest = await fetch(careless, { method: 'PUT', body: 'something' });
    expect([digest.status, await digest.text()]).toEqual([400, expect.stringContaining('BadDigest')]);
    const preflight = (origin: string) =>
      fetch(url, {
        method: 'OPTIONS',
        headers: {
          origin,
          'access-control-request-method': 'PUT',
          'access-control-request-headers': 'content-type',
        },
      });
    expect((await preflight('http://page.test')).status).toBe(200);
    expect((await preflight('http://elsewhere.test')).status).toBe(403);
    const body = Buffer.alloc(20 * 1024 * 1024, 7);
    const put = await fetch(url, { method: 'PUT', body, headers: { origin: 'http://page.test' } });
    expect([put.status, put.headers.get('access-control-allow-origin')]).toEqual([200, 'http://page.test']);
    const got = await s3.send(new GetObjectCommand({ Bucket: 'web', Key: 'packages/p.zip' }));
    expect(Buffer.from((await got.Body?.transformToByteArray()) ?? []).equals(body)).toBe(true);
    expect((await fetch(await sign('secret/p.zip'), { method: 'PUT', body: 'x' })).status).toBe(403);
  });

  test('a bucket policy denies what it denies, and one that demands TLS does not shut out local callers', async () => {
    const s3 = new S3Client(system.admin);
    await s3.send(new CreateBucketCommand({ Bucket: 'guarded' }));
    const deny = (Condition: Record<string, Record<string, string>>, Action = 's3:*') => ({
      Effect: 'Deny' as const,
      Principal: '*',
      Action,
      Resource: ['arn:aws:s3:::guarded', 'arn:aws:s3:::guarded/*'],
      Condition,
    });
    system.endpoint.services.s3.setPolicy('guarded', {
      Statement: [
        deny({ Bool: { 'aws:SecureTransport': 'false' } }),
        deny({ StringLike: { 's3:prefix': 'private/*' } }, 's3:ListBucket'),
      ],
    });
    const role = new S3Client(system.role('lister', [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }]));
    const list = (Prefix: string) => role.send(new ListObjectsV2Command({ Bucket: 'guarded', Prefix }));
    expect((await list('public/')).KeyCount).toBe(0);
    await expect(list('private/x')).rejects.toMatchObject({
      name: 'AccessDenied',
      message: expect.stringContaining('explicit deny'),
    });
  });
});

test.each([
  // Base64 checksums of "123456789", the check value of the catalogues of CRCs.
  ['ChecksumCRC32', 'x-amz-checksum-crc32', 'y/Q5Jg=='],
  ['ChecksumCRC32C', 'x-amz-checksum-crc32c', '4waSgw=='],
  ['ChecksumCRC64NVME', 'x-amz-checksum-crc64nvme', 'rosUhgp5mIg='],
  ['ChecksumSHA1', 'x-amz-checksum-sha1', createHash('sha1').update('123456789').digest('base64')],
  ['ChecksumSHA256', 'x-amz-checksum-sha256', createHash('sha256').update('123456789').digest('base64')],
  ['ContentMD5', 'content-md5', createHash('md5').update('123456789').digest('base64')],
])(
  'a presigned upload is held to the %s that was signed, and is nothing without it',
  async (field, name, value) => {
    const s3 = new S3Client({ ...system.admin, requestChecksumCalculation: 'WHEN_REQUIRED' });
    await s3.send(new CreateBucketCommand({ Bucket: 'held' }));
    const put = new PutObjectCommand({ Bucket: 'held', Key: name, [field]: value });
    const signing = {
      expiresIn: 60,
      unhoistableHeaders: new Set([name]),
      signableHeaders: new Set([name, 'host']),
    };
    const url = await getSignedUrl(s3, put, signing);
    const send = async (body: string, headers: Record<string, string>) => {
      const answer = await fetch(url, { method: 'PUT', body, headers });
      return [answer.status, /<Code>(\w+)/.exec(await answer.text())?.[1]];
    };
    expect(await send('123456789', { [name]: value })).toEqual([200, undefined]);
    expect(await send('12345678', { [name]: value })).toEqual([400, 'BadDigest']);
    expect(await send('12345678', {})).toEqual([403, 'SignatureDoesNotMatch']);
  },
);

test('a missing object is missing to those who may list, forbidden to others', async () => {
  const s3 = new S3Client(system.admin);
  await s3.send(new CreateBucketCommand({ Bucket: 'sparse' }));
  const get: PolicyStatement = { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::sparse/*' };
  const list: PolicyStatement = { Effect: 'Allow', Action: 's3:ListBucket', Resource: 'arn:aws:s3:::sparse' };
  const read = (client: S3Client) => client.send(new GetObjectCommand({ Bucket: 'sparse', Key: 'absent' }));
  await expect(read(new S3Client(system.role('blind', [get])))).rejects.toMatchObject({
    name: 'AccessDenied',
  });
  await expect(read(new S3Client(system.role('seeing', [get, list])))).rejects.toMatchObject({
    name: 'NoSuchKey',
  });
});

test('SSM keeps versions, and knows the image of Ubuntu 22.04', async () => {
  const ssm = new SSMClient(system.admin);
  const Name = '/assize/dev/table';
  await ssm.send(new PutParameterCommand({ Name, Value: 'one', Type: 'String' }));
  await expect(ssm.send(new PutParameterCommand({ Name, Value: 'two' }))).rejects.toMatchObject({
    name: 'ParameterAlreadyExists',
  });
  await ssm.send(new PutParameterCommand({ Name, Value: 'two', Overwrite: true }));
  expect(await ssm.send(new GetParameterCommand({ Name }))).toMatchObject({
    Parameter: { Value: 'two', Version: 2 },
  });
  const image = '/aws/service/canonical/ubuntu/server/22.04/stable/current/amd64/hvm/ebs-gp2/ami-id';
  const found = await ssm.send(new GetParametersCommand({ Names: [image, '/absent'] }));
  expect(found.Parameters?.[0]?.Value).toMatch(/^ami-[0-9a-f]{17}$/);
  expect(found.InvalidParameters).toEqual(['/absent']);
});
