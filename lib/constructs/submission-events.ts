import { Duration } from 'aws-cdk-lib';
import { SubscriptionFilter, Topic } from 'aws-cdk-lib/aws-sns';
import { SqsSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { type IQueue, Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { functionLimits } from './function-limits.ts';
import { QueueWithDeadLetters } from './queue-with-dead-letters.ts';

/**
 * The doorbells. A message says that there is work, the table says which: so a message lost or doubled changes nothing,
 * and the queues need no order. Sessions whose hosts we launch are judged inside the VPC, the others outside.
 */
export class SubmissionEvents extends Construct {
  /** "There is work", published by whoever takes or wakes a submission. */
  readonly submissions: Topic;
  /** Facts for others: judged, quarantined, hosts, sessions. */
  readonly sessions: Topic;
  readonly fleet: QueueWithDeadLetters;
  readonly hosted: QueueWithDeadLetters;
  /** What is to be told by webhooks, a subscriber of `sessions` like any other. */
  readonly webhooks: Queue;

  /** @param setAside where events go that nobody could make deliveries of, however often they tried */
  constructor(scope: Construct, id: string, setAside: IQueue) {
    super(scope, id);
    this.submissions = new Topic(this, 'Submissions', { enforceSSL: true });
    this.sessions = new Topic(this, 'Sessions', { enforceSSL: true });
    this.fleet = this.#route('FleetSubmissions', ['fleet'], 'submission-executor');
    this.hosted = this.#route('HostedSubmissions', ['direct', 'pooled'], 'submission-executor-hosted');
    this.webhooks = new Queue(this, 'Webhooks', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      // Whoever received an event has made deliveries of it in seconds, or died.
      visibilityTimeout: Duration.seconds(60),
      retentionPeriod: Duration.days(14),
      // As often as SQS takes: what cannot be written down for the moment waits here, for hours if it must.
      deadLetterQueue: { queue: setAside, maxReceiveCount: 1_000 },
    });
    this.sessions.addSubscription(new SqsSubscription(this.webhooks, { rawMessageDelivery: true }));
  }

  #route(
    id: string,
    deployments: string[],
    consumer: 'submission-executor' | 'submission-executor-hosted',
  ): QueueWithDeadLetters {
    const route = new QueueWithDeadLetters(this, id, { consumerTimeout: functionLimits[consumer].timeout });
    this.submissions.addSubscription(
      new SqsSubscription(route.queue, {
        rawMessageDelivery: true,
        filterPolicy: { deployment: SubscriptionFilter.stringFilter({ allowlist: deployments }) },
      }),
    );
    return route;
  }
}
