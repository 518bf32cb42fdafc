import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { MOVED_PATHS } from '../../core/api/moved-routes.ts';
import { readStageConfig, sumConcurrency } from '../../core/config/stage-config.ts';
import { type FunctionName, functionLimits, functionNames } from '../../lib/constructs/function-limits.ts';
import { createStacks } from '../../lib/stacks/create-stacks.ts';
import { render } from './render.ts';
import {
  buildApp,
  type CfnResource,
  type CfnTemplate,
  makeApp,
  makeFolder,
  readTemplate,
} from './synthesize.ts';

const { stacks, config } = buildApp('dev');
const { template, json } = readTemplate(stacks.application);
const data = readTemplate(stacks.data);

interface FunctionProperties {
  readonly Environment: { readonly Variables: Record<string, unknown> };
  readonly Timeout: number;
  readonly VpcConfig?: unknown;
  readonly LoggingConfig: unknown;
}

const byName = new Map<string, [id: string, FunctionProperties]>(
  Object.entries(json.Resources).flatMap(([id, { Type, Properties }]) => {
    const name = (Properties as Partial<FunctionProperties> | undefined)?.Environment?.Variables[
      'POWERTOOLS_SERVICE_NAME'
    ];
    return Type === 'AWS::Lambda::Function' && typeof name === 'string'
      ? [[name, [id, Properties as unknown as FunctionProperties]]]
      : [];
  }),
);

function functionOf(name: FunctionName): [id: string, FunctionProperties] {
  const found = byName.get(name);
  if (found === undefined) throw new Error(`no function ${name}`);
  return found;
}

function all(type: string): [id: string, CfnResource][] {
  return Object.entries(json.Resources).filter(([, { Type }]) => Type === type);
}

