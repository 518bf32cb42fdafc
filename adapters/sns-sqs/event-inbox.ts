import { DeleteMessageBatchCommand, ReceiveMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod/mini';
import { EVENT_TYPES, type EventType, type SessionEvent } from '../../core/exam/session-event.ts';
import type { EventInbox, ReceivedEvent } from '../../core/webhooks/sender-ports.ts';

/** SQS gives and takes ten messages a call. */
const BATCH = 10;
/** A look that waits asks all of SQS's servers, one that does not some of them, s. */
const WAIT_S = 1;

const eventSchema = z.looseObject({
  eventId: z.string().check(z.minLength(1)),
  sessionId: z.optional(z.string().check(z.minLength(1))),
  at: z.number(),
  type: z.enum(Object.keys(EVENT_TYPES) as [EventType, ...EventType[]]),
});

/** Events as a queue that is subscribed to their topic (raw) has them. */
export class SqsEventInbox implements EventInbox {
  readonly #client: SQSClient;
  readonly #queueUrl: string;
  readonly #onUnreadable: (fault: string) => void;

  /**
   * @param onUnreadable told of each message that is no event that this release knows; it stays on the queue, where a newer one
   * may read it, as long as the queue keeps it
   */
  constructor(client: SQSClient, queueUrl: string, onUnreadable: (fault: string) => void) {
    this.#client = client;
    this.#queueUrl = queueUrl;
    this.#onUnreadable = onUnreadable;
  }

  async receive(): Promise<readonly ReceivedEvent[]> {
    for (;;) {
      const { Messages: messages = [] } = await this.#client.send(
        new ReceiveMessageCommand({
          QueueUrl: this.#queueUrl,
          MaxNumberOfMessages: BATCH,
          WaitTimeSeconds: WAIT_S,
        }),
      );
      const received = messages.flatMap(({ Body = '', ReceiptHandle: receipt = '' }) => {
        const event = readEvent(Body, this.#onUnreadable);
        return event === undefined ? [] : [{ event, receipt }];
      });
      // Only messages that nobody can read: behind them may be others.
      if (received.length > 0 || messages.length === 0) return received;
    }
  }

  async remove(receipts: readonly string[]): Promise<void> {
    for (let start = 0; start < receipts.length; start += BATCH) {
      const { Failed: failed = [] } = await this.#client.send(
        new DeleteMessageBatchCommand({
          QueueUrl: this.#queueUrl,
          Entries: receipts
            .slice(start, start + BATCH)
            .map((ReceiptHandle, at) => ({ Id: String(at), ReceiptHandle })),
        }),
      );
      if (failed.length > 0)
        throw new Error(`SQS did not take ${failed.length} messages off: ${failed[0]?.Message ?? ''}`);
    }
  }
}

/** The event in a message; undefined when it is none. */
function readEvent(body: string, onFault: (fault: string) => void): SessionEvent | undefined {
  try {
    const parsed = eventSchema.safeParse(JSON.parse(body));
    // What else an event of its type has is passed on as it came.
    if (parsed.success) return parsed.data as unknown as SessionEvent;
    onFault(parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '));
  } catch {
    onFault('it is not JSON');
  }
  return undefined;
}
