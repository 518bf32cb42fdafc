import { describe, expect, test } from 'vitest';
import { corsHeaders } from '../../../../../cloud/aws/s3/cors.ts';
import { makeEventMessage, targetsOf } from '../../../../../cloud/aws/s3/notifications.ts';
import { readS3Request } from '../../../../../cloud/aws/s3/operation.ts';

describe('bucket notifications', () => {
  const rule = (name: string, value: string) =>
    `<FilterRule><Name>${name}</Name><Value>${value}</Value></FilterRule>`;
  const document =
    '<NotificationConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><QueueConfiguration><Id>up</Id><Queue>arn:q</Queue>' +
    `<Event>s3:ObjectCreated:*</Event><Filter><S3Key>${rule('prefix', 'packages/')}${rule('suffix', '.zip')}</S3Key></Filter></QueueConfiguration>` +
    '</NotificationConfiguration>';

  test.each([
    ['s3:ObjectCreated:Put', 'packages/a.zip', ['arn:q']],
    ['s3:ObjectCreated:CompleteMultipartUpload', 'packages/a.zip', ['arn:q']],
    ['s3:ObjectCreated:Put', 'packages/a.txt', []],
    ['s3:ObjectCreated:Put', 'other/a.zip', []],
    ['s3:ObjectRemoved:Delete', 'packages/a.zip', []],
  ])('%s of %s goes to %j', (event, key, arns) => {
    expect(targetsOf(document, event, key).map(({ queueArn }) => queueArn)).toEqual(arns);
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
      configurationId: 'c',
    });
    expect(message).toContain('"key":"a+b/%C3%BC%2Bc.zip"');
  });
});

describe('CORS', () => {
  const document =
    '<CORSConfiguration><CORSRule><AllowedOrigin>https://*.example</AllowedOrigin><AllowedMethod>GET</AllowedMethod><AllowedMethod>PUT</AllowedMethod>' +
    '<AllowedHeader>content-*</AllowedHeader><ExposeHeader>ETag</ExposeHeader><MaxAgeSeconds>60</MaxAgeSeconds></CORSRule></CORSConfiguration>';

  test.each([
    ['https://page.example', 'PUT', 'Content-Type', true],
    ['https://page.example', 'DELETE', undefined, false],
    ['https://page.example', 'PUT', 'x-custom', false],
    ['https://example', 'GET', undefined, false],
  ])('%s %s with %s: %s', (origin, method, headers, admitted) => {
    expect(corsHeaders(document, origin, method, headers) !== undefined).toBe(admitted);
  });

  test('a bucket without a configuration admits nobody', () => {
    expect(corsHeaders(undefined, 'https://page.example', 'GET', undefined)).toBeUndefined();
  });
});

test.each([
  ['GET', '/', '', 'GET service', '', ''],
  ['PUT', '/b', '', 'CreateBucket', 'b', ''],
  ['GET', '/b/', 'list-type=2&prefix=a', 'ListObjectsV2', 'b', ''],
  ['GET', '/b/', '', 'GET bucket', 'b', ''],
  ['PUT', '/b', 'notification', 'PutBucketNotificationConfiguration', 'b', ''],
  ['GET', '/b', 'policy', 'GET bucket ?policy', 'b', ''],
  ['POST', '/b', 'delete', 'POST bucket ?delete', 'b', ''],
  ['PUT', '/b/a%20b/c', 'x-id=PutObject', 'PutObject', 'b', 'a b/c'],
  ['GET', '/b/k', 'response-content-type=text%2Fplain', 'GetObject', 'b', 'k'],
  ['POST', '/b/k', 'uploads', 'POST object ?uploads', 'b', 'k'],
  ['GET', '/b/k', 'acl', 'GET object ?acl', 'b', 'k'],
])('%s %s?%s is %s', (method, path, query, operation, bucket, key) => {
  expect(readS3Request(method, path, new URLSearchParams(query), {})).toEqual({ operation, bucket, key });
});
