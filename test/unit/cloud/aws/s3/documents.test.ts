import { describe, expect, test } from 'vitest';
import { corsHeaders } from '../../../../../cloud/aws/s3/cors.ts';
import { concerns, makeEventMessage } from '../../../../../cloud/aws/s3/notifications.ts';
import { readS3Request } from '../../../../../cloud/aws/s3/operation.ts';

describe('bucket notifications', () => {
  const notification = {
    Event: 's3:ObjectCreated:*',
    Queue: 'arn:q',
    Filter: {
      S3Key: {
        Rules: [
          { Name: 'prefix', Value: 'packages/' },
          { Name: 'suffix', Value: '.zip' },
        ],
      },
    },
  };

  test.each([
    ['s3:ObjectCreated:Put', 'packages/a.zip', true],
    ['s3:ObjectCreated:CompleteMultipartUpload', 'packages/a.zip', true],
    ['s3:ObjectCreated:Put', 'packages/a.txt', false],
    ['s3:ObjectCreated:Put', 'other/a.zip', false],
    ['s3:ObjectRemoved:Delete', 'packages/a.zip', false],
  ])('%s of %s is told: %s', (event, key, told) => {
    expect(concerns(notification, event, key)).toBe(told);
  });

  test('the key in a message is encoded as S3 encodes it', () => {
    const message = makeEventMessage({
      name: 'ObjectCreated:Put',
      region: 'r',
      time: new Date(0),
      bucket: 'b',
      key: 'a b/ü+c.zip',
      size: 1,
      etag: '"e"',
      principalId: 'p',
    });
    expect(message).toContain('"key":"a+b/%C3%BC%2Bc.zip"');
  });
});

describe('CORS', () => {
  const rule = {
    AllowedOrigins: ['https://*.example'],
    AllowedMethods: ['GET', 'PUT'],
    AllowedHeaders: ['content-*'],
    ExposedHeaders: ['ETag'],
    MaxAge: 60,
  };

  test.each([
    ['https://page.example', 'PUT', 'Content-Type', true],
    ['https://page.example', 'DELETE', undefined, false],
    ['https://page.example', 'PUT', 'x-custom', false],
    ['https://example', 'GET', undefined, false],
  ])('%s %s with %s: %s', (origin, method, headers, admitted) => {
    expect(corsHeaders([rule], origin, method, headers) !== undefined).toBe(admitted);
  });

  test('a bucket without a configuration admits nobody', () => {
    expect(corsHeaders([], 'https://page.example', 'GET', undefined)).toBeUndefined();
  });
});

test.each([
  ['GET', '/', '', 'GET service', '', ''],
  ['PUT', '/b', '', 'CreateBucket', 'b', ''],
  ['GET', '/b/', 'list-type=2&prefix=a', 'ListObjectsV2', 'b', ''],
  ['GET', '/b/', '', 'GET bucket', 'b', ''],
  ['PUT', '/b', 'notification', 'PUT bucket ?notification', 'b', ''],
  ['GET', '/b', 'policy', 'GET bucket ?policy', 'b', ''],
  ['POST', '/b', 'delete', 'POST bucket ?delete', 'b', ''],
  ['PUT', '/b/a%20b/c', 'x-id=PutObject', 'PutObject', 'b', 'a b/c'],
  ['GET', '/b/k', 'response-content-type=text%2Fplain', 'GetObject', 'b', 'k'],
  ['POST', '/b/k', 'uploads', 'POST object ?uploads', 'b', 'k'],
  ['GET', '/b/k', 'acl', 'GET object ?acl', 'b', 'k'],
])('%s %s?%s is %s', (method, path, query, operation, bucket, key) => {
  expect(readS3Request(method, path, new URLSearchParams(query), {})).toEqual({ operation, bucket, key });
});
