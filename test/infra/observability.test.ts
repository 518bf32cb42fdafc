import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { metricNames } from '../../lib/naming.ts';
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
      'SessionsUnsettled',
      'SubmissionsQuarantined',
    ]);
  });

  it('tell what it means, tell when it is over, and sleep between exams', () => {
    for (const [, { Properties }] of alarms) {
      expect(String(Properties?.['AlarmDescription']).length).toBeGreaterThan(40);
      expect(Properties).toMatchObject({ TreatMissingData: 'notBreaching' });
      expect(Properties?.['AlarmActions']).toEqual(Properties?.['OKActions']);
    }
  });

  it('watch the metrics that functions print, by stage', () => {
    for (const MetricName of Object.values(metricNames)) {
      template.hasResourceProperties('AWS::CloudWatch::Alarm', {
        Namespace: 'Assize',
        MetricName,
        Dimensions: [{ Name: 'stage', Value: 'dev' }],
      });
    }
  });

  it('watch every queue of dead letters and every function', () => {
    const metricsOf = (prefix: string) => {
      const [, alarm] = alarms.find(([id]) => id.startsWith(`Alarms${prefix}`))!;
      return (alarm.Properties!['Metrics'] as { MetricStat?: unknown }[]).filter(
        ({ MetricStat }) => MetricStat,
      ).length;
    };
    expect(metricsOf('DeadLetters')).toBe(5);
    expect(metricsOf('QueueAge')).toBe(3);
    expect(metricsOf('FunctionErrors')).toBe(8);
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