describe('functions', () => {
  it('are these', () => {
    expect([...byName.keys()].sort()).toEqual([...functionNames].sort());
  });

  it('run on Node 24 and arm64, each with a role and a log group of its own that ends', () => {
    const roles = new Set<string>();
    for (const [id, properties] of byName.values()) {
      template.hasResourceProperties('AWS::Lambda::Function', {
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        Handler: 'index.handler',
        LoggingConfig: properties.LoggingConfig,
      });
      roles.add(render(json.Resources[id]?.Properties?.['Role']));
    }
    expect(roles.size).toBe(functionNames.length);
    template.allResourcesProperties('AWS::Logs::LogGroup', { RetentionInDays: config.retentionDays.logs });
    // One more for the access log of the API.
    template.resourceCountIs('AWS::Logs::LogGroup', functionNames.length + 1);
  });

  it('talk to hosts from the VPC, and to AWS from outside it', () => {
    const inVpc = functionNames.filter((name) => functionOf(name)[1].VpcConfig !== undefined);
    expect(inVpc).toEqual(['host-prober', 'submission-executor']);
    for (const name of inVpc) {
      expect(functionOf(name)[1].VpcConfig).toEqual({
        SubnetIds: [{ Ref: 'SharedFunctionSubnetAId' }, { Ref: 'SharedFunctionSubnetBId' }],
        SecurityGroupIds: [{ Ref: 'SharedFunctionSecurityGroupId' }],
      });
    }
  });

  it('reserve no concurrency, which a new account refuses', () => {
    for (const [, { Properties }] of all('AWS::Lambda::Function')) {
      expect(Properties).not.toHaveProperty('ReservedConcurrentExecutions');
    }
  });

  it('end before the gateway gives up on them, and within two ticks', () => {
    expect(functionOf('api')[1].Timeout).toBeLessThan(30);
    for (const name of ['scheduler-launcher', 'health-monitor', 'auto-shutdown', 'host-prober'] as const) {
      expect(functionOf(name)[1].Timeout).toBeLessThanOrEqual(300);
    }
  });

  it.each([
    'scheduler-launcher',
    'health-monitor',
    'auto-shutdown',
    'webhook-sender',
    'submission-reviewer',
  ] as const)('%s, invoked without waiting, keeps what failed for good', (name) => {
    template.hasResourceProperties('AWS::Lambda::EventInvokeConfig', {
      FunctionName: { Ref: functionOf(name)[0] },
      MaximumEventAgeInSeconds: 900,
      MaximumRetryAttempts: 2,
      DestinationConfig: {
        OnFailure: { Destination: { 'Fn::GetAtt': [Match.stringLikeRegexp('^AsyncFailures'), 'Arn'] } },
      },
    });
  });

  it('go on by themselves where they are made to: the reviewer alone, also for longer than Lambda takes for a mistake', () => {
    const loops = functionNames.filter((name) => 'RecursiveLoop' in functionOf(name)[1]);
    expect(loops).toEqual(['submission-reviewer']);
    const [id, properties] = functionOf('submission-reviewer');
    expect(properties).toMatchObject({ RecursiveLoop: 'Allow' });
    // Its alias waits for the function: the function waits for no policy that names the alias.
    const [policyId, policy] = all('AWS::IAM::Policy').find(([key]) => key.includes('GoesOn'))!;
    expect(policy.Properties?.['PolicyDocument']).toMatchObject({
      Statement: [
        {
          Action: 'lambda:InvokeFunction',
          Effect: 'Allow',
          Resource: { Ref: expect.stringContaining('ReleaseAlias') as string },
        },
      ],
    });
    expect(json.Resources[id]?.DependsOn).not.toContain(policyId);
  });

  it('are told the names that their schema asks for, and no others', async () => {
    for (const name of functionNames) {
      const folder = name === 'submission-executor-hosted' ? 'submission-executor' : name;
      const { envSchema } = (await import(`../../lambdas/${folder}/env.ts`)) as {
        envSchema: { def: { shape: Record<string, unknown> } };
      };
      const told = Object.keys(functionOf(name)[1].Environment.Variables).filter(
        (key) => !key.startsWith('POWERTOOLS_') && key !== 'NODE_OPTIONS',
      );
      // Lambda itself gives what begins with AWS_, and lets nobody else.
      const asked = Object.keys(envSchema.def.shape).filter((key) => !key.startsWith('AWS_'));
      expect(told.sort(), name).toEqual(asked.sort());
    }
  });

  it('say which command makes a missing bundle', () => {
    const app = makeApp();
    expect(() => createStacks(app, readStageConfig('dev'), { bundles: makeFolder('empty') })).toThrow(
      /npm run build/,
    );
  });
});

describe('the sweep', () => {
  it('looks at the whole stage each hour, session or none', () => {
    template.resourceCountIs('AWS::Scheduler::Schedule', 1);
    template.hasResourceProperties('AWS::Scheduler::Schedule', {
      GroupName: 'assize-dev',
      ScheduleExpression: 'rate(1 hour)',
      Target: Match.objectLike({
        Arn: { 'Fn::GetAtt': [functionOf('health-monitor')[0], 'Arn'] },
        Input: '{"kind":"sweep"}',
        DeadLetterConfig: { Arn: { Ref: 'SharedScheduleDeadLettersArn' } },
      }),
    });
  });
});

