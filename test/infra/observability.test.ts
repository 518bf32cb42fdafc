import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { DASHBOARD_METRICS, dashboards, figuresOf } from '../../core/metrics/dashboards.ts';
import type { MetricRow } from '../../core/metrics/metric-table.ts';
import { alarmTable, pagerRow } from '../../lib/constructs/alarm-table.ts';
import { alarmedMetrics, metricTable } from '../../lib/naming.ts';
import { render } from './render.ts';
import { buildApp, readTemplate } from './synthesize.ts';

const { template, json } = readTemplate(
  buildApp('dev', {
    alarmEmail: 'alarms@example.edu',
    pagerUrl: 'https://events.example.com/integration/key',
    runbookUrl: 'https://git.example.edu/assize/docs/runbooks',
  }).stacks.observability,
);
const alarms = Object.entries(json.Resources).filter(([, { Type }]) => Type === 'AWS::CloudWatch::Alarm');
const [[pagerId, pager] = []] = Object.entries(json.Resources).filter(
  ([, { Type }]) => Type === 'AWS::CloudWatch::CompositeAlarm',
);

describe('alarms', () => {
  it('are these', () => {
    expect(alarms.map(([id]) => id.replace(/^Alarms|[0-9A-F]{8}$/g, ''))).toEqual([
      'DeadLetters',
      'QueueAge',
      'FunctionErrors',
      'FunctionThrottles',
      'HostsFailed',
      'SecuritySignals',
      'SessionsUnsettled',
      'SweepFailures',
      'SubmissionsQuarantined',
    ]);
  });

  it('have a part each of the runbook, which begins with their description and is where it links to', () => {
    const page = readFileSync(join(import.meta.dirname, '../../docs/runbooks/alarms.md'), 'utf8');
    const parts = new Map(
      page
        .split(/^## /m)
        .slice(1)
        .map((part) => [part.split('\n', 1)[0]!, part.replaceAll(/\s+/g, ' ')] as const),
    );
    expect([...parts.keys()]).toEqual(['Pager', ...alarmTable.map(({ id }) => id), 'Budget']);
    const described = new Map(
      [...alarms, [pagerId!, pager!] as const].map(([id, { Properties }]) => [
        id.replace(/^Alarms|[0-9A-F]{8}$/g, ''),
        String(Properties?.['AlarmDescription']),
      ]),
    );
    for (const { id, means } of [pagerRow, ...alarmTable]) {
      expect(parts.get(id)).toMatch(/^\w+ /);
      expect(
        parts
          .get(id)!
          .slice(id.length + 1)
          .startsWith(means),
      ).toBe(true);
      expect(described.get(id)).toBe(
        `${means}\n\nWhat to do: https://git.example.edu/assize/docs/runbooks/alarms.md#${id.toLowerCase()}`,
      );
    }
  });

  it('wake somebody by one composite of those that cannot wait, at an address of its own', () => {
    const rule = render(pager!.Properties!['AlarmRule']);
    const paging = alarmTable.filter(({ pages }) => pages === true).map(({ id }) => id);
    expect([...rule.matchAll(/Alarms([A-Za-z]+?)[0-9A-F]{8}/g)].map(([, id]) => id)).toEqual(paging);
    // Not by a host, which its fleet replaces; but by ticks that die, since they measure what the others watch.
    expect(paging).toEqual(['QueueAge', 'FunctionErrors', 'FunctionThrottles', 'SubmissionsQuarantined']);
    expect(alarms.find(([id]) => id.startsWith('AlarmsFunctionErrors'))?.[1].Properties).toMatchObject({
      Threshold: 3,
    });
    const [topic] = pager!.Properties!['AlarmActions'] as { Ref: string }[];
    expect(pager!.Properties).toMatchObject({ OKActions: [topic] });
    template.hasResourceProperties('AWS::SNS::Subscription', {
      Protocol: 'https',
      Endpoint: 'https://events.example.com/integration/key',
      TopicArn: topic,
    });
    for (const [, { Properties }] of alarms) expect(Properties?.['AlarmActions']).not.toContainEqual(topic);
  });

  it('tell when it is over, and sleep between exams, but for the one that misses the sweep', () => {
    for (const [id, { Properties }] of alarms) {
      const sweep = id.startsWith('AlarmsSweep');
      expect(Properties).toMatchObject({ TreatMissingData: sweep ? 'breaching' : 'notBreaching' });
      expect(Properties?.['AlarmActions']).toEqual(Properties?.['OKActions']);
    }
  });

  it('watch the metrics that functions print, by stage', () => {
    const watched = alarms.flatMap(([, { Properties }]) => metricsOf(Properties ?? {}));
    const own = watched.filter(({ Namespace }) => Namespace === 'Assize');
    expect(own.map(({ MetricName }) => MetricName).sort()).toEqual(
      alarmedMetrics.map((id) => metricTable[id].name).sort(),
    );
    for (const { Dimensions } of own) expect(Dimensions).toEqual([{ Name: 'stage', Value: 'dev' }]);
  });

  it('watch every queue of dead letters, and the functions of the account', () => {
    const [, letters] = alarms.find(([id]) => id.startsWith('AlarmsDeadLetters'))!;
    expect(metricsOf(letters.Properties!)).toHaveLength(5);
    for (const MetricName of ['Errors', 'Throttles'])
      template.hasResourceProperties('AWS::CloudWatch::Alarm', {
        Namespace: 'AWS/Lambda',
        MetricName,
        Dimensions: Match.absent(),
      });
  });

  it('write to the addresses that the stage names, or to nobody', () => {
    template.hasResourceProperties('AWS::SNS::Subscription', {
      Protocol: 'email',
      Endpoint: 'alarms@example.edu',
    });
    readTemplate(buildApp('dev').stacks.observability).template.resourceCountIs('AWS::SNS::Subscription', 0);
  });

  it('may be published by CloudWatch and Budgets of this account', () => {
    template.hasResourceProperties('AWS::SNS::TopicPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Effect: 'Allow',
            Action: 'sns:Publish',
            Principal: { Service: ['budgets.amazonaws.com', 'cloudwatch.amazonaws.com'] },
            Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
          }),
        ]),
      },
    });
  });
});

