import { Aws, Duration } from 'aws-cdk-lib';
import {
  type AlarmBase,
  AlarmStatusWidget,
  Metric,
  PeriodOverride,
  TextWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import { DefaultDashboardFactory, MonitoringFacade } from 'cdk-monitoring-constructs';
import { Construct } from 'constructs';
import type { Stage } from '../../core/config/stages.ts';
import {
  type AwsSubject,
  cloudWatchNameOf,
  type Dashboard,
  dashboards,
  type Figure,
  pascalTitleOf,
  type QueueName,
  type TableName,
} from '../../core/metrics/dashboards.ts';
import type { FunctionName } from '../../core/metrics/function-names.ts';
import { metricNamespace, metricTable } from '../naming.ts';
import { runbookOf } from './alarm-table.ts';

/** What the figures of dashboards are about, by their physical names. */
export interface Watchable {
  readonly apiId: string;
  readonly queues: Readonly<Record<QueueName, { readonly name: string; readonly deadLettersName: string }>>;
  readonly functions: Readonly<Record<FunctionName, string>>;
  readonly tables: Readonly<Record<TableName, string>>;
}

export interface DashboardsProps {
  readonly stage: Stage;
  readonly watchable: Watchable;
  readonly alarms: readonly AlarmBase[];
  readonly runbookUrl?: string;
}

const period = Duration.minutes(1);

/**
 * The dashboards of core/metrics/dashboards.ts in CloudWatch. It shows three of up to 50 metrics for nothing; that is why
 * metrics are chosen one by one, and not by cdk-monitoring-constructs' monitors of whole resources (200 of them).
 */
export class Dashboards extends Construct {
  constructor(scope: Construct, id: string, props: DashboardsProps) {
    super(scope, id);
    for (const dashboard of dashboards) this.#draw(dashboard, props);
  }

  #draw(dashboard: Dashboard, { stage, watchable, alarms, runbookUrl }: DashboardsProps): void {
    const id = pascalTitleOf(dashboard);
    const facade = new MonitoringFacade(this, id, {
      dashboardFactory: new DefaultDashboardFactory(this, `${id}Dashboards`, {
        dashboardNamePrefix: cloudWatchNameOf(dashboard, stage, Aws.REGION),
        detailDashboardRange: Duration.hours(4),
        detailDashboardPeriodOverride: PeriodOverride.INHERIT,
        createSummaryDashboard: false,
        createAlarmDashboard: false,
      }),
      metricFactoryDefaults: { namespace: metricNamespace },
      alarmFactoryDefaults: { alarmNamePrefix: `Assize-${stage}`, actionsEnabled: false },
    });
    facade.addLargeHeader(dashboard.title);
    const normal = dashboard.normal.map((sentence) => `- ${sentence}`);
    const markdown = [
      '**What is normal**',
      ...normal,
      '',
      `**When it is not**: ${runbookOf('', runbookUrl)}`,
    ];
    facade.addWidget(new TextWidget({ markdown: markdown.join('\n'), width: 24, height: normal.length + 2 }));
    if (dashboard.alarms === true)
      facade.addWidget(new AlarmStatusWidget({ title: 'Alarms', alarms: [...alarms], width: 24, height: 3 }));
    for (const { title, graphs } of dashboard.sections)
      facade.monitorCustom({
        humanReadableName: title,
        alarmFriendlyName: title.replaceAll(/\W/g, ''),
        metricGroups: graphs.map((graph) => ({
          title: graph.title,
          metrics: graph.figures.map((figure) => metricOf(figure, stage, watchable)),
        })),
      });
  }
}

function metricOf(figure: Figure, stage: Stage, watchable: Watchable): Metric {
  const { statistic, label } = figure;
  const shown = { statistic, label, period };
  return 'metric' in figure
    ? new Metric({
        namespace: metricNamespace,
        metricName: metricTable[figure.metric].name,
        dimensionsMap: { stage, ...figure.of },
        ...shown,
      })
    : new Metric({
        namespace: figure.aws,
        metricName: figure.name,
        dimensionsMap: dimensionsOf(figure.about, watchable),
        ...shown,
      });
}

function dimensionsOf(about: AwsSubject, watchable: Watchable): Record<string, string> {
  switch (about.kind) {
    case 'api':
      return { ApiId: watchable.apiId };
    case 'account':
      return {};
    case 'function':
      return { FunctionName: watchable.functions[about.name] };
    case 'queue':
      return { QueueName: watchable.queues[about.name].name };
    case 'letters':
      return { QueueName: watchable.queues[about.name].deadLettersName };
    case 'table':
      return { TableName: watchable.tables[about.name] };
  }
}
