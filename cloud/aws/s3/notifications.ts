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

/** The event message that S3 sends (version 2.1 of its format). */
export function makeEventMessage(event: {
  readonly name: string;
  readonly region: string;
  readonly time: Date;
  readonly bucket: string;
  readonly key: string;
  readonly size: number;
  readonly etag: string;
  readonly principalId: string;
}): string {
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
            sequencer: event.time.getTime().toString(16).toUpperCase().padStart(16, '0'),
          },
        },
      },
    ],
  });
}
