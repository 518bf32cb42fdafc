import { Aws, Duration } from 'aws-cdk-lib';
import {
  Alarm,
  ComparisonOperator,
  type IMetric,
  MathExpression,
  Metric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import type { StageConfig } from '../../core/config/stage-config.ts';
import { metricNames, metricNamespace } from '../naming.ts';

export interface AlarmsProps {
  readonly config: StageConfig;
  /** Names of the queues in which messages wait to be worked on. */
  readonly workQueues: readonly string[];
  /** Names of the queues that are empty as long as all is well. */
  readonly deadLetterQueues: readonly string[];
  readonly functionNames: readonly string[];
}

const period = Duration.minutes(5);

/**
 * A doorbell is answered in seconds while a worker is free; after this long there is none, and the tick has rung again
 * in vain.
 */
const queueAgeSeconds = 300;

/**
 * The few alarms of a stage. CloudWatch asks 0.10 USD a month for each metric that an alarm watches, so alarms of one
 * kind are one alarm over a sum, and the dashboard shows which it was.
 */
export class Alarms extends Construct {
  readonly topic: Topic;
  readonly all: Alarm[] = [];

  constructor(scope: Construct, id: string, props: AlarmsProps) {
    super(scope, id);
    const { config } = props;
    this.topic = new Topic(this, 'Topic', { displayName: `Assize ${config.stage} alarms`, enforceSSL: true });
    this.topic.addToResourcePolicy(
      new PolicyStatement({
        principals: [
          new ServicePrincipal('cloudwatch.amazonaws.com'),
          new ServicePrincipal('budgets.amazonaws.com'),
        ],
        actions: ['sns:Publish'],
        resources: [this.topic.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
      }),
    );
    if (config.alarmEmail !== undefined) this.topic.addSubscription(new EmailSubscription(config.alarmEmail));

    this.#add(
      'DeadLetters',
      'Messages were set aside after repeated failures: docs/runbooks/alarms.md says how to send them again',
      {
        metric: combine(
          '+',
          props.deadLetterQueues.map((name) => queueMetric(name, 'ApproximateNumberOfMessagesVisible')),
        ),
        threshold: 1,
      },
    );
    this.#add(
      'QueueAge',
      `A message has waited for ${queueAgeSeconds} s: no executor or importer takes work`,
      {
        metric: combine(
          'max',
          props.workQueues.map((name) => queueMetric(name, 'ApproximateAgeOfOldestMessage')),
        ),
        threshold: queueAgeSeconds,
      },
    );
    this.#add('FunctionErrors', 'Functions ended with an error: see their logs', {
      metric: combine(
        '+',
        props.functionNames.map((name) => functionMetric('Errors', { FunctionName: name })),
      ),
      threshold: 1,
    });
    // Without a function's name: the limit that throttles is the account's.
    this.#add('FunctionThrottles', 'Lambda refused invocations: the concurrency of the account is used up', {
      metric: functionMetric('Throttles'),
      threshold: 10,
    });
    this.#add('HostsFailed', 'Hosts failed their examination or stopped judging', {
      metric: ownMetric(config, metricNames.hostsFailed),
      threshold: 1,
    });
    this.#add('LaunchFailures', 'A launch round brought fewer hosts than it asked for', {
      metric: ownMetric(config, metricNames.launchFailures),
      threshold: 1,
    });
    this.#add(
      'SessionsUnsettled',
      'A session is over and its ledger does not balance, or a host of it still runs',
      {
        metric: ownMetric(config, metricNames.sessionsUnsettled),
        threshold: 1,
      },
    );
    this.#add('SubmissionsQuarantined', 'Submissions were set aside without a verdict: somebody must look', {
      metric: ownMetric(config, metricNames.submissionsQuarantined),
      threshold: 1,
    });
  }

  #add(id: string, description: string, watch: { metric: IMetric; threshold: number }): void {
    const alarm = new Alarm(this, id, {
      alarmDescription: description,
      metric: watch.metric,
      threshold: watch.threshold,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: 1,
      // Between exams nothing is measured, and that is well.
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    alarm.addAlarmAction(new SnsAction(this.topic));
    alarm.addOkAction(new SnsAction(this.topic));
    this.all.push(alarm);
  }
}

function queueMetric(queueName: string, metricName: string): Metric {
  return new Metric({
    namespace: 'AWS/SQS',
    metricName,
    dimensionsMap: { QueueName: queueName },
    statistic: 'Maximum',
    period,
  });
}

function functionMetric(metricName: string, dimensionsMap: Record<string, string> = {}): Metric {
  return new Metric({ namespace: 'AWS/Lambda', metricName, dimensionsMap, statistic: 'Sum', period });
}

/** A metric that our functions print in CloudWatch's embedded format. */
export function ownMetric(config: StageConfig, metricName: string): Metric {
  return new Metric({
    namespace: metricNamespace,
    metricName,
    dimensionsMap: { stage: config.stage },
    statistic: 'Maximum',
    period,
  });
}

/** One figure over several metrics; a metric without data counts as zero. */
function combine(how: '+' | 'max', metrics: readonly Metric[]): MathExpression {
  const usingMetrics = Object.fromEntries(metrics.map((metric, at): [string, Metric] => [`m${at}`, metric]));
  const filled = Object.keys(usingMetrics).map((name) => `FILL(${name}, 0)`);
  return new MathExpression({
    expression: how === '+' ? filled.join(' + ') : `MAX([${filled.join(', ')}])`,
    usingMetrics,
    period,
  });
}
