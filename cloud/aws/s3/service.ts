import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { EventBus } from '../events/event-bus.ts';
import { type AwsCall, AwsError, type AwsResponse, type AwsService } from '../http-types.ts';
import type { Log } from '../log.ts';
import type { Deliver } from '../messaging/delivery.ts';
import type { S3Store } from '../messaging/fauxqs.ts';
import type { PolicyDocument } from '../principals.ts';
import { StateFile } from '../state-file.ts';
import { refuseWrongChecksum } from './checksum.ts';
import { type CorsRule, corsHeaders } from './cors.ts';
import { openS3Engine } from './engine.ts';
import {
  concerns,
  makeBusEvent,
  makeEventMessage,
  makeTestMessage,
  type Notification,
} from './notifications.ts';
import { readS3Request } from './operation.ts';

/** How a bucket acts beyond holding objects. */
export interface BucketSettings {
  readonly cors: readonly CorsRule[];
  readonly notifications: readonly Notification[];
  /** Whether EventBridge is told of its objects, too. */
  readonly eventBridge?: boolean;
}

/** Kept, so that a queue is greeted once. */
interface State {
  readonly settings: Record<string, BucketSettings>;
}

export interface S3Options {
  readonly dataDir: string;
  readonly store: S3Store;
  readonly log: Log;
  /** Hands an event message to a queue; rejects if its policy does not admit the bucket. */
  readonly deliver: Deliver;
  /** Tells EventBridge's default bus. */
  readonly tell: EventBus['tell'];
  readonly now: () => number;
}

export interface S3Service extends AwsService {
  /** Sets how a bucket acts. Rejects if a queue that is new to it does not admit it. */
  configure(bucket: string, settings: BucketSettings): Promise<void>;
  setPolicy(bucket: string, policy: PolicyDocument): void;
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

/** S3: objects by fauxqs; CORS, policy and notifications of buckets by what their templates say. */
export async function startS3({ dataDir, store, log, deliver, tell, now }: S3Options): Promise<S3Service> {
  const engine = await openS3Engine(store);
  const file = new StateFile<State>(join(dataDir, 's3-settings.json'), { settings: {} });
  const { settings } = file.value;
  const policies = new Map<string, PolicyDocument>();

  /** As S3 does, each queue gets a test message, and the settings are refused if one does not take it. */
  const greet = async (bucket: string, notifications: readonly Notification[]): Promise<void> => {
    for (const { Queue } of notifications)
      await deliver(Queue, makeTestMessage(bucket, new Date(now())), `arn:aws:s3:::${bucket}`).catch(
        (error: unknown) => {
          throw new Error(`Unable to validate the following destination configurations: ${String(error)}`);
        },
      );
  };

  const notify = async (call: AwsCall, event: string, bucket: string, key: string): Promise<void> => {
    const { notifications = [], eventBridge = false } = settings[bucket] ?? {};
    const heard = notifications.filter((notification) => concerns(notification, `s3:${event}`, key));
    if (heard.length === 0 && !eventBridge) return;
    const { contentLength: size, etag } = store.headObject(bucket, key);
    const created = {
      name: event,
      region: call.region,
      time: new Date(now()),
      bucket,
      key,
      size,
      etag,
      principalId: `AWS:${call.principal.name}`,
    };
    for (const { Queue } of heard)
      await deliver(Queue, makeEventMessage(created), `arn:aws:s3:::${bucket}`).catch((error: unknown) =>
        log('error', 's3', `notification of ${bucket}/${key} not delivered to ${Queue}: ${String(error)}`),
      );
    if (eventBridge) await tell(makeBusEvent(created));
  };

  const handle = async (call: AwsCall): Promise<AwsResponse> => {
    const { operation, bucket, key } = readS3Request(call.method, call.path, call.query, call.headers);
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
    configure: async (bucket, wanted) => {
      const { notifications = [] } = settings[bucket] ?? {};
      if (!isDeepStrictEqual(notifications, wanted.notifications)) await greet(bucket, wanted.notifications);
      settings[bucket] = wanted;
      file.save();
    },
    setPolicy: (bucket, policy) => policies.set(bucket, policy),
    policyOf: (bucket) => policies.get(bucket),
    cors: (bucket, origin, method, requested) =>
      corsHeaders(settings[bucket]?.cors ?? [], origin, method, requested),
  };
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
