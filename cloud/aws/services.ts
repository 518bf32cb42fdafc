import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { measureQueues, measureTableThrottle } from './cloudwatch/meters.ts';
import { type CloudWatchService, makeCloudWatch } from './cloudwatch/service.ts';
import { type CognitoService, startCognito } from './cognito/service.ts';
import { startDynamoDb } from './dynamodb/service.ts';
import type { Machine } from './ec2/machine.ts';
import { type Ec2Service, startEc2 } from './ec2/service.ts';
import type { Shortage } from './ec2/shortage.ts';
import type { Throttles } from './ec2/throttle.ts';
import { type EventBus, makeEventBus } from './events/event-bus.ts';
import type { AwsResponse, AwsService } from './http-types.ts';
import type { CallContext } from './iam/call-context.ts';
import { makeLambdaApi } from './lambda-api/service.ts';
import type { LambdaPort } from './lambda-port.ts';
import type { Log } from './log.ts';
import { makeDelivery } from './messaging/delivery.ts';
import { makeFauxqsApp, openFauxqsStores } from './messaging/fauxqs.ts';
import { deadLetterSourcesOf } from './messaging/move-tasks.ts';
import { makeSns } from './messaging/sns.ts';
import { makeSqs } from './messaging/sqs.ts';
import type { NetworkModel } from './network-model.ts';
import type { PolicyDocument, PrincipalDirectory } from './principals.ts';
import { type S3Service, startS3 } from './s3/service.ts';
import { type SchedulerService, startScheduler } from './scheduler/service.ts';
import { makeServiceQuotas } from './service-quotas.ts';
import { startSsm } from './ssm/service.ts';
import { makeSts } from './sts.ts';
import { answerUnsigned } from './unsigned.ts';

export interface ServicesOptions extends Required<AccountOptions> {
  readonly dataDir: string;
  readonly region: string;
  readonly accountId: string;
  readonly principals: PrincipalDirectory;
  readonly lambda: () => LambdaPort;
  /** What its instances run. */
  readonly machine: Machine;
  readonly network: NetworkModel;
  readonly log: Log;
  readonly now: () => number;
  readonly random: () => number;
}

/** How the local account behaves where AWS leaves room: machines, quotas, punctuality. */
export interface AccountOptions {
  /** Range of the delay between a launch and the start of its host, ms. */
  readonly bootDelayMs?: readonly [number, number];
  /** On-demand standard vCPUs that the account may run at once. */
  readonly quotaVcpus?: number;
  /** Range of the time after a launch for which EC2's API does not know an instance, ms. */
  readonly describeLagMs?: readonly [number, number];
  /** How often EC2's calls may be made, as PUBLISHED_THROTTLES; what is not named is not throttled. Read at every call. */
  readonly throttles?: Throttles;
  /** What EC2 has no machines of, and when: InsufficientInstanceCapacity. Read at every launch. */
  readonly shortages?: readonly Shortage[];
  /** Types that the account's plan allows; undefined on a paid plan, which allows all. */
  readonly planTypes?: readonly string[] | undefined;
  /** Range of the delay of schedules behind their time, ms; AWS acts within the minute. */
  readonly scheduleJitterMs?: readonly [number, number];
}

/** The services behind the endpoint, by their names in credential scopes. */
export interface LocalServices {
  readonly byScope: Readonly<Record<string, AwsService>>;
  readonly cloudwatch: CloudWatchService;
  readonly s3: S3Service;
  readonly ec2: Ec2Service;
  readonly events: EventBus;
  readonly cognito: CognitoService;
  readonly scheduler: SchedulerService;
  /** What the IAM map asks of the services. */
  readonly context: CallContext;
  /** The answer to a request that needs no signature; undefined = it needs one. */
  serveUnsigned(request: IncomingMessage, path: string): Promise<AwsResponse | undefined>;
  /** Schedules begin to act, and alarms to be judged. */
  startSchedules(): void;
  stop(): Promise<void>;
}

/** Opens every store under `dataDir` and wires the services to each other. */
export async function startServices(options: ServicesOptions): Promise<LocalServices> {
  const { dataDir, region, accountId, lambda, log, now } = options;
  const stores = await openFauxqsStores(join(dataDir, 'messaging'), region);
  const app = await makeFauxqsApp(stores, region);
  const sqs = makeSqs(app, stores);
  const sns = await makeSns(stores, region, log);
  const deliver = await makeDelivery(stores);
  const cloudwatch = makeCloudWatch({
    path: join(dataDir, 'alarms.json'),
    region,
    accountId,
    log,
    now,
    publish: async (topicArn, subject, message) =>
      await sns.publishAs('cloudwatch.amazonaws.com', topicArn, subject, message),
    sample: (at) => measureQueues(stores.sqs.allQueues(), at),
  });
  const dynamodb = await startDynamoDb(dataDir, region, (table, kind) =>
    cloudwatch.record(measureTableThrottle(table, now(), kind)),
  );
  const ssm = startSsm({ dataDir, region, accountId, now });
  const events = makeEventBus({ region, accountId, lambda, now, log });
  const s3 = await startS3({ dataDir, store: stores.s3, log, deliver, tell: events.tell, now });
  const ec2 = await startEc2({ ...options, readParameter: ssm.read, tell: events.tell });
  const cognito = startCognito({ dataDir, now });
  const context: CallContext = {
    accountId,
    region,
    tagsOf: ec2.tagsOf,
    launchTemplate: (id) => options.network.launchTemplates.get(id),
    attachedTo: (networkInterfaceId) =>
      ec2.list().find((instance) => instance.networkInterfaceId === networkInterfaceId)?.id,
    policyOf: (arn) =>
      policyOf(
        arn,
        stores.sqs.getQueueByArn(arn)?.attributes['Policy'] ?? stores.sns.getTopic(arn)?.attributes['Policy'],
        s3,
      ),
    sourcesOfDeadLetters: (arn) => deadLetterSourcesOf(stores, arn).map((queue) => queue.arn),
    arnOfFunction: (name) =>
      name.startsWith('arn:')
        ? name
        : `arn:aws:lambda:${region}:${accountId}:function:${name.replace(/^\d+:(function:)?/, '')}`,
  };
  const scheduler = startScheduler({ ...options, services: () => byScope, context: () => context });
  const byScope: Readonly<Record<string, AwsService>> = {
    dynamodb,
    sqs,
    sns,
    s3,
    ssm,
    ec2,
    lambda: makeLambdaApi(lambda),
    monitoring: cloudwatch,
    sts: makeSts(accountId),
    servicequotas: makeServiceQuotas(options.quotaVcpus),
    'cognito-idp': cognito,
    scheduler,
  };
  return {
    byScope,
    cloudwatch,
    s3,
    ec2,
    events,
    cognito,
    scheduler,
    context,
    serveUnsigned: (request, path) => answerUnsigned(request, path, s3, cognito),
    startSchedules: () => {
      scheduler.start();
      cloudwatch.start();
    },
    stop: async () => {
      cloudwatch.stop();
      scheduler.stop();
      sqs.stop();
      await ec2.stop();
      stores.sqs.shutdown();
      await app.close();
      await sns.stop();
      stores.database.close();
      await dynamodb.stop();
    },
  };
}

function policyOf(arn: string, text: string | undefined, s3: S3Service): PolicyDocument | undefined {
  const [, bucket] = /^arn:aws:s3:::([^/]*)/.exec(arn) ?? [];
  if (bucket !== undefined) return s3.policyOf(bucket);
  return text === undefined || text === '' ? undefined : (JSON.parse(text) as PolicyDocument);
}
