/**
 * How letters get out of a queue again. `move`: SQS moves them back to the queue that they came from. `invoke`: they came
 * from no queue, and SQS moves nothing then; the function that each names is called with its event again.
 */
export type RedriveWay = 'move' | 'invoke';

/** A queue in which a stage keeps what could not be delivered. */
export interface DeadLetterQueue {
  /** By this SSM parameter below `/assize/<stage>/` the stacks publish the queue's name. */
  readonly parameter: (typeof PARAMETERS)[number];
  /** What its letters are, for people. */
  readonly holds: string;
  readonly way: RedriveWay;
}

const PARAMETERS = [
  'fleet-submissions-dead-letters-name',
  'hosted-submissions-dead-letters-name',
  'package-uploads-dead-letters-name',
  'async-failures-queue-name',
  'schedule-dead-letters-name',
] as const;

/** Every dead letter queue of a stage, by the name that operators use: the alarm on dead letters watches these. */
export const DEAD_LETTER_QUEUES = {
  'fleet-submissions': {
    parameter: 'fleet-submissions-dead-letters-name',
    holds: 'doorbells of sessions whose hosts we launch',
    way: 'move',
  },
  'hosted-submissions': {
    parameter: 'hosted-submissions-dead-letters-name',
    holds: 'doorbells of sessions on judges that somebody keeps',
    way: 'move',
  },
  'package-uploads': {
    parameter: 'package-uploads-dead-letters-name',
    holds: 'problem packages that were uploaded',
    way: 'move',
  },
  'async-failures': {
    parameter: 'async-failures-queue-name',
    holds: 'events of functions that failed three times',
    way: 'invoke',
  },
  schedules: {
    parameter: 'schedule-dead-letters-name',
    holds: 'what EventBridge Scheduler could not hand over',
    way: 'invoke',
  },
} as const satisfies Readonly<Record<string, DeadLetterQueue>>;

/** A dead letter queue by the name that operators use. */
export type DeadLetterQueueName = keyof typeof DEAD_LETTER_QUEUES;

export const deadLetterQueueNames = Object.keys(DEAD_LETTER_QUEUES) as readonly DeadLetterQueueName[];
