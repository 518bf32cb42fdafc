import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import type { Doorbell } from '../../core/exam/session-event.ts';

/**
 * Rings through SNS. Attributes `deployment` and `lane` are what subscriptions filter by; the body is what an executor
 * reads. A ring that is lost or doubled changes nothing: the table is the queue.
 */
export class SnsDoorbell implements Doorbell {
  readonly #client: SNSClient;
  readonly #topicArn: string;

  constructor(client: SNSClient, topicArn: string) {
    this.#client = client;
    this.#topicArn = topicArn;
  }

  async ring(work: Parameters<Doorbell['ring']>[0]): Promise<void> {
    const text = (value: string) => ({ DataType: 'String', StringValue: value });
    await this.#client.send(
      new PublishCommand({
        TopicArn: this.#topicArn,
        Message: JSON.stringify(work),
        MessageAttributes: { deployment: text(work.deployment), lane: text(work.lane) },
      }),
    );
  }
}
