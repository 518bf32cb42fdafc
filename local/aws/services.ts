import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { startDynamoDb } from './dynamodb/service.ts';
import type { AwsResponse, AwsService } from './http-types.ts';
import type { CallContext } from './iam/call-context.ts';
import { makeLambdaApi } from './lambda-api/service.ts';
import type { LambdaPort } from './lambda-port.ts';
import type { Log } from './log.ts';
import { makeDelivery } from './messaging/delivery.ts';
import { makeFauxqsApp, openFauxqsStores } from './messaging/fauxqs.ts';
import { makeSns } from './messaging/sns.ts';
import { makeSqs } from './messaging/sqs.ts';
import type { PolicyDocument, PrincipalDirectory } from './principals.ts';
import { type S3Service, startS3 } from './s3/service.ts';
import { startSsm } from './ssm/service.ts';
import { makeSts } from './sts.ts';
import { answerUnsigned } from './unsigned.ts';

export interface ServicesOptions {
  readonly dataDir: string;
  readonly region: string;
  readonly accountId: string;
  readonly principals: PrincipalDirectory;
  readonly lambda: () => LambdaPort;
  readonly log: Log;
  readonly now: () => number;
  readonly random: () => number;
}

/** The services behind the endpoint, by their names in credential scopes. */
export interface LocalServices {
  readonly byScope: Readonly<Record<string, AwsService>>;
  readonly s3: S3Service;
  /** What the IAM map asks of the services. */
  readonly context: CallContext;
  /** The answer to a request that needs no signature; undefined = it needs one. */
  serveUnsigned(request: IncomingMessage, path: string): AwsResponse | undefined;
  /** Told once the endpoint listens: its URL goes into what is handed out. */
  started(url: string): void;
  stop(): Promise<void>;
}

/** Opens every store under `dataDir` and wires the services to each other. */
export async function startServices(options: ServicesOptions): Promise<LocalServices> {
  const { dataDir, region, accountId, lambda, log, now } = options;
  const dynamodb = await startDynamoDb(dataDir, region);
  const stores = await openFauxqsStores(join(dataDir, 'messaging'), region);
  const app = await makeFauxqsApp(stores, region);
  const sns = await makeSns(stores, region, log);
  const deliver = await makeDelivery(stores, lambda);
  const s3 = await startS3({ dataDir, store: stores.s3, log, deliver, now });
  return {
    byScope: {
      dynamodb,
      sqs: makeSqs(app, stores),
      sns,
      s3,
      ssm: startSsm({ dataDir, region, accountId, now }),
      lambda: makeLambdaApi(lambda),
      sts: makeSts(accountId),
    },
    s3,
    context: {
      accountId,
      region,
      tagsOf: () => ({}),
      launchTemplate: () => undefined,
      policyOf: (arn) =>
        policyOf(
          arn,
          stores.sqs.getQueueByArn(arn)?.attributes['Policy'] ??
            stores.sns.getTopic(arn)?.attributes['Policy'],
          s3,
        ),
      arnOfFunction: (name) =>
        name.startsWith('arn:')
          ? name
          : `arn:aws:lambda:${region}:${accountId}:function:${name.replace(/^\d+:(function:)?/, '')}`,
    },
    serveUnsigned: (request, path) => answerUnsigned(request, path, s3, () => undefined),
    started: () => undefined,
    stop: async () => {
      stores.sqs.shutdown();
      await app.close();
      await sns.stop();
      stores.database.close();
      await dynamodb.stop();
    },
  };
}

function policyOf(arn: string, text: string | undefined, s3: S3Service): PolicyDocument | undefined {
  if (arn.startsWith('arn:aws:s3:::')) return s3.policyOf(arn.slice('arn:aws:s3:::'.length));
  return text === undefined || text === '' ? undefined : (JSON.parse(text) as PolicyDocument);
}
