import { Duration, Stack } from 'aws-cdk-lib';
import { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { type Alarm, AlarmStatusWidget, PeriodOverride } from 'aws-cdk-lib/aws-cloudwatch';
import { Table } from 'aws-cdk-lib/aws-dynamodb';
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { DefaultDashboardFactory, MetricStatistic, MonitoringFacade } from 'cdk-monitoring-constructs';
import { Construct } from 'constructs';
import type { StageConfig } from '../../core/config/stage-config.ts';
import { metricNamespace } from '../naming.ts';

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
  readonly tables: Readonly<Record<string, string>>;
  readonly alarms: readonly Alarm[];
}

/**
 * The one dashboard of a stage, read from the top on exam day: what is alarmed, what our functions say of hosts and
 * submissions, then the way of a submission: API, queues, functions, tables.
 */
export class ExamDayDashboard extends Construct {
  constructor(scope: Construct, id: string, props: ExamDayDashboardProps) {
    super(scope, id);
    const { config } = props;
    const facade = new MonitoringFacade(this, 'Monitoring', {
      dashboardFactory: new DefaultDashboardFactory(this, 'Dashboards', {
        dashboardNamePrefix: `Assize-${config.stage}-ExamDay`,
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
        alarmFriendlyName: 'Assize',
        humanReadableName: 'Hosts, sessions and submissions',
        metricGroups: [
          {
            title: 'What the functions count',
            metrics: [
              {
                namespace: metricNamespace,
                searchQuery: '',
                dimensionsMap: { stage: config.stage },
                statistic: MetricStatistic.MAX,
                period: Duration.minutes(1),
              },
            ],
          },
        ],
      })
      .addLargeHeader('The way of a submission')
      .monitorApiGatewayV2HttpApi({
        api: HttpApi.fromHttpApiAttributes(this, 'Api', { httpApiId: props.apiId }),
        humanReadableName: 'API',
        alarmFriendlyName: 'Api',
      });
    for (const { title, name, deadLettersName } of props.queues) {
      const id = title.replaceAll(' ', '');
      facade.monitorSqsQueueWithDlq({
        queue: this.#importQueue(id, name),
        deadLetterQueue: this.#importQueue(`${id}DeadLetters`, deadLettersName),
        humanReadableName: title,
        alarmFriendlyName: id,
      });
    }
    for (const [title, name] of Object.entries(props.functions)) {
      facade.monitorLambdaFunction({
        lambdaFunction: LambdaFunction.fromFunctionName(this, title, name),
        humanReadableName: title,
        alarmFriendlyName: title,
      });
    }
    for (const [title, name] of Object.entries(props.tables)) {
      facade.monitorDynamoTable({
        table: Table.fromTableName(this, title, name),
        humanReadableName: title,
        alarmFriendlyName: title,
      });
    }
  }

  #importQueue(id: string, name: string) {
    return Queue.fromQueueArn(this, id, Stack.of(this).formatArn({ service: 'sqs', resource: name }));
  }
}
