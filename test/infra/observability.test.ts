import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { alarmTable } from '../../lib/constructs/alarm-table.ts';
import { alarmedMetrics, metricTable } from '../../lib/naming.ts';
import { render } from './render.ts';
import { buildApp, readTemplate } from './synthesize.ts';

const { template, json } = readTemplate(
  buildApp('dev', { alarmEmail: 'alarms@example.edu' }).stacks.observability,
);
const alarms = Object.entries(json.Resources).filter(([, { Type }]) => Type === 'AWS::CloudWatch::Alarm');

describe('alarms', () => {
  it('are these', () => {
    expect(alarms.map(([id]) => id.replace(/^Alarms|[0-9A-F]{8}$/g, ''))).toEqual([
      'DeadLetters',
      'QueueAge',
      'FunctionErrors',
      'FunctionThrottles',
      'HostsFailed',
      'LaunchFailures',
      'SecuritySignals',
      'SessionsUnsettled',
      'SweepFailures',
      'SubmissionsQuarantined',
    ]);
  });

  it('have a row each in the runbook, in the words in which they ring', () => {
    const page = readFileSync(join(import.meta.dirname, '../../docs/runbooks/alarms.md'), 'utf8');
    const rows = [...page.matchAll(/^\| (\w+) \| (.+) \| (.+) \|$/gm)].map(([, id, means, act]) => ({
      id,
      means,
      do: act,
    }));
    expect(rows.slice(1)).toEqual(alarmTable.map(({ id, means, do: act }) => ({ id, means, do: act })));
    for (const [at, [, { Properties }]] of alarms.entries()) {
      const description = String(Properties?.['AlarmDescription']);
      expect(description).toContain(rows[at + 1]!.means);
      expect(description).toContain(rows[at + 1]!.do);
      // CloudWatch takes no more.
      expect(description.length).toBeLessThanOrEqual(1024);
    }
  });

  it('tell when it is over, and sleep between exams, but for the one that misses the sweep', () => {
    for (const [id, { Properties }] of alarms) {
      const sweep = id.startsWith('AlarmsSweep');
      expect(Properties).toMatchObject({ TreatMissingData: sweep ? 'breaching' : 'notBreaching' });
      // A window of the hourly sweep's alarm always holds one.
      if (sweep) expect(Properties?.['Period']).toBeGreaterThan(3_600);
      expect(Properties?.['AlarmActions']).toEqual(Properties?.['OKActions']);
    }
  });

  it('watch the metrics that functions print, by stage', () => {
    for (const id of alarmedMetrics) {
      const { name: MetricName } = metricTable[id];
      template.hasResourceProperties('AWS::CloudWatch::Alarm', {
        Namespace: 'Assize',
        MetricName,
        Dimensions: [{ Name: 'stage', Value: 'dev' }],
      });
    }
  });

  it('watch every queue of dead letters, and the functions of the account', () => {
    const metricsOf = (prefix: string) => {
      const [, alarm] = alarms.find(([id]) => id.startsWith(`Alarms${prefix}`))!;
      return (alarm.Properties!['Metrics'] as { MetricStat?: unknown }[]).filter(
        ({ MetricStat }) => MetricStat,
      ).length;
    };
    expect(metricsOf('DeadLetters')).toBe(5);
    expect(metricsOf('QueueAge')).toBe(3);
    for (const MetricName of ['Errors', 'Throttles'])
      template.hasResourceProperties('AWS::CloudWatch::Alarm', {
        Namespace: 'AWS/Lambda',
        MetricName,
        Dimensions: Match.absent(),
      });
  });

  it('write to the address that the stage names, or to nobody', () => {
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

describe('dashboard', () => {
  it('is one, named after exam day', () => {
    template.resourceCountIs('AWS::CloudWatch::Dashboard', 1);
    const [dashboard] = Object.values(template.findResources('AWS::CloudWatch::Dashboard'));
    expect(render(dashboard!['Properties'].DashboardName)).toBe('Assize-dev-ExamDay-{Region}');
  });
});
