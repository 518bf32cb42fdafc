import { join } from 'node:path';
import {
  type AwsCall,
  AwsError,
  type AwsResponse,
  type AwsService,
  UnservedOperation,
} from '../http-types.ts';
import type { Log } from '../log.ts';
import type { S3Store } from '../messaging/fauxqs.ts';
import type { PolicyDocument } from '../principals.ts';
import { StateFile } from '../state-file.ts';
import { parseXml } from '../xml.ts';
import { refuseWrongChecksum } from './checksum.ts';
import { corsHeaders } from './cors.ts';
import { openS3Engine } from './engine.ts';
import { makeEventMessage, makeTestMessage, targetsOf } from './notifications.ts';
import { BUCKET_DOCUMENTS, readS3Request } from './operation.ts';

const ENGINE_OPERATIONS = new Set([
  'AbortMultipartUpload',
  'CompleteMultipartUpload',
  'CopyObject',
  'CreateBucket',
  'CreateMultipartUpload',
  'DeleteBucket',
  'DeleteBucketLifecycle',
  'DeleteObject',
  'DeleteObjects',
  'GetBucketLifecycleConfiguration',
  'GetObject',
  'GetObjectAttributes',
  'HeadBucket',
  'HeadObject',
  'ListBuckets',
  'ListObjects',
  'ListObjectsV2',
  'PutBucketLifecycleConfiguration',
  'PutObject',
  'UploadPart',
  'UploadPartCopy',
]);

const CREATED: Readonly<Record<string, string>> = {
  PutObject: 'ObjectCreated:Put',
  CopyObject: 'ObjectCreated:Copy',
  CompleteMultipartUpload: 'ObjectCreated:CompleteMultipartUpload',
};

/** What AWS answers when a bucket has no such document. */
const ABSENT: Readonly<Record<string, string>> = {
  cors: 'NoSuchCORSConfiguration',
  encryption: 'ServerSideEncryptionConfigurationNotFoundError',
  ownershipControls: 'OwnershipControlsNotFoundError',
  policy: 'NoSuchBucketPolicy',
  publicAccessBlock: 'NoSuchPublicAccessBlockConfiguration',
  tagging: 'NoSuchTagSet',
};

/** Bucket name -> subresource -> document as it was put. */
type Documents = Record<string, Record<string, string>>;

export interface S3Options {
  readonly dataDir: string;
  readonly store: S3Store;
  readonly log: Log;
  /** Hands an event message to a queue, topic or function; rejects if its policy does not admit the bucket. */
  readonly deliver: (
    kind: 'queue' | 'topic' | 'function',
    arn: string,
    message: string,
    bucketArn: string,
  ) => Promise<void>;
  readonly now: () => number;
}

export interface S3Service extends AwsService {
  /** The bucket's policy, for authorisation. */
  policyOf(bucket: string): PolicyDocument | undefined;
  /** CORS headers for this request, or undefined. */
  cors(
    bucket: string,
    origin: string,
    method: string,
    requestedHeaders?: string,
  ): Record<string, string> | undefined;
}

/**
 * S3: objects by fauxqs; bucket documents kept and answered here, of which cors, policy and notification have effect.
 */
