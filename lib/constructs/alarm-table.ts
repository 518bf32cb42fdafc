import { Duration } from 'aws-cdk-lib';
import { type IMetric, MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Stage } from '../../core/config/stages.ts';
import { metricNamespace, metricTable } from '../naming.ts';

/** What the alarms of a stage watch. */
export interface Watched {
  readonly stage: Stage;
  /** Names of the queues in which messages wait to be worked on. */
  readonly workQueues: readonly string[];
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
  /** What has happened; with `do` the alarm's description, and its row in docs/runbooks/alarms.md. Markdown. */
  readonly means: string;
  /** What whoever is woken by it does. Markdown without links; at most 1,024 characters together with `means`. */
  readonly do: string;
}

const period = Duration.minutes(5);
/** Holds one of the hourly sweeps however late it is. */
const sweepPeriod = Duration.hours(2);

/**
 * The few alarms of a stage. CloudWatch asks 0.10 USD a month for each metric that an alarm watches, so alarms of one
 * kind are one alarm over a sum, and the dashboard shows which it was.
 */
export const alarmTable: readonly AlarmRow[] = [
  {
    id: 'DeadLetters',
    metric: ({ deadLetterQueues }) =>
      combine(
        '+',
        deadLetterQueues.map((name) => queueMetric(name, 'ApproximateNumberOfMessagesVisible')),
      ),
    threshold: 1,
    means:
      'a message was received five times, or an asynchronous event failed three times, and was set aside',
    do: "`./assize queue list` says where, `./assize queue show NAME` what, the function's log of that time why. When the cause is gone, `./assize queue redrive NAME` sends it again: doorbells and uploads to their queues, events to their functions. A terminate of Scheduler's is kept: the sweep ends such hosts each hour. Doorbells can be deleted instead (`aws sqs purge-queue --queue-url Q`): the tick rings for what still waits",
  },
  {
    id: 'QueueAge',
    metric: ({ workQueues }) =>
      combine(
        'max',
        workQueues.map((name) => queueMetric(name, 'ApproximateAgeOfOldestMessage')),
      ),
    // A doorbell is answered in seconds while a worker is free; after this long, s, the tick has rung again in vain.
    threshold: 300,
    means: 'no executor or importer has taken a message for 5 minutes',
    do: "look at `FunctionThrottles` and at the event source's state: `aws lambda list-event-source-mappings`",
  },
  {
    id: 'FunctionErrors',
    // Without a function's name: a metric for each of ours would cost more than the sweep's own and its alarm.
    metric: () => functionMetric('Errors'),
    threshold: 1,
    means: 'a function of the account ended with an error, one of ours or another',
    do: 'the dashboard says which of ours; its log group says why. None of them: another stage, or something else in the account',
  },
  {
    id: 'FunctionThrottles',
    // Without a function's name: the limit that throttles is the account's.
    metric: () => functionMetric('Throttles'),
    threshold: 10,
    means: "Lambda refused invocations: the account's concurrency is used up",
    do: 'something else in the account uses it, or the quota is too small for the caps (`docs/decisions/concurrency.md`)',
  },
  {
    id: 'HostsFailed',
    metric: ({ stage }) => ownMetric(stage, metricTable.hostsFailed.name),
    threshold: 1,
    means:
      'a host failed its examination or stopped judging, EC2 took a spot host back, no host of a session judges one of its languages, or its fleet failed',
    do: "`./assize session show ID`: each decision has its reason, and what is not judged is named; the fleet replaces what it may. A language: put it into the hosts' image, or book without it (`-l`). A failed fleet: mend what its last decision names, then book again; what waited is quarantined with that reason",
  },
  {
    id: 'LaunchFailures',
    metric: ({ stage }) => ownMetric(stage, metricTable.launchFailures.name),
    threshold: 1,
    means: 'a launch round brought fewer hosts than it asked EC2 for, and its session needs them',
    do: 'capacity: another instance type in `host.instanceTypes`; quota: ask for vCPU `L-1216C47A`',
  },
  {
    id: 'SecuritySignals',
    // Signals, and parts of one for each request without a valid token.
    metric: ({ stage }) => ownMetric(stage, metricTable.securitySignals.name).with({ statistic: 'Sum' }),
    threshold: 1,
    means:
      'something was seen that may be an attack, or five minutes had more requests without a valid token than `signals.unauthorized`',
    do: "`./assize stage show` lists signals with their evidence; what each means: `docs/runbooks/security-signals.md`. None is listed: tokens; the API's access log has the addresses, in the lines of status 401",
  },
  {
    id: 'SessionsUnsettled',
    metric: ({ stage }) => ownMetric(stage, metricTable.sessionsUnsettled.name),
    threshold: 1,
    means:
      'a session is over, and not settled or settled with a ledger that does not balance, or a host of it still runs',
    do: '`./assize session show ID`: its last decision says what does not add up; hosts by hand: `aws ec2 describe-instances --filters Name=tag:assize:session,Values=ID`',
  },
  {
    id: 'SweepFailures',
    metric: ({ stage }) => ownMetric(stage, metricTable.sweepFailures.name, sweepPeriod),
    threshold: 1,
    silenceRings: true,
    means:
      'the hourly sweep failed, EC2 refused it the end of a host, or no sweep was heard of for two hours or more: one of the four stops of a host stands still',
    do: "`sweep.finished` and `invocation.failed` in the log of health-monitor: a refused host is named by `sweep-refused` among its session's decisions (`./assize session show ID`), and ended by hand (`aws ec2 terminate-instances`; its protection against termination first). Nothing in the log: its schedule, `aws scheduler list-schedules`. After the first deploy it rings until the first sweep",
  },
  {
    id: 'SubmissionsQuarantined',
    metric: ({ stage }) => ownMetric(stage, metricTable.submissionsQuarantined.name),
    threshold: 1,
    means:
      'a submission could not be judged and was set aside with a reason, or a row that cannot be read was left out of a list',
    do: '`./assize show ID` tells the reason; nobody was given a wrong verdict. A row: `row.unreadable` in the logs of the functions names table, key and fields; mend it by `aws dynamodb update-item`',
  },
];

function queueMetric(queueName: string, metricName: string): Metric {
  return new Metric({
    namespace: 'AWS/SQS',
    metricName,
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
function ownMetric(stage: Stage, metricName: string, over = period): Metric {
  return new Metric({
    namespace: metricNamespace,
    metricName,
    dimensionsMap: { stage },
    statistic: 'Maximum',
    period: over,
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
