import type { ServiceEvent } from '../events/event-bus.ts';
import { matchesWildcard } from '../iam/match.ts';

/** A queue that hears of events of a bucket, as templates write it. */
export interface Notification {
  /** `s3:ObjectCreated:*` */
  readonly Event: string;
  /** ARN of the queue. */
  readonly Queue: string;
  readonly Filter?:
    | { readonly S3Key: { readonly Rules: readonly { readonly Name: string; readonly Value: string }[] } }
    | undefined;
}

/** Whether an event on a key is one of those that the queue hears of. */
export function concerns({ Event, Filter }: Notification, event: string, key: string): boolean {
  return (
    matchesWildcard(Event, event) &&
    (Filter?.S3Key.Rules ?? []).every(({ Name, Value }) =>
      Name.toLowerCase() === 'prefix' ? key.startsWith(Value) : key.endsWith(Value),
    )
  );
}

/** What S3 sends to a queue when it is named as a target for the first time. */
export function makeTestMessage(bucket: string, time: Date): string {
  return JSON.stringify({
    Service: 'Amazon S3',
    Event: 's3:TestEvent',
    Time: time.toISOString(),
    Bucket: bucket,
    RequestId: 'local',
    HostId: 'local',
  });
}

/** An object that was put, as S3 tells of it. */
export interface ObjectCreated {
  readonly name: string;
  readonly region: string;
  readonly time: Date;
  readonly bucket: string;
  readonly key: string;
  readonly size: number;
  readonly etag: string;
  readonly principalId: string;
}

/** What S3 tells EventBridge where a bucket has that switched on; its keys are as they are, without escapes. */
export function makeBusEvent({ bucket, key, size, etag, time }: ObjectCreated): ServiceEvent {
  return {
    source: 'aws.s3',
    detailType: 'Object Created',
    resources: [`arn:aws:s3:::${bucket}`],
    detail: {
      version: '0',
      bucket: { name: bucket },
      object: { key, size, etag: etag.replaceAll('"', ''), sequencer: sequencerOf(time) },
      'request-id': 'local',
      requester: 'local',
      'source-ip-address': '127.0.0.1',
      reason: 'PutObject',
    },
  };
}

function sequencerOf(time: Date): string {
  return time.getTime().toString(16).toUpperCase().padStart(16, '0');
}

/** The event message that S3 sends (version 2.1 of its format). */
export function makeEventMessage(event: ObjectCreated): string {
  return JSON.stringify({
    Records: [
      {
        eventVersion: '2.1',
        eventSource: 'aws:s3',
        awsRegion: event.region,
        eventTime: event.time.toISOString(),
        eventName: event.name,
        userIdentity: { principalId: event.principalId },
        requestParameters: { sourceIPAddress: '127.0.0.1' },
        responseElements: {},
        s3: {
          s3SchemaVersion: '1.0',
          configurationId: 'local',
          bucket: {
            name: event.bucket,
            ownerIdentity: { principalId: 'local' },
            arn: `arn:aws:s3:::${event.bucket}`,
          },
          object: {
            key: encodeURIComponent(event.key).replaceAll('%2F', '/').replaceAll('%20', '+'),
            size: event.size,
            eTag: event.etag.replaceAll('"', ''),
            sequencer: sequencerOf(event.time),
          },
        },
      },
    ],
  });
}
