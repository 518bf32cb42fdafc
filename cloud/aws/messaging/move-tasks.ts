import * as z from 'zod';
import { AwsError, UnservedOperation } from '../http-types.ts';
import { type FauxqsStores, load, type SqsQueue } from './fauxqs.ts';
import { makeHandle, sourceOfHandle } from './move-handle.ts';

interface MoveTask {
  readonly handle: string;
  readonly sourceArn: string;
  readonly destinationArn: string | undefined;
  readonly rate: number | undefined;
  readonly toMove: number;
  readonly startedAt: number;
  moved: number;
  status: 'RUNNING' | 'COMPLETED' | 'CANCELLED' | 'FAILED';
  failure?: string;
}

const startSchema = z.object({
  SourceArn: z.string(),
  DestinationArn: z.string().optional(),
  MaxNumberOfMessagesPerSecond: z.int().min(1).max(500).optional(),
});
const listSchema = z.object({ SourceArn: z.string(), MaxResults: z.int().min(1).max(10).default(1) });
const cancelSchema = z.object({ TaskHandle: z.string() });

/** Tasks that SQS remembers of a queue. */
const REMEMBERED = 10;
/** How long a step of a move without a rate of its own takes, ms. */
const STEP_MS = 10;
/** Messages of such a step. */
const STEP = 10;

/** Queues whose dead letters come to the queue with this ARN. */
export function deadLetterSourcesOf(stores: Pick<FauxqsStores, 'sqs'>, arn: string): readonly SqsQueue[] {
  return [...stores.sqs.allQueues()].filter(({ attributes: { RedrivePolicy: policy } }) => {
    if (policy === undefined || policy === '') return false;
    return (JSON.parse(policy) as { deadLetterTargetArn?: string }).deadLetterTargetArn === arn;
  });
}

/**
 * Moves of dead letters to where they came from, as SQS does them: one at a time for each queue, at a rate, each message a
 * new one at its destination. fauxqs has none. A restart forgets them; what was moved stays moved.
 */
export class MoveTasks {
  readonly #stores: FauxqsStores;
  readonly #tasks: MoveTask[] = [];
  readonly #timers = new Set<NodeJS.Timeout>();

  constructor(stores: FauxqsStores) {
    this.#stores = stores;
  }

  /** @returns the answer to a call; undefined: it is about something else */
  async answer(operation: string, input: unknown): Promise<object | undefined> {
    if (operation === 'StartMessageMoveTask') return await this.#start(read(startSchema, input));
    if (operation === 'ListMessageMoveTasks') return this.#list(read(listSchema, input));
    if (operation === 'CancelMessageMoveTask') return this.#cancel(read(cancelSchema, input));
    return undefined;
  }

