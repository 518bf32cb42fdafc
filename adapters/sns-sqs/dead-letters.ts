import { setTimeout as sleep } from 'node:timers/promises';
import {
  CancelMessageMoveTaskCommand,
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListMessageMoveTasksCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';
import type { DeadLetter } from '../../core/operations/dead-letter.ts';

/** How many letters a queue holds, as far as SQS knows. */
export interface LetterCount {
  readonly waiting: number;
  /** Somebody looks at them at the moment. */
  readonly hidden: number;
}

/** A move of letters back to where they came from. */
export interface LetterMove {
  readonly status: 'RUNNING' | 'COMPLETED' | 'CANCELLING' | 'CANCELLED' | 'FAILED';
  /** Only while it runs. */
  readonly handle?: string;
  readonly moved: number;
  /** Known once it has begun. */
  readonly toMove?: number;
  readonly reason?: string;
  /** ms since the epoch */
  readonly startedAt: number;
}

/** Messages that SQS hands out, hides, shows or deletes in one call. */
const BATCH = 10;
/** How long a letter is hidden from others while it is looked at, s. */
const LOOK_S = 30;
/** Between two questions how far a move is, ms. */
const FOLLOW_MS = 1_000;

/** One dead letter queue of a stage. */
export class SqsDeadLetters {
  readonly #client: SQSClient;
  readonly #name: string;
  #found: Promise<{ readonly url: string; readonly arn: string }> | undefined;

  constructor(client: SQSClient, name: string) {
    this.#client = client;
    this.#name = name;
  }

  async count(): Promise<LetterCount> {
    const QueueUrl = (await this.#find()).url;
    const { Attributes = {} } = await this.#client.send(
      new GetQueueAttributesCommand({
        QueueUrl,
        AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
      }),
    );
    return {
      waiting: Number(Attributes['ApproximateNumberOfMessages'] ?? 0),
      hidden: Number(Attributes['ApproximateNumberOfMessagesNotVisible'] ?? 0),
    };
  }

  /** Looks at letters, at most `limit`, and leaves all where they are. */
  async look(limit: number): Promise<readonly DeadLetter[]> {
    const letters: DeadLetter[] = [];
    await this.work(limit, async (letter) => {
      letters.push(letter);
      return false;
    });
    return letters;
  }

  /**
   * Works through letters, at most `limit`: those of which `act` says that they are done with are deleted, the others are
   * there again afterwards, also when `act` throws.
   */
  async work(limit: number, act: (letter: DeadLetter) => Promise<boolean>): Promise<void> {
    const QueueUrl = (await this.#find()).url;
    const kept: Message[] = [];
    try {
      for (let seen = 0; seen < limit; ) {
        const { Messages = [] } = await this.#client.send(
          new ReceiveMessageCommand({
            QueueUrl,
            MaxNumberOfMessages: Math.min(BATCH, limit - seen),
            VisibilityTimeout: LOOK_S,
            // Asks every server of the queue; a short poll may miss what is there.
            WaitTimeSeconds: 1,
            MessageSystemAttributeNames: ['SentTimestamp', 'ApproximateReceiveCount'],
            MessageAttributeNames: ['All'],
          }),
        );
        if (Messages.length === 0) return;
        seen += Messages.length;
        const waiting = [...Messages];
        const done: Message[] = [];
        try {
          for (const message of Messages) {
            const isDone = await act(readLetter(message));
            waiting.shift();
            (isDone ? done : kept).push(message);
          }
        } finally {
          kept.push(...waiting);
          if (done.length > 0)
            await this.#client.send(new DeleteMessageBatchCommand({ QueueUrl, Entries: entriesOf(done) }));
        }
      }
    } finally {
      for (let at = 0; at < kept.length; at += BATCH) {
        const Entries = entriesOf(kept.slice(at, at + BATCH)).map((entry) => ({
          ...entry,
          VisibilityTimeout: 0,
        }));
        await this.#client.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries }));
      }
    }
  }

  /** The latest move, if there ever was one. */
  async lastMove(): Promise<LetterMove | undefined> {
    const { Results: [last] = [] } = await this.#client.send(
      new ListMessageMoveTasksCommand({ SourceArn: (await this.#find()).arn, MaxResults: 1 }),
    );
    if (last === undefined) return undefined;
    return {
      status: last.Status as LetterMove['status'],
      moved: last.ApproximateNumberOfMessagesMoved ?? 0,
      startedAt: last.StartedTimestamp ?? 0,
      ...(last.TaskHandle === undefined ? {} : { handle: last.TaskHandle }),
      ...(last.ApproximateNumberOfMessagesToMove === undefined
        ? {}
        : { toMove: last.ApproximateNumberOfMessagesToMove }),
      ...(last.FailureReason === undefined ? {} : { reason: last.FailureReason }),
    };
  }

  /**
   * Has SQS move all letters back to the queues that they came from.
   * @param rate letters a second, 500 at most; SQS chooses when absent
   * @throws the SDK's error, also while a move runs, and for queues whose letters come from no queue
   */
  async startMove(rate: number | undefined): Promise<void> {
    await this.#client.send(
      new StartMessageMoveTaskCommand({
        SourceArn: (await this.#find()).arn,
        ...(rate === undefined ? {} : { MaxNumberOfMessagesPerSecond: rate }),
      }),
    );
  }

  /** Tells of a move, each second while it goes on. */
  async *followMove(): AsyncGenerator<LetterMove> {
    for (;;) {
      const move = await this.lastMove();
      if (move === undefined) return;
      yield move;
      if (move.status !== 'RUNNING' && move.status !== 'CANCELLING') return;
      await sleep(FOLLOW_MS);
    }
  }

  /** Ends a move; what it has moved stays moved. @returns how many letters that are */
  async cancelMove(handle: string): Promise<number> {
    const { ApproximateNumberOfMessagesMoved: moved = 0 } = await this.#client.send(
      new CancelMessageMoveTaskCommand({ TaskHandle: handle }),
    );
    return moved;
  }

  #find(): Promise<{ readonly url: string; readonly arn: string }> {
    this.#found ??= (async () => {
      const { QueueUrl: url = '' } = await this.#client.send(
        new GetQueueUrlCommand({ QueueName: this.#name }),
      );
      const { Attributes } = await this.#client.send(
        new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['QueueArn'] }),
      );
      return { url, arn: Attributes?.['QueueArn'] ?? '' };
    })();
    return this.#found;
  }
}

const entriesOf = (messages: readonly Message[]) =>
  messages.map(({ ReceiptHandle }, at) => ({ Id: String(at), ReceiptHandle }));

function readLetter({ MessageId, Body, Attributes, MessageAttributes = {} }: Message): DeadLetter {
  return {
    messageId: MessageId ?? '',
    body: Body ?? '',
    attributes: Object.fromEntries(
      Object.entries(MessageAttributes).flatMap(([name, { StringValue: text }]) =>
        text === undefined ? [] : [[name, text]],
      ),
    ),
    sentAt: Number(Attributes?.SentTimestamp ?? 0),
    receives: Number(Attributes?.ApproximateReceiveCount ?? 0),
  };
}
