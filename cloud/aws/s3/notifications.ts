import { matchesWildcard } from '../iam/match.ts';
import { childrenOf, childText, parseXml, type XmlElement } from '../xml.ts';

/** A queue that hears of a bucket's events. */
export interface NotificationTarget {
  readonly queueArn: string;
  readonly configurationId: string;
}

/** Targets in a NotificationConfiguration document: those of one event on one key, or all. */
export function targetsOf(
  document: string | undefined,
  event?: string,
  key = '',
): readonly NotificationTarget[] {
  if (document === undefined || document.trim() === '') return [];
  const concerns = (configuration: XmlElement) =>
    event === undefined ||
    (keyMatches(configuration, key) &&
      childrenOf(configuration, 'Event').some((name) => matchesWildcard(name.text.trim(), event)));
  return childrenOf(parseXml(document), 'QueueConfiguration')
    .filter(concerns)
    .map((configuration) => ({
      queueArn: childText(configuration, 'Queue') ?? '',
      configurationId: childText(configuration, 'Id') ?? 'local',
    }));
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

function keyMatches(configuration: XmlElement, key: string): boolean {
  const rules = childrenOf(configuration, 'Filter')
    .flatMap((filter) => childrenOf(filter, 'S3Key'))
    .flatMap((s3Key) => childrenOf(s3Key, 'FilterRule'));
  return rules.every((rule) => {
    const value = childText(rule, 'Value') ?? '';
    return childText(rule, 'Name')?.toLowerCase() === 'prefix' ? key.startsWith(value) : key.endsWith(value);
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
  readonly configurationId: string;
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
          configurationId: event.configurationId,
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
