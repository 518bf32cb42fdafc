import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { tableSchemas } from '../support/table-schemas.ts';
import { buildApp, readTemplate } from './synthesize.ts';

const dev = readTemplate(buildApp('dev').stacks.data);
const prod = readTemplate(buildApp('prod').stacks.data);

function keys(partition: string, sort: string) {
  return [
    { AttributeName: partition, KeyType: 'HASH' },
    { AttributeName: sort, KeyType: 'RANGE' },
  ];
}

describe('tables', () => {
  it('are three, on demand, recoverable to any second, with rows that expire', () => {
    dev.template.resourceCountIs('AWS::DynamoDB::Table', 3);
    dev.template.allResourcesProperties('AWS::DynamoDB::Table', {
      KeySchema: keys('pk', 'sk'),
      BillingMode: 'PAY_PER_REQUEST',
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
    });
  });

  it.each(Object.entries(tableSchemas))(
    'have the keys and indexes that tests count on: %s',
    (kind, schema) => {
      const tables = dev.template.findResources('AWS::DynamoDB::Table');
      const [[, table] = []] = Object.entries(tables).filter(([id]) => id.toLowerCase().startsWith(kind));
      const { AttributeDefinitions, KeySchema, GlobalSecondaryIndexes, LocalSecondaryIndexes } =
        table?.['Properties'] ?? {};
      expect({ AttributeDefinitions, KeySchema, GlobalSecondaryIndexes, LocalSecondaryIndexes }).toEqual(
        schema,
      );
    },
  );

  it('go with the stack in dev, and are kept and protected in prod', () => {
    dev.template.allResources('AWS::DynamoDB::Table', { DeletionPolicy: 'Delete' });
    prod.template.allResources('AWS::DynamoDB::Table', {
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
      Properties: Match.objectLike({ DeletionProtectionEnabled: true }),
    });
  });

  it('need no key of ours, which would cost a dollar a month', () => {
    for (const type of ['AWS::KMS::Key', 'AWS::KMS::Alias']) dev.template.resourceCountIs(type, 0);
  });
});

describe('a stack that is destroyed', () => {
  it('takes its files with it where it takes its rows, and where they are kept no function empties anything', () => {
    dev.template.resourceCountIs('Custom::S3AutoDeleteObjects', 1);
    dev.template.hasResource('AWS::S3::Bucket', { DeletionPolicy: 'Delete' });
    prod.template.resourceCountIs('Custom::S3AutoDeleteObjects', 0);
    prod.template.resourceCountIs('AWS::Lambda::Function', 0);
    prod.template.hasResource('AWS::S3::Bucket', { DeletionPolicy: 'Retain' });
  });
});

describe('data bucket', () => {
  it('is closed to the public and to plain HTTP', () => {
    dev.template.hasResourceProperties('AWS::S3::Bucket', {
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
      OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
    });
    dev.template.hasResourceProperties('AWS::S3::BucketPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Effect: 'Deny',
            Action: 's3:*',
            Principal: { AWS: '*' },
            Condition: { Bool: { 'aws:SecureTransport': 'false' } },
          }),
        ]),
      },
    });
  });

  it('drops uploads and outputs when their time is over, and keeps test data and manifests', () => {
    const bucket = Object.values(dev.template.findResources('AWS::S3::Bucket'))[0]!;
    const { Rules } = bucket['Properties'].LifecycleConfiguration as {
      Rules: { Prefix?: string; ExpirationInDays?: number }[];
    };
    const expiring = Rules.filter((rule) => rule.ExpirationInDays !== undefined);
    expect(expiring.map((rule) => [rule.Prefix, rule.ExpirationInDays])).toEqual([
      ['bulk/', 1],
      ['reviews/', 90],
      ['packages/', 7],
      ['outputs/', 14],
    ]);
  });

  it('rings the importer for each upload, without a custom resource and without a circle', () => {
    const found = Object.entries(dev.template.findResources('AWS::S3::Bucket'));
    expect(found).toHaveLength(1);
    const [bucketId, bucket] = found[0]!;
    const { QueueConfigurations } = bucket['Properties'].NotificationConfiguration as {
      QueueConfigurations: { Event: string; Filter: unknown; Queue: { 'Fn::GetAtt': [string, string] } }[];
    };
    const queue = QueueConfigurations[0]!;
    expect(queue).toMatchObject({
      Event: 's3:ObjectCreated:*',
      Filter: { S3Key: { Rules: [{ Name: 'prefix', Value: 'packages/' }] } },
    });
    const policies = Object.entries(dev.template.findResources('AWS::SQS::QueuePolicy'));
    const ours = policies.find(([, policy]) => JSON.stringify(policy).includes('s3.amazonaws.com'));
    expect(bucket['DependsOn']).toContain(ours?.[0]);
    expect(JSON.stringify(ours?.[1])).not.toContain(bucketId);
    expect(JSON.stringify(ours?.[1]['Properties'].Queues)).toContain(queue.Queue['Fn::GetAtt'][0]);
    dev.template.resourceCountIs('Custom::S3BucketNotifications', 0);
  });
});

describe('users', () => {
  it('cannot sign up, and need a strong password', () => {
    dev.template.hasResourceProperties('AWS::Cognito::UserPool', {
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
      Policies: {
        PasswordPolicy: {
          MinimumLength: 12,
          RequireLowercase: true,
          RequireNumbers: true,
          RequireSymbols: true,
          RequireUppercase: true,
        },
      },
    });
  });

  it('are operators, instructors or participants', () => {
    const groups = Object.values(dev.template.findResources('AWS::Cognito::UserPoolGroup')).map(
      (group) => group['Properties'].GroupName,
    );
    expect(groups).toEqual(['operator', 'instructor', 'participant']);
  });

  it('log in from the command line, which keeps no secret, for longer than an exam', () => {
    dev.template.hasResourceProperties('AWS::Cognito::UserPoolClient', {
      ExplicitAuthFlows: Match.arrayWith(['ALLOW_USER_PASSWORD_AUTH']),
      GenerateSecret: false,
      AccessTokenValidity: 480,
    });
  });

  it('are kept in prod', () => {
    prod.template.hasResource('AWS::Cognito::UserPool', {
      DeletionPolicy: 'Retain',
      Properties: Match.objectLike({ DeletionProtection: 'ACTIVE' }),
    });
  });
});
