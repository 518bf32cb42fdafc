import { Duration } from 'aws-cdk-lib';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { HIDDEN_LIVES, MOST_RECEIVES } from '../../core/submissions/executor-time.ts';

export interface QueueWithDeadLettersProps {
  /** Timeout of the function that reads the queue. */
  readonly consumerTimeout: Duration;
}

/** Time in which somebody must have looked at a message that was set aside: the longest that SQS offers. */
const deadLetterRetention = Duration.days(14);

/** A queue for messages that nobody will send again; watched by the alarm on dead letters. */
export function createDeadLetterQueue(scope: Construct, id: string): Queue {
  return new Queue(scope, id, {
    encryption: QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    retentionPeriod: deadLetterRetention,
  });
}

/** A work queue and the queue of its dead letters; both encrypted by SQS's own key and closed to plain HTTP. */
export class QueueWithDeadLetters extends Construct {
  readonly queue: Queue;
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, props: QueueWithDeadLettersProps) {
    super(scope, id);
    this.deadLetters = createDeadLetterQueue(this, 'DeadLetters');
    this.queue = new Queue(this, 'Queue', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      visibilityTimeout: Duration.seconds(props.consumerTimeout.toSeconds() * HIDDEN_LIVES),
      retentionPeriod: Duration.days(4),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: MOST_RECEIVES },
    });
  }
}
