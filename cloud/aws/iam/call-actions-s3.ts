import type { AwsCall } from '../http-types.ts';
import { readS3Request } from '../s3/operation.ts';
import { childrenOf, childText, parseXml } from '../xml.ts';
import { type CallActions, type CallContext, withPolicy } from './call-context.ts';
import type { ActionCheck } from './evaluate.ts';

/** S3's operations whose IAM action is named otherwise. */
const ON_BUCKET: Readonly<Record<string, string>> = {
  CreateBucket: 'CreateBucket',
  DeleteBucket: 'DeleteBucket',
  HeadBucket: 'ListBucket',
  ListObjects: 'ListBucket',
  ListObjectsV2: 'ListBucket',
  GetBucketLocation: 'GetBucketLocation',
  PutBucketCors: 'PutBucketCORS',
  GetBucketCors: 'GetBucketCORS',
  DeleteBucketCors: 'PutBucketCORS',
  PutBucketEncryption: 'PutEncryptionConfiguration',
  GetBucketEncryption: 'GetEncryptionConfiguration',
  DeleteBucketEncryption: 'PutEncryptionConfiguration',
  PutBucketNotificationConfiguration: 'PutBucketNotification',
  GetBucketNotificationConfiguration: 'GetBucketNotification',
  PutBucketOwnershipControls: 'PutBucketOwnershipControls',
  GetBucketOwnershipControls: 'GetBucketOwnershipControls',
  DeleteBucketOwnershipControls: 'PutBucketOwnershipControls',
  PutBucketPolicy: 'PutBucketPolicy',
  GetBucketPolicy: 'GetBucketPolicy',
  DeleteBucketPolicy: 'DeleteBucketPolicy',
  PutPublicAccessBlock: 'PutBucketPublicAccessBlock',
  GetPublicAccessBlock: 'GetBucketPublicAccessBlock',
  DeletePublicAccessBlock: 'PutBucketPublicAccessBlock',
  PutBucketTagging: 'PutBucketTagging',
  GetBucketTagging: 'GetBucketTagging',
  DeleteBucketTagging: 'PutBucketTagging',
  PutBucketVersioning: 'PutBucketVersioning',
  GetBucketVersioning: 'GetBucketVersioning',
  PutBucketLifecycleConfiguration: 'PutLifecycleConfiguration',
  GetBucketLifecycleConfiguration: 'GetLifecycleConfiguration',
  DeleteBucketLifecycle: 'PutLifecycleConfiguration',
};

const ON_OBJECT: Readonly<Record<string, string>> = {
  GetObject: 'GetObject',
  HeadObject: 'GetObject',
  GetObjectAttributes: 'GetObjectAttributes',
  PutObject: 'PutObject',
  DeleteObject: 'DeleteObject',
  CreateMultipartUpload: 'PutObject',
  UploadPart: 'PutObject',
  CompleteMultipartUpload: 'PutObject',
  AbortMultipartUpload: 'AbortMultipartUpload',
};

/** What each S3 call needs. */
export const S3_CALL_ACTIONS: Readonly<Record<string, CallActions>> = {
  ListBuckets: () => [{ action: 's3:ListAllMyBuckets', resource: '*' }],
  ...map(ON_BUCKET, (action) => (call, context) => {
    const { bucket } = read(call);
    const prefix = call.query.get('prefix') ?? '';
    return [bucketCheck(action, bucket, context, action === 'ListBucket' ? { 's3:prefix': prefix } : {})];
  }),
  ...map(ON_OBJECT, (action) => (call, context) => {
    const { bucket, key } = read(call);
    return [objectCheck(action, bucket, key, context)];
  }),
  DeleteObjects: (call, context) => {
    const { bucket } = read(call);
    return childrenOf(parseXml(call.body.toString('utf8')), 'Object').map((object) =>
      objectCheck('DeleteObject', bucket, childText(object, 'Key') ?? '', context),
    );
  },
  CopyObject: copy,
  UploadPartCopy: copy,
};

function copy(call: AwsCall, context: CallContext): readonly ActionCheck[] {
  const { bucket, key } = read(call);
  const [sourceBucket = '', ...sourceKey] = decodeURIComponent(String(call.headers['x-amz-copy-source']))
    .replace(/^\//, '')
    .split('/');
  return [
    objectCheck('GetObject', sourceBucket, sourceKey.join('/'), context),
    objectCheck('PutObject', bucket, key, context),
  ];
}

function read(call: AwsCall) {
  return readS3Request(call.method, call.path, call.query, call.headers);
}

function bucketCheck(
  action: string,
  bucket: string,
  context: CallContext,
  keys: Record<string, string>,
): ActionCheck {
  return withPolicy({ action: `s3:${action}`, resource: `arn:aws:s3:::${bucket}`, context: keys }, context);
}

function objectCheck(action: string, bucket: string, key: string, context: CallContext): ActionCheck {
  return withPolicy(
    { action: `s3:${action}`, resource: `arn:aws:s3:::${bucket}/${key}` },
    context,
    `arn:aws:s3:::${bucket}`,
  );
}

function map(
  names: Readonly<Record<string, string>>,
  make: (action: string) => CallActions,
): Record<string, CallActions> {
  return Object.fromEntries(Object.entries(names).map(([operation, action]) => [operation, make(action)]));
}
