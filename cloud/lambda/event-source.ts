import { setTimeout as sleep } from 'node:timers/promises';
import {
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  type Message,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { AwsError } from '../aws/http-types.ts';
import type { FunctionDefinition } from './definition.ts';
import type { InvocationOutcome } from './instance.ts';
import { failedMessages, toSqsEvent } from './sqs-event.ts';

/** One AWS::Lambda::EventSourceMapping of an SQS queue. */
export interface EventSourceSettings {
  readonly functionName: string;
  readonly queueArn: string;
  /** Messages of one invocation at most, 1-10. */
  readonly batchSize: number;
  /** Invocations at one time at most; undefined: as many as the account gives. */
  readonly maximumConcurrency?: number;
  readonly reportBatchItemFailures: boolean;
}

export interface EventSourceDeps {
  readonly region: string;
  readonly endpointUrl: string;
  /** Throws AwsError 429 when throttled. */
  readonly invoke: (payload: string) => Promise<InvocationOutcome>;
  readonly log: (level: 'info' | 'warn' | 'error', message: string) => void;
}

const LONG_POLL_S = 20;
/** Pollers of a mapping without a maximum; AWS starts with as many. */
const DEFAULT_POLLERS = 5;
const FAULT_DELAY_MS = 1_000;
const THROTTLE_DELAY_MS = 100;
const THROTTLE_DELAY_MAX_MS = 2_000;

/**
 * Feeds one function from one queue as Lambda's pollers do. One poller waits while nothing happens; as long as
 * every poller is busy another one starts, up to the maximum concurrency, and those that find the queue empty end.
 */
export class EventSourcePoller {
  readonly settings: EventSourceSettings;
  readonly #deps: EventSourceDeps;
  readonly #client: SQSClient;
  readonly #pollers = new Set<Promise<void>>();
  #receiving = 0;
  /** Ends waiting polls. */
  readonly #polling = new AbortController();
  #queue: Promise<{ url: string; visibilityS: number }> | undefined;

  constructor(settings: EventSourceSettings, definition: FunctionDefinition, deps: EventSourceDeps) {
    this.settings = settings;
    this.#deps = deps;
    this.#client = new SQSClient({
      region: deps.region,
      endpoint: deps.endpointUrl,
      credentials: definition.pollerPrincipal,
      maxAttempts: 1,
    });
  }

  start(): void {
    this.#addPoller();
  }

  /** Ends polling at once: the whole system stops, the queue keeps what was not settled. */
  stop(): void {
    this.#polling.abort();
    this.#client.destroy();
  }

  get #maximumPollers(): number {
    return this.settings.maximumConcurrency ?? DEFAULT_POLLERS;
  }

  #addPoller(): void {
    const poller: Promise<void> = this.#poll(this.#polling.signal).finally(() => {
      this.#pollers.delete(poller);
      if (!this.#polling.signal.aborted && this.#pollers.size === 0) this.#addPoller();
    });
    this.#pollers.add(poller);
  }

  async #poll(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        this.#queue ??= this.#findQueue();
        const queue = await this.#queue;
        const received = await this.#receive(queue.url, signal);
        if (received.length === 0) {
          // Somebody else keeps watch.
          if (this.#receiving > 0 || this.#pollers.size > this.#maximumPollers) return;
          continue;
        }
        if (!signal.aborted && this.#receiving === 0 && this.#pollers.size < this.#maximumPollers) {
          this.#addPoller();
        }
        await this.#handle(queue, received, signal);
      } catch (error) {
        this.#queue = undefined;
        if (signal.aborted) return;
        this.#deps.log('error', `event source ${this.settings.queueArn}: ${String(error)}`);
        await sleep(FAULT_DELAY_MS, undefined, { ref: false });
      }
    }
  }

  async #findQueue(): Promise<{ url: string; visibilityS: number }> {
    const [, , , , account, name] = this.settings.queueArn.split(':');
    const { QueueUrl } = await this.#client.send(
      new GetQueueUrlCommand({ QueueName: name, QueueOwnerAWSAccountId: account }),
    );
    const { Attributes } = await this.#client.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['VisibilityTimeout'] }),
    );
    return { url: QueueUrl!, visibilityS: Number(Attributes?.['VisibilityTimeout'] ?? 30) };
  }

  async #receive(url: string, abortSignal: AbortSignal): Promise<Message[]> {
    this.#receiving += 1;
    try {
      const { Messages } = await this.#client.send(
        new ReceiveMessageCommand({
          QueueUrl: url,
          MaxNumberOfMessages: this.settings.batchSize,
          WaitTimeSeconds: LONG_POLL_S,
          MessageSystemAttributeNames: ['All'],
          MessageAttributeNames: ['All'],
        }),
        { abortSignal },
      );
      return Messages ?? [];
    } finally {
      this.#receiving -= 1;
    }
  }

  async #handle(
    queue: { url: string; visibilityS: number },
    messages: Message[],
    signal: AbortSignal,
  ): Promise<void> {
    const payload = JSON.stringify(toSqsEvent(messages, this.settings.queueArn, this.#deps.region));
    const outcome = await this.#invokeThroughThrottles(
      payload,
      Date.now() + queue.visibilityS * 1000,
      signal,
    );
    // Not run, or failed as a whole: the messages come back when their visibility ends.
    if (outcome === undefined || !outcome.ok) return;
    const failed = this.settings.reportBatchItemFailures
      ? failedMessages(outcome.payload, messages)
      : new Set<string>();
    const done = messages.filter(({ MessageId }) => !failed.has(MessageId!));
    if (done.length === 0) return;
    const Entries = done.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
    const { Failed } = await this.#client.send(
      new DeleteMessageBatchCommand({ QueueUrl: queue.url, Entries }),
    );
    for (const entry of Failed ?? [])
      this.#deps.log(
        'warn',
        `event source: a message could not be deleted: ${entry.Code} ${entry.Message ?? ''}`,
      );
  }

  /** A throttled batch is tried again until its messages would become visible to others. */
  async #invokeThroughThrottles(
    payload: string,
    visibleAtMs: number,
    signal: AbortSignal,
  ): Promise<InvocationOutcome | undefined> {
    for (let delayMs = THROTTLE_DELAY_MS; ; delayMs = Math.min(delayMs * 2, THROTTLE_DELAY_MAX_MS)) {
      try {
        return await this.#deps.invoke(payload);
      } catch (error) {
        const throttled = error instanceof AwsError && error.status === 429;
        if (!throttled) throw error;
        if (Date.now() + delayMs >= visibleAtMs || signal.aborted) return undefined;
        await sleep(delayMs, undefined, { ref: false });
      }
    }
  }
}
