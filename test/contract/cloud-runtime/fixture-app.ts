import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, AssetStaging, CfnOutput, Duration, Fn, Stack } from 'aws-cdk-lib';
import { CorsHttpMethod, HttpApi, HttpMethod, HttpNoneAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpUserPoolAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import {
  AllowedMethods,
  Distribution,
  HeadersFrameOption,
  ResponseHeadersPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin, S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { CfnUserPoolGroup, UserPool } from 'aws-cdk-lib/aws-cognito';
import { AttributeType, BillingMode, Table } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Bucket, type IBucket } from 'aws-cdk-lib/aws-s3';
import { BucketDeployment, CacheControl, Source } from 'aws-cdk-lib/aws-s3-deployment';
import { SubscriptionFilter, Topic } from 'aws-cdk-lib/aws-sns';
import { SqsSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { buildSync } from 'esbuild';

export interface FixtureOptions {
  /** Whether the front function may publish; its absence is what a test of roles removes. */
  readonly mayPublish?: boolean;
  readonly visibilityS?: number;
  readonly maxConcurrency?: number;
}

const TABLE_PARAMETER = '/fixture/table-name';

/** Bundles the fixtures' functions as the build bundles Lambdas; returns the folder of the bundles. */
export function bundleFixture(dir: string): string {
  // The CDK's template rules take seconds and have a test of their own.
  process.env['CDK_VALIDATION'] = 'false';
  const bundles = join(dir, 'bundles');
  for (const name of ['front', 'worker']) {
    buildSync({
      entryPoints: [join(import.meta.dirname, 'functions', `${name}.ts`)],
      outfile: join(bundles, name, 'index.mjs'),
      bundle: true,
      platform: 'node',
      format: 'esm',
      target: 'node24',
      banner: { js: "import{createRequire as __r}from'node:module';const require=__r(import.meta.url);" },
      logLevel: 'error',
    });
  }
  return bundles;
}

/**
 * Synthesizes a small application of its own: HTTP API with JWT authorizer -> function -> table and topic -> queue
 * with dead letters -> function. Returns the folder of its cloud assembly.
 */
export function synthesizeFixture(dir: string, options: FixtureOptions = {}): string {
  const bundles = bundleFixture(dir);
  const outdir = join(dir, 'cdk.out');
  rmSync(outdir, { recursive: true, force: true });
  // The CDK remembers in this process which assets it has copied; the folder that it copied them to is gone.
  AssetStaging.clearAssetHashCache();
  const app = new App({ outdir });

  const data = new Stack(app, 'FixtureData');
  const table = new Table(data, 'Items', {
    partitionKey: { name: 'pk', type: AttributeType.STRING },
    sortKey: { name: 'sk', type: AttributeType.STRING },
    billingMode: BillingMode.PAY_PER_REQUEST,
  });
  new StringParameter(data, 'TableName', { parameterName: TABLE_PARAMETER, stringValue: table.tableName });

  const stack = new Stack(app, 'FixtureApp');
  // Read by name, as the stages' own stacks share: nothing in the assembly orders the two.
  const tableName = StringParameter.valueForStringParameter(stack, TABLE_PARAMETER);
  const known = Table.fromTableName(stack, 'Known', tableName);
  const topic = new Topic(stack, 'Events');
  const deadLetters = new Queue(stack, 'DeadLetters');
  const queue = new Queue(stack, 'Work', {
    visibilityTimeout: Duration.seconds(options.visibilityS ?? 2),
    deadLetterQueue: { queue: deadLetters, maxReceiveCount: 3 },
  });
  topic.addSubscription(
    new SqsSubscription(queue, {
      rawMessageDelivery: true,
      filterPolicy: { lane: SubscriptionFilter.stringFilter({ allowlist: ['contest'] }) },
    }),
  );
  const makeFunction = (name: string): LambdaFunction =>
    new LambdaFunction(stack, name, {
      runtime: Runtime.NODEJS_24_X,
      handler: 'index.handler',
      code: Code.fromAsset(join(bundles, name.toLowerCase())),
      timeout: Duration.seconds(name === 'Worker' ? 2 : 3),
      memorySize: 256,
      environment: {
        TABLE: tableName,
        TOPIC_ARN: topic.topicArn,
        POWERTOOLS_SERVICE_NAME: name.toLowerCase(),
      },
    });
  const front = makeFunction('Front');
  const worker = makeFunction('Worker');
  known.grantReadWriteData(front);
  front.addToRolePolicy(
    new PolicyStatement({ actions: ['dynamodb:Query'], resources: [`${known.tableArn}/index/*`] }),
  );
  known.grantReadWriteData(worker);
  if (options.mayPublish !== false) topic.grantPublish(front);
  front.configureAsyncInvoke({ retryAttempts: 1, onFailure: new SqsDestination(deadLetters) });
  worker.addEventSource(
    new SqsEventSource(queue, {
      batchSize: 5,
      maxConcurrency: options.maxConcurrency ?? 2,
      reportBatchItemFailures: true,
    }),
  );
  // Held: nobody polls it.
  worker.addEventSource(new SqsEventSource(deadLetters, { enabled: false }));

  const pool = new UserPool(stack, 'Users');
  const client = pool.addClient('Client', { authFlows: { userPassword: true } });
  new CfnUserPoolGroup(stack, 'Operators', { userPoolId: pool.userPoolId, groupName: 'operator' });
  const api = new HttpApi(stack, 'Api', {
    corsPreflight: {
      allowOrigins: ['https://console.example'],
      allowMethods: [CorsHttpMethod.GET],
      allowHeaders: ['authorization'],
    },
  });
  const integration = new HttpLambdaIntegration('Integration', front);
  const authorizer = new HttpUserPoolAuthorizer('Users', pool, { userPoolClients: [client] });
  api.addRoutes({ path: '/{proxy+}', methods: [HttpMethod.GET, HttpMethod.POST], integration, authorizer });
  api.addRoutes({ path: '/items/{id}', methods: [HttpMethod.GET], integration, authorizer });
  api.addRoutes({
    path: '/open',
    methods: [HttpMethod.GET],
    integration,
    authorizer: new HttpNoneAuthorizer(),
  });
  addSite(stack, api, join(dir, 'site'));
  new CfnOutput(stack, 'QueueUrl', { value: queue.queueUrl });
  new CfnOutput(stack, 'DeadLettersUrl', { value: deadLetters.queueUrl });
  new CfnOutput(stack, 'FrontName', { value: front.functionName });
  new CfnOutput(stack, 'WorkerName', { value: worker.functionName });
  app.synth();
  return outdir;
}

/** A page in a bucket behind a distribution that passes /echo/* on to the API. */
function addSite(stack: Stack, api: HttpApi, folder: string): void {
  mkdirSync(join(folder, 'assets'), { recursive: true });
  writeFileSync(join(folder, 'index.html'), '<!doctype html><title>Fixture</title>');
  writeFileSync(join(folder, 'assets', 'main.js'), 'export {};');
  const bucket = new Bucket(stack, 'Pages') as IBucket;
  const headers = new ResponseHeadersPolicy(stack, 'Headers', {
    securityHeadersBehavior: { frameOptions: { frameOption: HeadersFrameOption.DENY, override: true } },
    customHeadersBehavior: {
      customHeaders: [{ header: 'Cache-Control', value: 'no-cache', override: false }],
    },
  });
  const distribution = new Distribution(stack, 'Site', {
    defaultRootObject: 'index.html',
    defaultBehavior: {
      origin: S3BucketOrigin.withOriginAccessControl(bucket),
      responseHeadersPolicy: headers,
    },
    additionalBehaviors: {
      '/echo/*': {
        origin: new HttpOrigin(Fn.select(2, Fn.split('/', api.apiEndpoint))),
        allowedMethods: AllowedMethods.ALLOW_ALL,
      },
    },
  });
  const upload = { destinationBucket: bucket, sources: [Source.asset(folder)] };
  new BucketDeployment(stack, 'UploadAssets', {
    ...upload,
    exclude: ['*'],
    include: ['assets/*'],
    prune: false,
    cacheControl: [CacheControl.fromString('max-age=9')],
  });
  new BucketDeployment(stack, 'Upload', { ...upload, exclude: ['assets/*'], distribution });
}