describe('queues', () => {
  const sources = all('AWS::Lambda::EventSourceMapping').map(([, { Properties }]) => Properties ?? {});
  const queues = new Map(
    [...Object.entries(data.json.Resources), ...Object.entries(json.Resources)].filter(
      ([, { Type }]) => Type === 'AWS::SQS::Queue',
    ),
  );
  const work = [...queues.values()].filter(({ Properties }) => Properties?.['RedrivePolicy'] !== undefined);

  it('set a message aside after five receives at least, encrypted and closed to plain HTTP', () => {
    // Not that of webhooks: no function is fed by it, and what its sender cannot read stays there.
    expect(work).toHaveLength(3);
    for (const { Properties } of work) {
      expect(
        (Properties!['RedrivePolicy'] as { maxReceiveCount: number }).maxReceiveCount,
      ).toBeGreaterThanOrEqual(5);
    }
    for (const { Properties } of queues.values())
      expect(Properties).toMatchObject({ SqsManagedSseEnabled: true });
    for (const [id, json_] of [
      ['app', json],
      ['data', data.json],
    ] as const) {
      const own = Object.values(json_.Resources).filter(({ Type }) => Type === 'AWS::SQS::Queue').length;
      const closed = Object.values(json_.Resources).filter(
        ({ Type, Properties }) =>
          Type === 'AWS::SQS::QueuePolicy' &&
          JSON.stringify(Properties).includes('"aws:SecureTransport":"false"'),
      ).length;
      expect(closed, id).toBe(own);
    }
  });

  it('hide a message for longer than its function may take', () => {
    const hidden = (from: string) =>
      [...queues].find(([id, { Properties }]) => id.startsWith(from) && Properties?.['RedrivePolicy'])?.[1]
        .Properties?.['VisibilityTimeout'];
    for (const [queue, name] of [
      ['EventsFleetSubmissions', 'submission-executor'],
      ['EventsHostedSubmissions', 'submission-executor-hosted'],
      ['PackageUploads', 'problem-importer'],
    ] as const)
      expect(hidden(queue), queue).toBeGreaterThan(functionLimits[name].timeout.toSeconds());
  });

  it('are read with a cap, and answered message by message', () => {
    expect(sources).toHaveLength(3);
    for (const source of sources) {
      expect(source).toMatchObject({
        BatchSize: 1,
        FunctionResponseTypes: ['ReportBatchItemFailures'],
        ScalingConfig: { MaximumConcurrency: expect.any(Number) as number },
      });
    }
  });

  it('get doorbells by deployment and every event, raw', () => {
    const subscriptions = all('AWS::SNS::Subscription').map(([, { Properties }]) => Properties);
    expect(subscriptions.map((properties) => properties?.['FilterPolicy'])).toEqual([
      { deployment: ['fleet'] },
      { deployment: ['direct', 'pooled'] },
      undefined,
    ]);
    for (const properties of subscriptions)
      expect(properties).toMatchObject({ Protocol: 'sqs', RawMessageDelivery: true });
  });
});

describe('concurrency', () => {
  it('of a new account holds everything at its cap', () => {
    const caps = all('AWS::Lambda::EventSourceMapping').map(
      ([, { Properties }]) =>
        (Properties!['ScalingConfig'] as { MaximumConcurrency: number }).MaximumConcurrency,
    );
    const sources = caps.reduce((sum, cap) => sum + cap, 0);
    const { fleetPasses, api, account } = config.concurrency;
    expect(account).toBe(10);
    expect(Math.min(...caps)).toBeGreaterThanOrEqual(2);
    expect(sources + fleetPasses + api).toBe(sumConcurrency(config.concurrency));
    expect(sources + fleetPasses + api).toBeLessThanOrEqual(account);
  });
});

