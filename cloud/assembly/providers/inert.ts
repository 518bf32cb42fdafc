import type { Provider } from '../provider.ts';

/**
 * Types that change nothing about what runs on one machine, each with the reason. They get a name and the
 * attributes that other resources ask for; their properties are not read.
 */
export const INERT_TYPES: Readonly<Record<string, string>> = {
  'AWS::CloudWatch::Dashboard': 'the page and the terminal show what happens',
  'AWS::Logs::QueryDefinition': 'Logs Insights answers no queries here; the log is a file of JSON lines',
  'AWS::Logs::LogGroup': "every function's lines are in the one log stream",
  'AWS::Budgets::Budget': 'nothing is billed here',
  'AWS::EC2::InternetGateway': 'functions have no public addresses, and hosts none that leads anywhere',
  'AWS::EC2::VPCGatewayAttachment': 'as internet gateways',
  'AWS::CodeDeploy::Application': 'what is new serves at once here',
  'AWS::CodeDeploy::DeploymentGroup': 'nothing shifts from one version to the next here',
  'AWS::Lambda::LayerVersion':
    "bundles carry what they need; only CDK's own deployment functions have layers",
  'AWS::CloudFront::OriginAccessControl': 'the local site reads the bucket as the administrator',
  'Custom::S3AutoDeleteObjects': 'acts only when a stack is destroyed; --fresh empties everything here',
};

/** ARN of an inert resource where others ask for it. */
const ARN_FORMS: Readonly<Record<string, (region: string, account: string, name: string) => string>> = {
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
      // A layer is referred to by its ARN.
      const physicalId = type === 'AWS::Lambda::LayerVersion' ? arn! : name;
      return { physicalId, attributes: { Id: name, ...(arn === undefined ? {} : { Arn: arn }) } };
    },
  };
}
