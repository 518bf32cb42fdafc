import { join } from 'node:path';
import { type AwsCall, AwsError, type AwsResponse, type AwsService } from '../http-types.ts';
import type { Log } from '../log.ts';
import type { Deliver } from '../messaging/delivery.ts';
import type { S3Store } from '../messaging/fauxqs.ts';
import type { PolicyDocument } from '../principals.ts';
import { StateFile } from '../state-file.ts';
import { parseXml } from '../xml.ts';
import { refuseWrongChecksum } from './checksum.ts';
import { corsHeaders } from './cors.ts';
import { openS3Engine } from './engine.ts';
import { makeEventMessage, makeTestMessage, targetsOf } from './notifications.ts';
import { BUCKET_DOCUMENTS, readS3Request } from './operation.ts';

/** Bucket name -> subresource -> document as it was put. */
type Documents = Record<string, Record<string, string>>;

export interface S3Options {
  readonly dataDir: string;
  readonly store: S3Store;
  readonly log: Log;
  /** Hands an event message to a queue; rejects if its policy does not admit the bucket. */
  readonly deliver: Deliver;
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

  const putDocument = async (call: AwsCall, bucket: string, name: string): Promise<AwsResponse> => {
    if (!store.hasBucket(bucket))
      throw new AwsError('NoSuchBucket', 'The specified bucket does not exist', 404);
    const entry = documents.value[bucket] ?? {};
    documents.value[bucket] = entry;
    const text = call.body.toString('utf8');
    refuseMalformed(name, text);
    if (name === 'notification' && entry[name] !== text) await greet(bucket, text);
    entry[name] = text;
    documents.save();
    return { status: name === 'policy' ? 204 : 200 };
  };

  /** As S3 does, each queue gets a test message, and the configuration is refused if one does not take it. */
  const greet = async (bucket: string, configuration: string): Promise<void> => {
    for (const { queueArn } of targetsOf(configuration))
      try {
        await deliver(queueArn, makeTestMessage(bucket, new Date(now())), `arn:aws:s3:::${bucket}`);
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
      await deliver(target.queueArn, message, `arn:aws:s3:::${bucket}`).catch((error: unknown) =>
        log(
          'error',
          's3',
          `notification of ${bucket}/${key} not delivered to ${target.queueArn}: ${String(error)}`,
        ),
      );
    }
  };

  const handle = async (call: AwsCall): Promise<AwsResponse> => {
    const { operation, bucket, key } = readS3Request(call.method, call.path, call.query, call.headers);
    const document = Object.keys(BUCKET_DOCUMENTS).find((name) => BUCKET_DOCUMENTS[name] === operation);
    if (document !== undefined) return putDocument(call, bucket, document);
    if (operation === 'PutObject') {
      await refuseWrongChecksum(call);
      refuseIfExists(call, store, bucket, key);
    }
    const response = await engine(call, bucket, key);
    if (response.status >= 300) return response;
    if (operation === 'PutObject') await notify(call, 'ObjectCreated:Put', bucket, key);
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