describe('API', () => {
  const routes = Object.fromEntries(
    all('AWS::ApiGatewayV2::Route').map(([, { Properties }]) => [
      String(Properties?.['RouteKey']),
      Properties?.['AuthorizationType'],
    ]),
  );

  it('asks for a token on every route but those that are for anyone', () => {
    expect(routes).toEqual({
      'GET /v1/health': 'NONE',
      'HEAD /v1/health': 'NONE',
      'GET /v1/config': 'NONE',
      'HEAD /v1/config': 'NONE',
      'GET /v1/openapi.json': 'NONE',
      'HEAD /v1/openapi.json': 'NONE',
      'GET /v1/errors': 'NONE',
      'HEAD /v1/errors': 'NONE',
      'GET /v1/monitoring/health': 'NONE',
      'HEAD /v1/monitoring/health': 'NONE',
      // A redirect, which tells nothing.
      ...Object.fromEntries(
        MOVED_PATHS.flatMap((path) => ['GET', 'HEAD', 'POST'].map((method) => [`${method} ${path}`, 'NONE'])),
      ),
      'GET /v1/{proxy+}': 'JWT',
      'HEAD /v1/{proxy+}': 'JWT',
      'POST /v1/{proxy+}': 'JWT',
      'PUT /v1/{proxy+}': 'JWT',
      'PATCH /v1/{proxy+}': 'JWT',
      'DELETE /v1/{proxy+}': 'JWT',
    });
  });

  it('believes our user pool, and tokens made for our client', () => {
    const authorizer = all('AWS::ApiGatewayV2::Authorizer')[0]![1];
    const { Issuer, Audience } = authorizer.Properties!['JwtConfiguration'] as {
      Issuer: unknown;
      Audience: unknown;
    };
    expect(render(Issuer)).toMatch(
      /^https:\/\/cognito-idp\.\{Region\}\.amazonaws\.com\/\{SharedUserPoolId\}$/,
    );
    expect(render(Audience)).toBe('{SharedUserPoolClientId}');
  });

  it('throttles and logs', () => {
    template.hasResourceProperties('AWS::ApiGatewayV2::Stage', {
      StageName: '$default',
      AutoDeploy: true,
      DefaultRouteSettings: { ThrottlingBurstLimit: 4100, ThrottlingRateLimit: 850 },
      AccessLogSettings: { Format: Match.stringLikeRegexp('requestId') },
    });
  });

  it('gives each route that needs no token a bucket of its own, far below the stage', () => {
    const routes = Object.entries(template.findResources('AWS::ApiGatewayV2::Route')).filter(
      ([, { Properties }]) => Properties.AuthorizationType === 'NONE',
    );
    const open = routes.map(([, { Properties }]) => Properties.RouteKey as string);
    expect(open).toContain('GET /v1/config');
    const [[, stage] = []] = Object.entries(template.findResources('AWS::ApiGatewayV2::Stage'));
    expect(stage?.Properties.RouteSettings).toEqual(
      Object.fromEntries(open.map((key) => [key, { ThrottlingRateLimit: 20, ThrottlingBurstLimit: 200 }])),
    );
    // CloudFormation makes the stage after the routes that its settings name.
    expect(stage?.DependsOn).toEqual(expect.arrayContaining(routes.map(([id]) => id)));
  });

  it('answers other origins only where the stage names them', () => {
    template.hasResourceProperties('AWS::ApiGatewayV2::Api', {
      CorsConfiguration: { AllowOrigins: ['http://localhost:5173'] },
    });
    const prod = readTemplate(buildApp('prod').stacks.application).template;
    prod.hasResourceProperties('AWS::ApiGatewayV2::Api', { CorsConfiguration: Match.absent() });
  });
});

describe('outputs', () => {
  it('print the way from a deploy to a token', () => {
    const told = Object.fromEntries(
      Object.entries(json.Outputs ?? {}).map(([id, { Value }]) => [id, render(Value)]),
    );
    expect(told['FirstInstructor1Create']).toMatch(
      /^aws cognito-idp admin-create-user --region \{Region\} --user-pool-id \{SharedUserPoolId\} --username teacher/,
    );
    expect(told['FirstInstructor2Password']).toContain('admin-set-user-password');
    expect(told['FirstInstructor3Group']).toContain('--group-name instructor');
    expect(told['FirstInstructor4Token']).toContain('USER_PASSWORD_AUTH');
    expect(told['ApiUrl']).toMatch(/^\{FrontApi\w+\.ApiEndpoint\}$/);
  });
});

/** Rules of EventBridge for what one service tells, and whom they invoke by its permission. */
const rulesFor = (json: CfnTemplate, source: string) => {
  const resources = Object.entries(json.Resources);
  const rules = resources.filter(
    ([, { Type, Properties = {} }]) =>
      Type === 'AWS::Events::Rule' &&
      (Properties['EventPattern'] as { source: string[] }).source.includes(source),
  );
  const permitted = resources.flatMap(([, { Type, Properties }]) =>
    Type === 'AWS::Lambda::Permission' &&
    rules.some(([id]) => JSON.stringify(Properties?.['SourceArn']).includes(`"${id}"`))
      ? [Properties!]
      : [],
  );
  return { rules, permitted };
};

