import { SubscriptionFilter, Topic } from 'aws-cdk-lib/aws-sns';
import { SqsSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
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

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.submissions = new Topic(this, 'Submissions', { enforceSSL: true });
    this.sessions = new Topic(this, 'Sessions', { enforceSSL: true });
    this.fleet = this.#route('FleetSubmissions', ['fleet'], 'submission-executor');
    this.hosted = this.#route('HostedSubmissions', ['direct', 'pooled'], 'submission-executor-hosted');
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
