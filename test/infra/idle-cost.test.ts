import { describe, expect, it } from 'vitest';
import { stages } from '../../core/config/stages.ts';
import { costOfIdleMonth } from '../../core/costs/metric-costs.ts';
import { HOURS_PER_MONTH, PRICES, type PriceTable } from '../../core/costs/prices.ts';
import { buildApp, type CfnResource, type CfnTemplate, readTemplate } from './synthesize.ts';

/** Most that a stage may cost in a month without an exam, USD. */
const boundUsd = 3;

/** Dashboards that CloudWatch shows for nothing, if none has more metrics than that. */
const freeDashboards = 3;
const freeDashboardMetrics = 50;

/** An enabled SQS event source keeps five long polls of 20 s open, whether messages come or not. */
const pollsPerMonth = 5 * (3600 / 20) * HOURS_PER_MONTH;

type PriceOf = (resource: CfnResource, prices: PriceTable) => number;

const free: PriceOf = () => 0;
const onlyWhenUsed: PriceOf = () => 0;

/** What each type of resource costs while nobody uses it; a type without a line makes the test fail. */
const idleMonth: Readonly<Record<string, PriceOf>> = {
  'AWS::CloudWatch::Alarm': ({ Properties }, prices) => watchedMetrics(Properties) * prices.alarmMonth,
  // Its children are counted by themselves.
  'AWS::CloudWatch::CompositeAlarm': (_, prices) => prices.compositeAlarmMonth,
  'AWS::CloudWatch::Dashboard': (dashboard, prices) =>
    dashboardMetrics(dashboard) <= freeDashboardMetrics ? 0 : prices.dashboardMonth,
  'AWS::Lambda::EventSourceMapping': ({ Properties }, prices) =>
    Properties?.['Enabled'] === false ? 0 : pollsPerMonth * prices.queueRequest,
  'AWS::Scheduler::Schedule': ({ Properties }, prices) => {
    if (Properties?.['ScheduleExpression'] !== 'rate(1 hour)')
      throw new Error('a schedule whose idle runs nobody counted');
    // One run: a function of half a GB for 3 s, the sender of webhooks that it starts for 2 s with a look at its queue, and
    // 4 KB of log of each. Of metrics one is printed with nothing to tell, so that it is there in every hour of the month, and
    // all that was counted is written.
    const run =
      prices.scheduleInvocation +
      2 * prices.lambdaRequest +
      2.5 * prices.lambdaGbSecond +
      prices.queueRequest +
      8e-6 * prices.logsGb;
    return HOURS_PER_MONTH * run + costOfIdleMonth(prices).usd;
  },

  'AWS::DynamoDB::Table': onlyWhenUsed,
  'AWS::S3::Bucket': onlyWhenUsed,
  'AWS::SQS::Queue': onlyWhenUsed,
  'AWS::SNS::Topic': onlyWhenUsed,
  'AWS::Lambda::Function': onlyWhenUsed,
  'AWS::Logs::LogGroup': onlyWhenUsed,
  // Its metric is there in the hours only in which something matched.
  'AWS::Logs::MetricFilter': onlyWhenUsed,
  'AWS::ApiGatewayV2::Api': onlyWhenUsed,
  'AWS::CloudFront::Distribution': onlyWhenUsed,
  'AWS::Cognito::UserPool': onlyWhenUsed,
  'AWS::EC2::LaunchTemplate': onlyWhenUsed,
  'AWS::SSM::Parameter': ({ Properties }) => {
    if (Properties?.['Tier'] !== undefined && Properties['Tier'] !== 'Standard')
      throw new Error('advanced parameters cost money');
    return 0;
  },
  'AWS::EC2::VPCEndpoint': ({ Properties }) => {
    if (Properties?.['VpcEndpointType'] !== 'Gateway')
      throw new Error('interface endpoints cost 7 USD a month each');
    return 0;
  },
  ...Object.fromEntries(
    [
      'AWS::ApiGatewayV2::Authorizer',
      'AWS::ApiGatewayV2::Integration',
      'AWS::ApiGatewayV2::Route',
      'AWS::ApiGatewayV2::Stage',
      'AWS::Budgets::Budget',
      'AWS::CloudFront::OriginAccessControl',
      'AWS::CloudFront::ResponseHeadersPolicy',
      // Deployments to functions cost nothing.
      'AWS::CodeDeploy::Application',
      'AWS::CodeDeploy::DeploymentGroup',
      'AWS::Cognito::UserPoolClient',
      'AWS::Cognito::UserPoolGroup',
      'AWS::EC2::InternetGateway',
      'AWS::EC2::Route',
      'AWS::EC2::RouteTable',
      'AWS::EC2::SecurityGroup',
      'AWS::EC2::SecurityGroupEgress',
      'AWS::EC2::SecurityGroupIngress',
      'AWS::EC2::Subnet',
      'AWS::EC2::SubnetRouteTableAssociation',
      'AWS::EC2::VPC',
      'AWS::EC2::VPCGatewayAttachment',
      'AWS::Events::Rule',
      'AWS::IAM::Policy',
      'AWS::IAM::Role',
      'AWS::Lambda::Alias',
      'AWS::Lambda::EventInvokeConfig',
      'AWS::Lambda::LayerVersion',
      'AWS::Lambda::Permission',
      'AWS::Lambda::Version',
      'AWS::Logs::QueryDefinition',
      'AWS::S3::BucketPolicy',
      'AWS::SNS::Subscription',
      'AWS::SNS::TopicPolicy',
      'AWS::SQS::QueuePolicy',
      'AWS::Scheduler::ScheduleGroup',
      'Custom::CDKBucketDeployment',
      'Custom::S3AutoDeleteObjects',
    ].map((type) => [type, free]),
  ),
};