it('hears of files below reviews/ of the bucket, by the alias of the reviewer and nobody else', () => {
  const { rules, permitted } = rulesFor(json, 'aws.s3');
  const [alias] = all('AWS::Lambda::Alias').map(([id]) => id);
  expect(rules.map(([, { Properties }]) => Properties)).toMatchObject([
    {
      EventPattern: {
        source: ['aws.s3'],
        'detail-type': ['Object Created'],
        detail: {
          bucket: { name: [{ Ref: 'SharedDataBucketName' }] },
          object: { key: [{ prefix: 'reviews/' }] },
        },
      },
      Targets: [{ Arn: { Ref: alias } }],
    },
  ]);
  expect(permitted).toMatchObject([{ Principal: 'events.amazonaws.com', FunctionName: { Ref: alias } }]);
});

it('releases the reviewer in steps that the alarm on errors takes back, or at once where that is switched off', () => {
  const groups = all('AWS::CodeDeploy::DeploymentGroup').map(([, { Properties }]) => Properties);
  expect(groups).toMatchObject([
    {
      DeploymentConfigName: 'CodeDeployDefault.LambdaCanary10Percent5Minutes',
      AlarmConfiguration: { Alarms: [{ Name: 'assize-dev-FunctionErrors' }], Enabled: true },
      AutoRollbackConfiguration: {
        Enabled: true,
        Events: expect.arrayContaining(['DEPLOYMENT_STOP_ON_ALARM']),
      },
    },
  ]);
  const [alias] = all('AWS::Lambda::Alias');
  expect(alias?.[1]).toHaveProperty('UpdatePolicy.CodeDeployLambdaAliasUpdate');
  const { json: watching } = readTemplate(stacks.observability);
  expect(
    Object.values(watching.Resources).flatMap(({ Type, Properties }) =>
      Type === 'AWS::CloudWatch::Alarm' ? [Properties?.['AlarmName']] : [],
    ),
  ).toContain('assize-dev-FunctionErrors');

  const atOnce = readTemplate(buildApp('dev', { canary: false }).stacks.application).json;
  const types = Object.values(atOnce.Resources).map(({ Type }) => Type);
  expect(types).toContain('AWS::Lambda::Alias');
  expect(types.filter((type) => type.startsWith('AWS::CodeDeploy'))).toEqual([]);
});

describe('notices of EC2', () => {
  const spot = readTemplate(buildApp('dev', { host: { market: 'spot' } }).stacks.application);
  const monitor = Object.keys(spot.json.Resources).find((id) => /^Functionshealthmonitor.*Function/.test(id));

  it('come to nobody where hosts are bought on demand', () => {
    expect(rulesFor(json, 'aws.ec2').rules).toEqual([]);
  });

  it('come to the health monitor where they are spot, by one rule that alone may invoke it', () => {
    const { rules, permitted } = rulesFor(spot.json, 'aws.ec2');
    const [[id, rule] = ['', undefined], ...others] = rules;
    expect(others).toEqual([]);
    expect(rule?.Properties).toMatchObject({
      EventPattern: { source: ['aws.ec2'], 'detail-type': ['EC2 Spot Instance Interruption Warning'] },
      State: 'ENABLED',
      Targets: [
        {
          Arn: { 'Fn::GetAtt': [monitor, 'Arn'] },
          RetryPolicy: { MaximumEventAgeInSeconds: 120, MaximumRetryAttempts: 5 },
        },
      ],
    });
    expect(permitted).toEqual([
      {
        Action: 'lambda:InvokeFunction',
        FunctionName: { 'Fn::GetAtt': [monitor, 'Arn'] },
        Principal: 'events.amazonaws.com',
        SourceArn: { 'Fn::GetAtt': [id, 'Arn'] },
      },
    ]);
  });

  it('lets launches make spot requests where hosts are spot, and only there', () => {
    const requests = (text: string) => text.split('spot-instances-request/*').length - 1;
    expect(requests(JSON.stringify(json))).toBe(0);
    // The launcher's and the monitor's.
    expect(requests(JSON.stringify(spot.json))).toBe(2);
  });
});
