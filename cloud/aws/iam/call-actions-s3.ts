import type { AwsCall } from '../http-types.ts';
import { readS3Request } from '../s3/operation.ts';
import { type CallActions, withPolicy } from './call-context.ts';

/** What each S3 call needs: the action of its own name, but for those that IAM calls otherwise. */
export const S3_CALL_ACTIONS: Readonly<Record<string, CallActions>> = {
  CreateBucket: onBucket('CreateBucket'),
  ListObjectsV2: onBucket('ListBucket', (call) => ({ 's3:prefix': call.query.get('prefix') ?? '' })),
  GetObject: onObject('GetObject'),
  HeadObject: onObject('GetObject'),
  PutObject: onObject('PutObject'),
  DeleteObject: onObject('DeleteObject'),
};

function onBucket(action: string, keys: (call: AwsCall) => Record<string, string> = () => ({})): CallActions {
  return (call, context) => {
    const resource = `arn:aws:s3:::${read(call).bucket}`;
    return [withPolicy({ action: `s3:${action}`, resource, context: keys(call) }, context)];
  };
}

function onObject(action: string): CallActions {
  return (call, context) => {
    const { bucket, key } = read(call);
    const check = { action: `s3:${action}`, resource: `arn:aws:s3:::${bucket}/${key}` };
    return [withPolicy(check, context, `arn:aws:s3:::${bucket}`)];
  };
}

function read(call: AwsCall) {
  return readS3Request(call.method, call.path, call.query, call.headers);
}
