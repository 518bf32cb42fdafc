import { Duration } from 'aws-cdk-lib';
import { type IMetric, MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Stage } from '../../core/config/stages.ts';
import type { MetricId } from '../../core/metrics/metric-table.ts';
import { metricNamespace, metricTable } from '../naming.ts';

/** What the alarms of a stage watch. */
export interface Watched {
  readonly stage: Stage;
  /** Names of the queues that are empty as long as all is well. */
  readonly deadLetterQueues: readonly string[];
}

/** One alarm: it rings when `metric` reaches `threshold` within its period, five minutes where nothing else is said. */
export interface AlarmRow {
  readonly id: string;
  readonly metric: (watched: Watched) => IMetric;
  readonly threshold: number;
  /** Rings when nothing is heard, too; of the others nothing is heard between exams, and that is well. */
  readonly silenceRings?: true;
  /** Wakes somebody: while it rings an exam stands still, or somebody's work. The others write. */
  readonly pages?: true;
  /** What has happened: the first sentence of the alarm's description, and of its part of docs/runbooks/alarms.md. */
  readonly means: string;
}

const period = Duration.minutes(5);
/** Holds one of the hourly sweeps however late it is. */
const sweepPeriod = Duration.hours(2);

/**
 * The few alarms of a stage. CloudWatch asks 0.10 USD a month for each metric that an alarm watches, so alarms of one
 * kind are one alarm over a sum, and the dashboards show which it was.
 */
export const alarmTable: readonly AlarmRow[] = [
  {
    id: 'DeadLetters',
    metric: ({ deadLetterQueues }) => sum(deadLetterQueues.map(visibleMessages)),
    threshold: 1,
    means:
      'A message was received five times, or an asynchronous event failed three times, and was set aside.',
  },
  {
    id: 'QueueAge',
    // By the table and not by SQS: a doorbell stays in its queue while an executor works, a quarter of an hour on a busy day.
    metric: ({ stage }) => ownMetric(stage, 'queueAgeMs'),
    // A fleet grows from a minute on (docs/decisions/size-while-it-runs.md); ms.
    threshold: 300_000,
    pages: true,
    means: 'A submission has been waiting for five minutes: nobody judges, or far too few do.',
  },
  {
    id: 'FunctionErrors',
    // Without a function's name: a metric for each of ours would cost more than the sweep's own and its alarm.
    metric: () => functionMetric('Errors'),
    // What failed once is tried again by itself. A tick that dies fails each minute, and then nobody measures what the other alarms watch.
    threshold: 3,
    pages: true,
    means:
      'Functions of the account ended three times with an error within five minutes, ours or others: one event that was given up, or a tick that dies each minute.',
  },
  {
    id: 'FunctionThrottles',
    // Without a function's name: the limit that throttles is the account's.
    metric: () => functionMetric('Throttles'),
    threshold: 10,
    pages: true,
    means: "Lambda refused invocations: the account's concurrency is used up.",
  },
  {
    id: 'HostsFailed',
    // Hosts that did not come count as failed: a metric less that an alarm watches.
    // Its fleet replaces a host: what it cannot mend pages by what waits and what is quarantined.
    metric: ({ stage }) => ownMetric(stage, 'hostsFailed'),
    threshold: 1,
    means:
      'A host failed its examination or stopped judging, a launch round brought fewer hosts than its session needs, EC2 took a spot host back, no host of a session judges one of its languages, or its fleet failed.',
  },
  {
    id: 'SecuritySignals',
    // Signals, and parts of one for each request without a valid token.
    metric: ({ stage }) => ownMetric(stage, 'securitySignals').with({ statistic: 'Sum' }),
    threshold: 1,
    means:
      'Something was seen that may be an attack, or five minutes had more requests without a valid token than `signals.unauthorized`.',
  },
  {
    id: 'SessionsUnsettled',
    metric: ({ stage }) => ownMetric(stage, 'sessionsUnsettled'),
    threshold: 1,
    means:
      'A session is over, and not settled or settled with a ledger that does not balance, or a host of it still runs.',
  },
  {
    id: 'SweepFailures',
    // Filled in, so that two hours of silence ring: CloudWatch goes by older figures for as long as it finds any.
    metric: ({ stage }) => filled(ownMetric(stage, 'sweepFailures', sweepPeriod), 1),
    threshold: 1,
    silenceRings: true,
    means:
      'The hourly sweep failed, EC2 refused it the end of a host, or no sweep was heard of for two hours: one of the four stops of a host stands still.',
  },
  {
    id: 'SubmissionsQuarantined',
    metric: ({ stage }) => ownMetric(stage, 'submissionsQuarantined'),
    threshold: 1,
    pages: true,
    means:
      'A submission could not be judged and was set aside with a reason, or a row that cannot be read was left out of a list.',
  },
];

/** The composite that wakes somebody, once for all of its alarms: 0.50 USD a month. */
export const pagerRow = {
  id: 'Pager',
  means: 'An exam, or the work of somebody in it, stands still until a person has looked.',
} as const;

/** Where the part of the runbook about an alarm is, below `base`; the whole of it without an id. */
export function runbookOf(id: string, base = 'docs/runbooks'): string {
  return `${base}/alarms.md${id === '' ? '' : `#${id.toLowerCase()}`}`;
}

/** The letters of a queue. */
function visibleMessages(queueName: string): Metric {
  return new Metric({
    namespace: 'AWS/SQS',
    metricName: 'ApproximateNumberOfMessagesVisible',
    dimensionsMap: { QueueName: queueName },
    statistic: 'Maximum',
    period,
  });
}

/** A metric of all functions of the account. */
function functionMetric(metricName: string): Metric {
  return new Metric({ namespace: 'AWS/Lambda', metricName, statistic: 'Sum', period });
}

/** A metric that our functions print in CloudWatch's embedded format. */
function ownMetric(stage: Stage, id: MetricId, over = period): Metric {
  return new Metric({
    namespace: metricNamespace,
    metricName: metricTable[id].name,
    dimensionsMap: { stage },
    statistic: 'Maximum',
    period: over,
  });
}

/** A sum of metrics; one without data counts as zero. */
function sum(metrics: readonly Metric[]): MathExpression {
  const usingMetrics = Object.fromEntries(metrics.map((metric, at): [string, Metric] => [`m${at}`, metric]));
  const expression = Object.keys(usingMetrics)
    .map((name) => `FILL(${name}, 0)`)
    .join(' + ');
  return new MathExpression({ expression, usingMetrics, period });
}

/** The metric, and `value` where it has no data. */
function filled(metric: Metric, value: number): MathExpression {
  return new MathExpression({
    expression: `FILL(m, ${value})`,
    usingMetrics: { m: metric },
    period: metric.period,
  });
}
