import type { Provider } from '../provider.ts';

/**
 * Types that change nothing about what runs on one machine, each with the reason. They get a name and the
 * attributes that other resources ask for; their properties are not read.
 */
export const INERT_TYPES: Readonly<Record<string, string>> = {
  'AWS::CDK::Metadata': 'a count of constructs for the CDK team',
  'AWS::CloudWatch::Alarm': 'nobody is paged here; the log stream shows errors and throttles as they happen',
  'AWS::CloudWatch::CompositeAlarm': 'as alarms',
  'AWS::CloudWatch::AnomalyDetector': 'as alarms',
  'AWS::CloudWatch::Dashboard': 'metrics are collected, but drawn by the page and the terminal',
  'AWS::Logs::LogGroup': "every function's lines are in the one log stream",
  'AWS::Logs::LogStream': 'as log groups',
  'AWS::Logs::MetricFilter': 'metrics come from EMF lines',
  'AWS::Logs::QueryDefinition': 'a saved search for the CloudWatch console',
  'AWS::Logs::ResourcePolicy': 'who may write logs on AWS',
  'AWS::Budgets::Budget': 'nothing is billed here',
  'AWS::EC2::FlowLog': 'no packets pass',
  'AWS::EC2::InternetGateway': 'routes are read from AWS::EC2::Route',
  'AWS::EC2::VPCGatewayAttachment': 'routes are read from AWS::EC2::Route',
  'AWS::EC2::EIP': 'no public addresses here',
  'AWS::Lambda::LayerVersion':
    "bundles carry what they need; only CDK's own deployment functions have layers",
  'AWS::Lambda::LayerVersionPermission': 'as layers',
  'AWS::CloudFront::CachePolicy': 'the local site caches nothing',
  'AWS::CloudFront::OriginRequestPolicy': 'the local site passes every header on',
  'AWS::CloudFront::OriginAccessControl': 'the local site reads the bucket as the administrator',
  'AWS::CloudFront::CloudFrontOriginAccessIdentity': 'as origin access controls',
  'AWS::WAFv2::WebACL': 'no strangers here',
  'AWS::ResourceGroups::Group': 'a view in the AWS console',
  'AWS::ServiceCatalogAppRegistry::Application': 'a view in the AWS console',
  'AWS::ServiceCatalogAppRegistry::ResourceAssociation': 'a view in the AWS console',
  'Custom::S3AutoDeleteObjects': 'acts only when a stack is destroyed; --fresh empties everything here',
  'Custom::VpcRestrictDefaultSG': 'nothing uses the default security group here',
  'Custom::CrossRegionExportReader': 'there is one region here',
};

/** ARN of an inert resource where others ask for it. */
const ARN_FORMS: Readonly<Record<string, (region: string, account: string, name: string) => string>> = {
  'AWS::CloudWatch::Alarm': (region, account, name) =>
    `arn:aws:cloudwatch:${region}:${account}:alarm:${name}`,
  'AWS::CloudWatch::CompositeAlarm': (region, account, name) =>
    `arn:aws:cloudwatch:${region}:${account}:alarm:${name}`,
  'AWS::Logs::LogGroup': (region, account, name) => `arn:aws:logs:${region}:${account}:log-group:${name}:*`,
  'AWS::Lambda::LayerVersion': (region, account, name) =>
    `arn:aws:lambda:${region}:${account}:layer:${name}:1`,
};

const NAME_LIMIT = 255;

export function inertProvider(type: string): Provider {
  return {
    ensure: async (_properties, { makeName, region, accountId }) => {
      const name = makeName(NAME_LIMIT);
      const arn = ARN_FORMS[type]?.(region, accountId, name);
      // Layers and alarms of both kinds are referred to by what their ARN or name is on AWS.
      const physicalId = type === 'AWS::Lambda::LayerVersion' ? arn! : name;
      return {
        physicalId,
        attributes: { Id: name, ...(arn === undefined ? {} : { Arn: arn }), S3CanonicalUserId: name },
      };
    },
  };
}