describe('budget', () => {
  it('warns at 80 % spent and at 100 % foreseen', () => {
    template.hasResourceProperties('AWS::Budgets::Budget', {
      Budget: { BudgetType: 'COST', TimeUnit: 'MONTHLY', BudgetLimit: { Amount: 20, Unit: 'USD' } },
      NotificationsWithSubscribers: [
        Match.objectLike({ Notification: Match.objectLike({ NotificationType: 'ACTUAL', Threshold: 80 }) }),
        Match.objectLike({
          Notification: Match.objectLike({ NotificationType: 'FORECASTED', Threshold: 100 }),
        }),
      ],
    });
  });
});

/** The metrics that an alarm reads. */
function metricsOf(
  properties: Readonly<Record<string, unknown>>,
): { Namespace: string; MetricName: string; Dimensions?: unknown }[] {
  const { Metrics } = properties as { Metrics?: { MetricStat?: { Metric: never } }[] };
  return Metrics === undefined
    ? [properties as never]
    : Metrics.flatMap(({ MetricStat }) => MetricStat?.Metric ?? []);
}

describe('dashboards', () => {
  const drawn = readTemplate(buildApp('dev', { dashboards: true }).stacks.observability).template;
  const bodies = Object.values(drawn.findResources('AWS::CloudWatch::Dashboard')).map(({ Properties }) => ({
    name: render(Properties.DashboardName),
    widgets: JSON.parse(render(Properties.DashboardBody)).widgets as Widget[],
  }));

  it('are the three of the definitions', () => {
    expect(bodies.map(({ name }) => name)).toEqual([
      'Assize-dev-ExamDay-{Region}',
      'Assize-dev-Fleet-{Region}',
      'Assize-dev-PipelineAndCost-{Region}',
    ]);
  });

  it('say what is normal and where the runbook is, and show what they are defined to', () => {
    for (const [at, dashboard] of dashboards.entries()) {
      const { widgets } = bodies[at]!;
      const text = widgets.find(({ properties }) => properties.markdown?.includes('What is normal'));
      expect(text?.properties.markdown).toContain('docs/runbooks/alarms.md');
      for (const sentence of dashboard.normal) expect(text?.properties.markdown).toContain(sentence);
      const shown = widgets.flatMap(({ properties }) => properties.metrics ?? []);
      expect(shown).toHaveLength(figuresOf(dashboard).length);
      expect(shown.length).toBeLessThan(DASHBOARD_METRICS);
    }
  });

  it('ask CloudWatch for exactly what it is given', () => {
    for (const figure of dashboards.flatMap(figuresOf)) {
      if (!('metric' in figure)) continue;
      const { cloudwatch, name } = metricTable[figure.metric] as MetricRow;
      expect(Object.keys(figure.of ?? {}), name).toEqual(cloudwatch);
    }
  });
});

interface Widget {
  readonly properties: { readonly markdown?: string; readonly metrics?: readonly unknown[][] };
}