  stop(): void {
    for (const timer of this.#timers) clearTimeout(timer);
  }

  async #start({
    SourceArn,
    DestinationArn,
    MaxNumberOfMessagesPerSecond: rate,
  }: z.infer<typeof startSchema>) {
    const source = this.#queue('SourceArn', SourceArn);
    const sources = deadLetterSourcesOf(this.#stores, SourceArn);
    if (sources.length === 0)
      throw new AwsError('InvalidParameterValue', 'Source queue must be configured as a Dead Letter Queue.');
    if (DestinationArn === undefined && sources.length > 1)
      throw new UnservedOperation('sqs', 'StartMessageMoveTask', 'a queue of several queues’ dead letters');
    source.processTimers();
    const destination =
      DestinationArn === undefined ? sources[0]! : this.#queue('DestinationArn', DestinationArn);
    if (this.#tasks.some(({ sourceArn, status }) => sourceArn === SourceArn && status === 'RUNNING'))
      throw new AwsError(
        'InvalidParameterValue',
        'There is already a task running. Only one active task is allowed for a source queue arn at a given time.',
      );
    const handle = makeHandle(SourceArn);
    const task: MoveTask = {
      handle,
      sourceArn: SourceArn,
      destinationArn: DestinationArn,
      rate,
      toMove: source.messages.length,
      startedAt: Date.now(),
      moved: 0,
      status: 'RUNNING',
    };
    this.#tasks.unshift(task);
    for (const forgotten of this.#tasks.filter((one) => one.sourceArn === SourceArn).slice(REMEMBERED))
      this.#tasks.splice(this.#tasks.indexOf(forgotten), 1);
    const { SqsStore } = await load<{ SqsStore: { createMessage(...parts: unknown[]): unknown } }>(
      'sqs/sqsStore.js',
    );
    const pauseMs = rate === undefined ? STEP_MS : 1_000;
    const step = () => {
      if (task.status !== 'RUNNING') return;
      if (this.#stores.sqs.getQueueByArn(destination.arn) === undefined) {
        Object.assign(task, { status: 'FAILED', failure: 'AWS.SimpleQueueService.NonExistentQueue' });
        return;
      }
      // What was hidden at the beginning and came back meanwhile goes along.
      source.processTimers();
      for (let left = rate ?? STEP; left > 0 && source.messages.length > 0; left--) {
        const message = source.messages.shift()!;
        source.persistence?.deleteMessage(message.messageId);
        destination.enqueue(
          SqsStore.createMessage(message.body, message.messageAttributes, undefined, message.messageGroupId),
        );
        task.moved++;
      }
      if (source.messages.length === 0) task.status = 'COMPLETED';
      else this.#later(step, pauseMs);
    };
    this.#later(step, pauseMs);
    return { TaskHandle: handle };
  }

  #later(act: () => void, ms: number): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      act();
    }, ms);
    this.#timers.add(timer);
  }

  #list({ SourceArn, MaxResults }: z.infer<typeof listSchema>) {
    this.#queue('SourceArn', SourceArn);
    return {
      Results: this.#tasks
        .filter(({ sourceArn }) => sourceArn === SourceArn)
        .slice(0, MaxResults)
        .map((task) => ({
          ...(task.status === 'RUNNING' ? { TaskHandle: task.handle } : {}),
          Status: task.status,
          SourceArn,
          ...(task.destinationArn === undefined ? {} : { DestinationArn: task.destinationArn }),
          ...(task.rate === undefined ? {} : { MaxNumberOfMessagesPerSecond: task.rate }),
          ApproximateNumberOfMessagesMoved: task.moved,
          ApproximateNumberOfMessagesToMove: task.toMove,
          ...(task.failure === undefined ? {} : { FailureReason: task.failure }),
          StartedTimestamp: task.startedAt,
        })),
    };
  }

  #cancel({ TaskHandle }: z.infer<typeof cancelSchema>) {
    const sourceArn = sourceOfHandle(TaskHandle);
    if (sourceArn === undefined)
      throw new AwsError('InvalidParameterValue', 'Value for parameter TaskHandle is invalid.');
    this.#queue('SourceArn', sourceArn);
    const task = this.#tasks.find(({ handle }) => handle === TaskHandle);
    if (task === undefined) throw new AwsError('ResourceNotFoundException', 'Task does not exist.', 404);
    if (task.status !== 'RUNNING')
      throw new AwsError('UnsupportedOperation', 'Only a task that runs can be cancelled.');
    task.status = 'CANCELLED';
    return { ApproximateNumberOfMessagesMoved: task.moved };
  }

  #queue(parameter: string, arn: string): SqsQueue {
    const queue = this.#stores.sqs.getQueueByArn(arn);
    if (queue === undefined)
      throw new AwsError(
        'ResourceNotFoundException',
        `The resource that you specified for the ${parameter} parameter doesn't exist.`,
        404,
      );
    return queue;
  }
}

function read<T>(schema: z.ZodType<T>, input: unknown): T {
  const { data, error } = schema.safeParse(input);
  if (error !== undefined) {
    const [issue] = error.issues;
    throw new AwsError('InvalidParameterValue', `Value for parameter ${issue?.path.join('.')} is invalid.`);
  }
  return data as T;
}