/** Metrics that an alarm is billed for: those it reads, not what it makes of them. */
function watchedMetrics(properties: Record<string, unknown> = {}): number {
  const metrics = properties['Metrics'] as { MetricStat?: unknown }[] | undefined;
  return metrics === undefined ? 1 : metrics.filter(({ MetricStat }) => MetricStat !== undefined).length;
}

/** Metrics on a dashboard. @throws Error for a search, which finds as many as there are */
function dashboardMetrics({ Properties }: CfnResource): number {
  const join = (Properties!['DashboardBody'] as { 'Fn::Join': [string, unknown[]] })['Fn::Join'];
  const body = join[1].map((part) => (typeof part === 'string' ? part : 'token')).join('');
  const { widgets } = JSON.parse(body) as { widgets: { properties: { metrics?: unknown[][] } }[] };
  const metrics = widgets.flatMap(({ properties }) => properties.metrics ?? []);
  if (metrics.some(([first]) => typeof first !== 'string'))
    throw new Error('a dashboard searches for metrics, so that nobody knows how many it shows');
  return metrics.length;
}

function sumIdleMonth(
  templates: readonly CfnTemplate[],
  prices: PriceTable,
): { total: number; lines: Record<string, number> } {
  const lines: Record<string, number> = {};
  for (const resource of templates.flatMap(({ Resources }) => Object.values(Resources))) {
    const priceOf = idleMonth[resource.Type];
    if (priceOf === undefined) throw new Error(`${resource.Type} has no line in the table of idle costs`);
    const price = priceOf(resource, prices);
    if (price > 0) lines[resource.Type] = (lines[resource.Type] ?? 0) + price;
  }
  return { total: Object.values(lines).reduce((sum, line) => sum + line, 0), lines };
}

const templatesOf = (stage: (typeof stages)[number]) =>
  Object.values(buildApp(stage, { alarmEmail: 'alarms@example.edu' }).stacks).map(
    (stack) => readTemplate(stack).json,
  );

describe('a month without an exam', () => {
  it.each(stages)('costs at most 3 USD in %s, by the prices of any region in the table', (stage) => {
    const templates = templatesOf(stage);
    for (const prices of Object.values(PRICES)) {
      const { total, lines } = sumIdleMonth(templates, prices);
      expect(total, JSON.stringify(lines)).toBeLessThanOrEqual(boundUsd);
      // Nobody has forgotten to count what is known to cost.
      expect(Object.keys(lines).sort()).toEqual([
        'AWS::CloudWatch::Alarm',
        'AWS::CloudWatch::CompositeAlarm',
        'AWS::Lambda::EventSourceMapping',
        'AWS::Scheduler::Schedule',
      ]);
    }
  });

  it('shows no more dashboards than are free, over all stages of an account', () => {
    const dashboards = stages.flatMap((stage) =>
      templatesOf(stage).flatMap(({ Resources }) =>
        Object.values(Resources).filter(({ Type }) => Type === 'AWS::CloudWatch::Dashboard'),
      ),
    );
    expect(dashboards.length).toBeLessThanOrEqual(freeDashboards);
    for (const dashboard of dashboards)
      expect(dashboardMetrics(dashboard)).toBeLessThanOrEqual(freeDashboardMetrics);
  });

  it('counts what it is told: a key, a NAT gateway or a load balancer cannot slip in', () => {
    const template: CfnTemplate = { Resources: { Key: { Type: 'AWS::KMS::Key' } } };
    expect(() => sumIdleMonth([template], PRICES['eu-central-1'])).toThrow('AWS::KMS::Key has no line');
  });
});
