import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { describe, expect, it } from 'vitest';
import { openServiceModels, type ServiceRequest } from '../../support/service-models.ts';
import { checkShape, type Finding, type Shape } from '../../support/service-shapes.ts';
import { watchRequests } from '../../support/watch-requests.ts';

/*
 * Every file of the contract tests holds the product's requests against AWS's models (hold-requests-of-tests.ts). Here
 * stands that what holds them finds what is wrong.
 */

const shapes: Readonly<Record<string, Shape>> = {
  Order: {
    type: 'structure',
    required: ['name', 'token'],
    members: {
      name: { shape: 'Name' },
      token: { shape: 'Name', idempotencyToken: true },
      size: { shape: 'Size' },
      count: { shape: 'Count' },
      tags: { shape: 'Tags' },
      at: { shape: 'Time' },
      body: { shape: 'Body' },
      labels: { shape: 'Labels' },
      choice: { shape: 'Choice' },
      urgent: { shape: 'Flag' },
      parts: { shape: 'Parts' },
    },
  },
  Name: { type: 'string', min: 1, max: 5, pattern: '[a-z]+' },
  Size: { type: 'string', enum: ['small', 'large'] },
  Count: { type: 'integer', min: 1, max: 10 },
  Tags: { type: 'list', member: { shape: 'Name' }, max: 2 },
  Time: { type: 'timestamp' },
  Body: { type: 'blob', max: 3 },
  Labels: { type: 'map', key: { shape: 'Name' }, value: { shape: 'Size' }, max: 1 },
  Choice: { type: 'structure', union: true, members: { one: { shape: 'Name' }, other: { shape: 'Name' } } },
  Flag: { type: 'boolean' },
  Parts: { type: 'list', member: { shape: 'Order' } },
};

const check = (value: object) =>
  checkShape(shapes, 'Order', value, 'Place').map(({ path, rule, found }) => `${path} ${rule} ${found}`);

describe('a request held against a model', () => {
  it('passes when all of it is as the model says', () => {
    const order = {
      name: 'abc',
      size: 'large',
      count: 10,
      tags: ['a', 'b'],
      at: new Date(0),
      body: Buffer.from('abc'),
      labels: { a: 'small' },
      choice: { one: 'a', other: undefined },
      urgent: false,
      parts: [{ name: 'abc' }],
    };
    expect(check(order)).toEqual([]);
  });

  it.each([
    [{}, 'Place missing name'],
    [{ name: 'a', colour: 'red' }, 'Place unknown colour'],
    [{ name: 'a', size: 'medium' }, 'Place.size enum medium'],
    [{ name: 'abcdef' }, 'Place.name length abcdef'],
    [{ name: 'aB' }, 'Place.name pattern aB'],
    [{ name: 7 }, 'Place.name type number instead of string'],
    [{ name: 'a', count: 11 }, 'Place.count range 11'],
    [{ name: 'a', count: 1.5 }, 'Place.count type 1.5'],
    [{ name: 'a', count: '1' }, 'Place.count type string instead of integer'],
    [{ name: 'a', tags: ['a', 'b', 'c'] }, 'Place.tags size 3'],
    [{ name: 'a', tags: { a: 1 } }, 'Place.tags type object instead of list'],
    [{ name: 'a', at: '2026-01-01' }, 'Place.at type string instead of timestamp'],
    [{ name: 'a', body: 'abcd' }, 'Place.body length 4'],
    [{ name: 'a', labels: { a: 'small', b: 'large' } }, 'Place.labels size 2'],
    [{ name: 'a', labels: { A: 'small' } }, 'Place.labels{A} pattern A'],
    [{ name: 'a', choice: { one: 'a', other: 'b' } }, 'Place.choice union 2'],
    [{ name: 'a', urgent: 'yes' }, 'Place.urgent type string instead of boolean'],
    [{ name: 'a', parts: [{ name: 'a' }, { name: '' }] }, 'Place.parts[1].name length '],
  ])('%j: %s', (order, sentence) => {
    expect(check(order)).toContain(sentence);
  });
});

describe('requests of the SDK', () => {
  it('are told as they are sent or presigned, with who asked', async () => {
    const told: (ServiceRequest & { callers: string })[] = [];
    const stop = watchRequests((request, callers) => told.push({ ...request, callers }));
    const client = new S3Client({
      region: 'eu-central-1',
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    });
    const sign = () => getSignedUrl(client, new GetObjectCommand({ Bucket: 'data', Key: 'k' }));
    await sign();
    stop();
    await sign();
    expect(told).toEqual([
      {
        serviceId: 'S3',
        operation: 'GetObject',
        input: expect.objectContaining({ Bucket: 'data', Key: 'k' }),
        callers: expect.stringContaining(import.meta.filename),
      },
    ]);
  });
});

const models = openServiceModels();

describe.skipIf(!models)("AWS's own models (skipped without python3-botocore or BOTOCORE_DATA)", () => {
  const rules = (serviceId: string, operation: string, input: object): Finding['rule'][] =>
    models?.check({ serviceId, operation, input }).map(({ rule }) => rule) ?? [];

  it('refuse what AWS refuses', () => {
    const terminate = { InstanceIds: ['i-1'] };
    expect(rules('EC2', 'TerminateInstances', terminate)).toEqual([]);
    expect(rules('EC2', 'TerminateInstances', {})).toEqual(['missing']);
    expect(rules('EC2', 'TerminateInstances', { ...terminate, Gently: true })).toEqual(['unknown']);
    expect(rules('EC2', 'EndInstances', terminate)).toEqual(['operation']);
    expect(rules('Nothing', 'TerminateInstances', terminate)).toEqual(['operation']);
    expect(rules('Scheduler', 'DeleteSchedule', { Name: 'no spaces' })).toEqual(['pattern']);
    expect(rules('SSM', 'GetParameters', { Names: Array(11).fill('/a') })).toEqual(['size']);
    expect(
      rules('Cognito Identity Provider', 'InitiateAuth', { AuthFlow: 'BY_NAME', ClientId: 'abc' }),
    ).toEqual(['enum']);
    expect(rules('DynamoDB', 'GetItem', { TableName: 'sessions', Key: { pk: { S: 1 } } })).toEqual(['type']);
    expect(rules('STS', 'GetCallerIdentity', {})).toEqual([]);
    const vcpus = { ServiceCode: 'ec2', QuotaCode: 'L-1216C47A' };
    expect(rules('Service Quotas', 'GetServiceQuota', vcpus)).toEqual([]);
    expect(rules('Service Quotas', 'GetServiceQuota', { ...vcpus, QuotaCode: '1216C47A' })).toEqual([
      'pattern',
    ]);
  });

  it('excuse only what an old release does not know', () => {
    const launch = (InstanceType: string) => ({ MinCount: 1, MaxCount: 1, InstanceType });
    expect(rules('EC2', 'RunInstances', launch('c7i.large'))).toEqual([]);
    expect(rules('EC2', 'RunInstances', launch('c7i.tiny'))).toEqual(['enum']);
  });
});