export async function startS3({ dataDir, store, log, deliver, now }: S3Options): Promise<S3Service> {
  const engine = await openS3Engine(store);
  const documents = new StateFile<Documents>(join(dataDir, 's3-buckets.json'), {});

  const document = async (call: AwsCall, bucket: string, name: string): Promise<AwsResponse> => {
    if (!store.hasBucket(bucket))
      throw new AwsError('NoSuchBucket', 'The specified bucket does not exist', 404);
    const entry = documents.value[bucket] ?? {};
    documents.value[bucket] = entry;
    if (call.method === 'PUT') {
      const text = call.body.toString('utf8');
      refuseMalformed(name, text);
      if (name === 'versioning' && text.includes('Enabled'))
        log('warn', 's3', `versioning of ${bucket} is kept as a setting; local objects have no versions`);
      if (name === 'notification' && entry[name] !== text) await greet(bucket, text);
      entry[name] = text;
      documents.save();
      return { status: name === 'policy' ? 204 : 200 };
    }
    if (call.method === 'DELETE') {
      delete entry[name];
      documents.save();
      return { status: 204 };
    }
    const text = entry[name];
    if (text !== undefined)
      return {
        status: 200,
        headers: { 'content-type': name === 'policy' ? 'application/json' : 'application/xml' },
        body: text,
      };
    const absent = ABSENT[name];
    if (absent !== undefined) throw new AwsError(absent, `The ${name} configuration does not exist`, 404);
    const root = name === 'versioning' ? 'VersioningConfiguration' : 'NotificationConfiguration';
    return { status: 200, headers: { 'content-type': 'application/xml' }, body: `<${root}/>` };
  };

  /** As S3 does, each queue gets a test message, and the configuration is refused if one does not take it. */
  const greet = async (bucket: string, configuration: string): Promise<void> => {
    for (const { kind, arn } of targetsOf(configuration).filter((target) => target.kind !== 'function'))
      try {
        await deliver(kind, arn, makeTestMessage(bucket, new Date(now())), `arn:aws:s3:::${bucket}`);
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        throw new AwsError(
          'InvalidArgument',
          `Unable to validate the following destination configurations: ${reason}`,
        );
      }
  };

  const notify = async (call: AwsCall, event: string, bucket: string, key: string): Promise<void> => {
    for (const target of targetsOf(documents.value[bucket]?.['notification'], `s3:${event}`, key)) {
      const { contentLength: size, etag } = store.headObject(bucket, key);
      const message = makeEventMessage({
        name: event,
        region: call.region,
        time: new Date(now()),
        bucket,
        key,
        size,
        etag,
        principalId: `AWS:${call.principal.name}`,
        configurationId: target.configurationId,
      });
      await deliver(target.kind, target.arn, message, `arn:aws:s3:::${bucket}`).catch((error: unknown) =>
        log(
          'error',
          's3',
          `notification of ${bucket}/${key} not delivered to ${target.arn}: ${String(error)}`,
        ),
      );
    }
  };

  const handle = async (call: AwsCall): Promise<AwsResponse> => {
    const { operation, bucket, key } = readS3Request(call.method, call.path, call.query, call.headers);
    const subresource = Object.keys(BUCKET_DOCUMENTS).find((name) => key === '' && call.query.has(name));
    if (subresource !== undefined) return document(call, bucket, subresource);
    if (operation === 'GetBucketLocation')
      return {
        status: 200,
        headers: { 'content-type': 'application/xml' },
        body: `<LocationConstraint>${call.region}</LocationConstraint>`,
      };
    if (!ENGINE_OPERATIONS.has(operation)) throw new UnservedOperation('s3', operation);
    if (operation === 'PutObject') {
      await refuseWrongChecksum(call);
      refuseIfExists(call, store, bucket, key);
    }
    const response = await engine(call, bucket, key);
    if (response.status >= 300) return response;
    if (operation === 'DeleteBucket') {
      delete documents.value[bucket];
      documents.save();
    }
    const created = CREATED[operation];
    if (created !== undefined) await notify(call, created, bucket, key);
    return response;
  };

  return {
    handle,
    policyOf: (bucket) => {
      const text = documents.value[bucket]?.['policy'];
      return text === undefined ? undefined : (JSON.parse(text) as PolicyDocument);
    },
    cors: (bucket, origin, method, requested) =>
      corsHeaders(documents.value[bucket]?.['cors'], origin, method, requested),
  };
}

/** A document that cannot be read is refused when it is put, not when it is needed. */
function refuseMalformed(name: string, text: string): void {
  try {
    if (name === 'policy') JSON.parse(text);
    else parseXml(text);
  } catch {
    const code = name === 'policy' ? 'MalformedPolicy' : 'MalformedXML';
    throw new AwsError(code, `The ${name} document you provided is not well formed.`, 400);
  }
}

/** Conditional writes: fauxqs does not read `If-None-Match: *` on a put. */
function refuseIfExists(call: AwsCall, store: S3Store, bucket: string, key: string): void {
  if (call.headers['if-none-match'] !== '*') return;
  let exists = true;
  try {
    store.headObject(bucket, key);
  } catch {
    exists = false;
  }
  if (exists)
    throw new AwsError(
      'PreconditionFailed',
      'At least one of the pre-conditions you specified did not hold',
      412,
    );
}
