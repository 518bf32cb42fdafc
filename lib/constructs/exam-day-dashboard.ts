import { Aws, Duration } from 'aws-cdk-lib';
import { type Alarm, AlarmStatusWidget, Metric, PeriodOverride } from 'aws-cdk-lib/aws-cloudwatch';
import { DefaultDashboardFactory, MonitoringFacade } from 'cdk-monitoring-constructs';
import { Construct } from 'constructs';
import type { StageConfig } from '../../core/config/stage-config.ts';
import { alarmedMetrics, metricNamespace, metricTable } from '../naming.ts';

export interface NamedQueue {
  readonly title: string;
  readonly name: string;
  readonly deadLettersName: string;
}

export interface ExamDayDashboardProps {
  readonly config: StageConfig;
  readonly apiId: string;
  readonly queues: readonly NamedQueue[];
  /** Function names by what they are called on the dashboard. */
  readonly functions: Readonly<Record<string, string>>;
  /** Table names by what they are called on the dashboard. */
  readonly tables: Readonly<Record<string, string>>;
  readonly alarms: readonly Alarm[];
}

const period = Duration.minutes(1);

/**
 * The one dashboard of a stage, read from the top on exam day: what is alarmed, what our functions count, then the way of a
 * submission from the API to its verdict. CloudWatch shows three dashboards of up to 50 metrics for nothing; that is why
 * metrics are chosen one by one, and not by cdk-monitoring-constructs' monitors of whole resources (200 of them).
 */
export class ExamDayDashboard extends Construct {
  constructor(scope: Construct, id: string, props: ExamDayDashboardProps) {
    super(scope, id);
    const { config, queues, functions, tables } = props;
    const facade = new MonitoringFacade(this, 'Monitoring', {
      dashboardFactory: new DefaultDashboardFactory(this, 'Dashboards', {
        // Dashboards are the account's, not the region's.
        dashboardNamePrefix: `Assize-${config.stage}-ExamDay-${Aws.REGION}`,
        detailDashboardRange: Duration.hours(4),
        detailDashboardPeriodOverride: PeriodOverride.INHERIT,
        createSummaryDashboard: false,
        createAlarmDashboard: false,
      }),
      metricFactoryDefaults: { namespace: metricNamespace },
      alarmFactoryDefaults: { alarmNamePrefix: `Assize-${config.stage}`, actionsEnabled: false },
    });

    facade
      .addLargeHeader('Exam day')
      .addWidget(new AlarmStatusWidget({ title: 'Alarms', alarms: [...props.alarms], width: 24, height: 3 }))
      .monitorCustom({
        humanReadableName: 'Hosts, sessions and submissions',
        alarmFriendlyName: 'Assize',
        metricGroups: [
          {
            title: 'What the functions count',
            metrics: alarmedMetrics.map(
              (id) =>
                new Metric({
                  namespace: metricNamespace,
                  metricName: metricTable[id].name,
                  dimensionsMap: { stage: config.stage },
                  statistic: 'Maximum',
                  period,
                }),
            ),
          },
        ],
      })
      .monitorCustom({
        humanReadableName: 'API',
        alarmFriendlyName: 'Api',
        metricGroups: [
          {
            title: 'Requests and refusals',
            metrics: ['Count', '4xx', '5xx'].map((name) => apiMetric(props.apiId, name, 'Sum')),
          },
          {
            title: 'Latency (ms)',
            metrics: [apiMetric(props.apiId, 'Latency', 'p99')],
          },
        ],
      })
      .monitorCustom({
        humanReadableName: 'Queues',
        alarmFriendlyName: 'Queues',
        metricGroups: [
          {
            title: 'Doorbells and packages waiting',
            metrics: queues.map(({ title, name }) =>
              queueMetric(name, 'ApproximateNumberOfMessagesVisible', title),
            ),
          },
          {
            // An exam waits for no package; the alarm watches their age, too.
            title: 'Age of the oldest submission (s)',
            metrics: queues
              .slice(0, 2)
              .map(({ title, name }) => queueMetric(name, 'ApproximateAgeOfOldestMessage', title)),
          },
          {
            title: 'Set aside',
            metrics: queues.map(({ title, deadLettersName }) =>
              queueMetric(deadLettersName, 'ApproximateNumberOfMessagesVisible', title),
            ),
          },
        ],
      })
      .monitorCustom({
        humanReadableName: 'Functions',
        alarmFriendlyName: 'Functions',
        metricGroups: [
          { title: 'Invocations', metrics: functionMetrics(functions, 'Invocations', 'Sum') },
          { title: 'Errors', metrics: functionMetrics(functions, 'Errors', 'Sum') },
          {
            title: `Concurrency of the account (${config.concurrency.account})`,
            metrics: [
              new Metric({
                namespace: 'AWS/Lambda',
                metricName: 'ConcurrentExecutions',
                statistic: 'Maximum',
                period,
              }),
              new Metric({ namespace: 'AWS/Lambda', metricName: 'Throttles', statistic: 'Sum', period }),
            ],
          },
        ],
      })
      .monitorCustom({
        humanReadableName: 'Tables',
        alarmFriendlyName: 'Tables',
        metricGroups: [
          {
            title: 'Throttled',
            metrics: Object.entries(tables).flatMap(([title, TableName]) =>
              ['ReadThrottleEvents', 'WriteThrottleEvents'].map(
                (metricName) =>
                  new Metric({
                    namespace: 'AWS/DynamoDB',
                    metricName,
                    dimensionsMap: { TableName },
                    label: `${title} ${metricName.startsWith('Read') ? 'reads' : 'writes'}`,
                    statistic: 'Sum',
                    period,
                  }),
              ),
            ),
          },
        ],
      });
  }
}

function apiMetric(ApiId: string, metricName: string, statistic: string): Metric {
  return new Metric({ namespace: 'AWS/ApiGateway', metricName, dimensionsMap: { ApiId }, statistic, period });
}

function queueMetric(QueueName: string, metricName: string, label: string): Metric {
  return new Metric({
    namespace: 'AWS/SQS',
    metricName,
    dimensionsMap: { QueueName },
    label,
    statistic: 'Maximum',
    period,
  });
}

function functionMetrics(
  functions: Readonly<Record<string, string>>,
  metricName: string,
  statistic: string,
): Metric[] {
  return Object.entries(functions).map(
    ([label, FunctionName]) =>
      new Metric({
        namespace: 'AWS/Lambda',
        metricName,
        dimensionsMap: { FunctionName },
        label,
        statistic,
        period,
      }),
  );
}
