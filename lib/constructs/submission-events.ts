import { Duration } from 'aws-cdk-lib';
import { SubscriptionFilter, Topic } from 'aws-cdk-lib/aws-sns';
import { SqsSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
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

  constructor(scope: Construct, id: string) {
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
      // What cannot be written down for the moment waits here, and so does what only a newer release can read.
      retentionPeriod: Duration.days(14),
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
