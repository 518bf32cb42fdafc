import { PublishBatchCommand, type SNSClient } from '@aws-sdk/client-sns';
import type { EventPublisher, SessionEvent } from '../../core/exam/session-event.ts';

/** SNS takes ten messages a call. */
const BATCH = 10;

/** Publishes session events to their topic; attributes `type` and `sessionId` are what subscriptions filter by. */
export class SnsEventPublisher implements EventPublisher {
  readonly #client: SNSClient;
  readonly #topicArn: string;

  constructor(client: SNSClient, topicArn: string) {
    this.#client = client;
    this.#topicArn = topicArn;
  }

  /** @throws Error naming the events that SNS did not take; those that it took are published */
  async publish(events: readonly SessionEvent[]): Promise<void> {
    const text = (value: string) => ({ DataType: 'String', StringValue: value });
    const failed: string[] = [];
    for (let start = 0; start < events.length; start += BATCH) {
      const batch = events.slice(start, start + BATCH);
      const answer = await this.#client.send(
        new PublishBatchCommand({
          TopicArn: this.#topicArn,
          PublishBatchRequestEntries: batch.map((event, at) => ({
            Id: String(at),
            Message: JSON.stringify(event),
            MessageAttributes: {
              type: text(event.type),
              ...(event.sessionId === undefined ? {} : { sessionId: text(event.sessionId) }),
            },
          })),
        }),
      );
      for (const { Id, Message } of answer.Failed ?? [])
        failed.push(`${batch[Number(Id)]?.eventId ?? Id}: ${Message ?? 'refused'}`);
    }
    if (failed.length > 0) throw new Error(`SNS did not take ${failed.length} events: ${failed.join('; ')}`);
  }
}
