import { Token } from 'aws-cdk-lib';
import { describe, expect, it } from 'vitest';
import { parameterName, sharedNames, stackKinds, stackName } from '../../lib/naming.ts';
import { render } from './render.ts';
import { buildApp, readTemplate } from './synthesize.ts';

const { stacks } = buildApp('staging', { dashboards: true });
/** In the order in which the first deploy makes them. */
const templates = Object.values(stacks).map((stack) => ({ stack, ...readTemplate(stack) }));

const publishedBy = ({ json }: (typeof templates)[number]) =>
  Object.values(json.Resources)
    .filter(({ Type }) => Type === 'AWS::SSM::Parameter')
    .map(({ Properties }) => String(Properties!['Name']));

const readBy = ({ json }: (typeof templates)[number]) =>
  Object.values(json.Parameters ?? {})
    .filter(({ Type }) => Type === 'AWS::SSM::Parameter::Value<String>')
    .map(({ Default }) => String(Default))
    .filter((name) => !name.startsWith('/cdk-bootstrap/'));

describe('stacks', () => {
  it('are named by stage and lifecycle', () => {
    expect(templates.map(({ stack }) => stack.stackName)).toEqual(
      stackKinds.map((kind) => stackName('staging', kind)),
    );
  });

  it('know no account and no region, so that they synthesize anywhere', () => {
    for (const { stack, json } of templates) {
      expect(Token.isUnresolved(stack.account) && Token.isUnresolved(stack.region)).toBe(true);
      expect(JSON.stringify(json)).not.toMatch(/:\d{12}:/);
    }
  });

  it('give what is named in the whole account, not in a region, a name that carries the region', () => {
    const named: Readonly<Record<string, (properties: Record<string, Record<string, unknown>>) => unknown>> =
      {
        'AWS::CloudFront::ResponseHeadersPolicy': ({ ResponseHeadersPolicyConfig: config }) =>
          config?.['Name'],
        'AWS::CloudFront::OriginAccessControl': ({ OriginAccessControlConfig: config }) => config?.['Name'],
        'AWS::CloudFront::CachePolicy': ({ CachePolicyConfig: config }) => config?.['Name'],
        'AWS::CloudFront::OriginRequestPolicy': ({ OriginRequestPolicyConfig: config }) => config?.['Name'],
        'AWS::CloudFront::Function': ({ Name }) => Name,
        'AWS::CloudWatch::Dashboard': ({ DashboardName }) => DashboardName,
        'AWS::IAM::Role': ({ RoleName }) => RoleName,
        'AWS::IAM::ManagedPolicy': ({ ManagedPolicyName }) => ManagedPolicyName,
        'AWS::IAM::InstanceProfile': ({ InstanceProfileName }) => InstanceProfileName,
        'AWS::S3::Bucket': ({ BucketName }) => BucketName,
        'AWS::Budgets::Budget': ({ Budget }) => Budget?.['BudgetName'],
      };
    const names = templates.flatMap(({ json }) =>
      Object.values(json.Resources).flatMap(({ Type, Properties = {} }) => {
        const name = named[Type]?.(Properties as Record<string, Record<string, unknown>>);
        return name === undefined ? [] : [render(name)];
      }),
    );
    expect(names.length).toBeGreaterThanOrEqual(3);
    for (const name of names) expect(name).toMatch(/\{Region\}$/);
  });

  it('export nothing and import nothing', () => {
    for (const { json } of templates) {
      expect(Object.values(json.Outputs ?? {}).filter(({ Export }) => Export !== undefined)).toEqual([]);
      expect(JSON.stringify(json)).not.toContain('Fn::ImportValue');
    }
  });

  it('publish every shared name once, below the path of their stage', () => {
    const published = templates.flatMap(publishedBy);
    expect(published.toSorted()).toEqual(
      sharedNames.map((name) => parameterName('staging', name)).toSorted(),
    );
  });

  it('read only what an earlier stack published, and publish only what somebody reads', () => {
    const known = new Set<string>();
    for (const template of templates) {
      for (const name of readBy(template)) {
        expect(name).toMatch(/^\/assize\/staging\/[a-z-]+$/);
        expect(known, `${template.stack.stackName} reads ${name}`).toContain(name);
      }
      for (const name of publishedBy(template)) known.add(name);
    }
    expect([...known].filter((name) => !templates.flatMap(readBy).includes(name))).toEqual([]);
  });

  it('carry their stage on everything that takes tags', () => {
    for (const { json } of templates) {
      for (const [id, { Type, Properties }] of Object.entries(json.Resources)) {
        if (
          !['AWS::DynamoDB::Table', 'AWS::S3::Bucket', 'AWS::Lambda::Function', 'AWS::SQS::Queue'].includes(
            Type,
          )
        )
          continue;
        // The function by which CDK empties a bucket: CDK makes it without tags.
        if (id.startsWith('CustomS3AutoDeleteObjects')) continue;
        expect(Properties?.['Tags'], id).toContainEqual({ Key: 'assize:stage', Value: 'staging' });
      }
    }
  });
});
