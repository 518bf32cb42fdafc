import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { CreateTopicCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { SSMClient } from '@aws-sdk/client-ssm';
import type { APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import { vi } from 'vitest';
import { DynamoAlertStore } from '../../../adapters/dynamodb/alert-store.ts';
import { DynamoAuditStore } from '../../../adapters/dynamodb/audit-store.ts';
import { DynamoBillStore } from '../../../adapters/dynamodb/bill-store.ts';
import { DynamoCircuitStore } from '../../../adapters/dynamodb/circuit-store.ts';
import { connectReviews } from '../../../adapters/dynamodb/connect-reviews.ts';
import { DynamoDeliveryStore } from '../../../adapters/dynamodb/delivery-store.ts';
import { DynamoHistoryStore } from '../../../adapters/dynamodb/history-store.ts';
import { DynamoHostStore } from '../../../adapters/dynamodb/host-store.ts';
import { DynamoJoinStore } from '../../../adapters/dynamodb/join-store.ts';
import { DynamoMetricSeriesStore } from '../../../adapters/dynamodb/metric-series-store.ts';
import { DynamoMetricsStore } from '../../../adapters/dynamodb/metrics-store.ts';
import { DynamoMonitoringStore } from '../../../adapters/dynamodb/monitoring-store.ts';
import { DynamoProblemStore } from '../../../adapters/dynamodb/problem-store.ts';
import { DynamoSessionStore } from '../../../adapters/dynamodb/session-store.ts';
import { DynamoSlotStore } from '../../../adapters/dynamodb/slot-store.ts';
import { DynamoSubmissionStore } from '../../../adapters/dynamodb/submission-store.ts';
import { createDocumentClient } from '../../../adapters/dynamodb/table.ts';
import { DynamoWebhookStore } from '../../../adapters/dynamodb/webhook-store.ts';
import { S3ProblemObjects } from '../../../adapters/s3/problem-objects.ts';
import { SsmJudgeRegistry } from '../../../adapters/ssm/judge-registry.ts';
import { systemClock } from '../../../adapters/system-clock.ts';
import { ulidSource } from '../../../adapters/ulid-source.ts';
import type { InvokeRequest, LambdaPort } from '../../../cloud/aws/lambda-port.ts';
import { renderClaims } from '../../../cloud/gateway/jwt-authorizer.ts';
import { type ApiClient, createApiClient } from '../../../core/api/client.ts';
import type { Machine } from '../../../core/exam/machine.ts';
import type { Session } from '../../../core/exam/session.ts';
import type { SubmissionResult } from '../../../core/grading/judge-submission.ts';
import type { ProblemManifest } from '../../../core/problems/problem.ts';
import { detectorsOf, rulesOf } from '../../../core/review/detectors.ts';
import { workReviews } from '../../../core/review/work-reviews.ts';
import type { ApiEvent } from '../../../lambdas/api/api-event.ts';
import { connectSessions } from '../../../lambdas/submission-reviewer/connect-sessions.ts';
import { makeTable } from '../../support/make-table.ts';
import { MANIFEST } from '../../support/manifest.ts';
import { participantOf, sessionOf, timesFrom } from '../../support/sessions.ts';
import { resultOf } from '../../support/submissions.ts';
import { tableSchemas } from '../../support/table-schemas.ts';
import { startTestSystem } from '../cloud-aws/system.ts';

const QUEUE_POLICY = JSON.stringify({
  Statement: [
    {
      Effect: 'Allow',
      Principal: { Service: 'sns.amazonaws.com' },
      Action: 'sqs:SendMessage',
      Resource: '*',
    },
  ],
});
const SCHEDULE_ROLE = 'arn:aws:iam::000000000000:role/schedules';
const FUNCTION = 'arn:aws:lambda:eu-central-1:000000000000:function:';

/** The real handler of `api` on an embedded AWS. */
export type ApiWorld = Awaited<ReturnType<typeof makeApiWorld>>;

/** @param machines that the stage has */
export async function makeApiWorld({ machines = [] }: { readonly machines?: readonly Machine[] } = {}) {
  const invoked: InvokeRequest[] = [];
  const lambda = {
    invoke: async (request: InvokeRequest) => {
      invoked.push(request);
      return {
        statusCode: 202,
        payload: new Uint8Array(),
        requestId: 'r',
      };
    },
  } as unknown as LambdaPort;
  const system = await startTestSystem({ lambda });
  const db = new DynamoDBClient(system.admin);
  for (const [name, schema] of Object.entries(tableSchemas)) await makeTable(db, name, schema);
  const s3 = new S3Client(system.admin);
  await s3.send(new CreateBucketCommand({ Bucket: 'data' }));
  const sns = new SNSClient(system.admin);
  const sqs = new SQSClient(system.admin);
  const { TopicArn: topic = '' } = await sns.send(new CreateTopicCommand({ Name: 'submission-events' }));
  const { QueueUrl: queue = '' } = await sqs.send(
    new CreateQueueCommand({ QueueName: 'fleet-submissions', Attributes: { Policy: QUEUE_POLICY } }),
  );
  const { QueueUrl: hosted = '' } = await sqs.send(
    new CreateQueueCommand({ QueueName: 'hosted-submissions' }),
  );
  await sns.send(
    new SubscribeCommand({
      TopicArn: topic,
      Protocol: 'sqs',
      Endpoint: 'arn:aws:sqs:eu-central-1:000000000000:fleet-submissions',
      Attributes: { RawMessageDelivery: 'true', FilterPolicy: JSON.stringify({ deployment: ['fleet'] }) },
    }),
  );
  system.directory.putRole({
    arn: SCHEDULE_ROLE,
    name: 'schedules',
    trust: {
      Statement: [
        { Effect: 'Allow', Principal: { Service: 'scheduler.amazonaws.com' }, Action: 'sts:AssumeRole' },
      ],
    },
    policies: new Map(),
  });
  const { scheduler } = system.endpoint.services;
  scheduler.putGroup('assize-dev');
  const { cognito } = system.endpoint.services;
  await cognito.putPool('eu-central-1_pool', { UsernameConfiguration: { CaseSensitive: false } });
  cognito.putGroup('eu-central-1_pool', 'participant');

  for (const [name, value] of Object.entries({
    STAGE: 'dev',
    POWERTOOLS_DEV: 'true',
    POWERTOOLS_LOG_LEVEL: 'WARN',
    SESSIONS_TABLE: 'sessions',
    SUBMISSIONS_TABLE: 'submissions',
    METRICS_TABLE: 'metrics',
    DATA_BUCKET: 'data',
    SUBMISSION_EVENTS_TOPIC_ARN: topic,
    FLEET_SUBMISSIONS_QUEUE_URL: queue,
    HOSTED_SUBMISSIONS_QUEUE_URL: hosted,
    LAUNCHER_FUNCTION_ARN: `${FUNCTION}launcher`,
    HEALTH_MONITOR_FUNCTION_ARN: `${FUNCTION}health-monitor`,
    AUTO_SHUTDOWN_FUNCTION_ARN: `${FUNCTION}auto-shutdown`,
    WEBHOOK_SENDER_FUNCTION_ARN: `${FUNCTION}webhook-sender`,
    REVIEWER_FUNCTION_ARN: `${FUNCTION}submission-reviewer`,
    SCHEDULE_GROUP_NAME: 'assize-dev',
    SCHEDULE_ROLE_ARN: SCHEDULE_ROLE,
    SCHEDULE_DLQ_ARN: 'arn:aws:sqs:eu-central-1:000000000000:schedule-dead-letters',
    USER_POOL_ID: 'eu-central-1_pool',
    USER_POOL_CLIENT_ID: 'client',
    MACHINES: JSON.stringify(machines),
    TOKEN_DOMAIN: 'assize-dev',
    AWS_ENDPOINT_URL: system.admin.endpoint,
    AWS_REGION: system.admin.region,
    AWS_ACCESS_KEY_ID: system.admin.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: system.admin.credentials.secretAccessKey,
  }))
    vi.stubEnv(name, value);
  const { handler } = (await import('../../../lambdas/api/handler.ts')) as unknown as {
    handler: (event: ApiEvent, context: Context) => Promise<APIGatewayProxyStructuredResultV2>;
  };

  const client = createDocumentClient(system.admin);
  const table = (name: string) => ({ client, name });
  const objects = new S3ProblemObjects(s3, 'data');
  const sessions = new DynamoSessionStore(table('sessions'));
  const reviews = connectReviews(table('submissions'), 90, Date.now);
  let serial = 0;

  const handle = async (event: ApiEvent) =>
    await handler(event, {
      awsRequestId: 'aws',
      functionName: 'api',
      getRemainingTimeInMillis: () => 29_000,
    } as Context);

  /** One request as the HTTP API hands it over. */
  async function request(
    method: string,
    path: string,
    options: {
      as?: string;
      groups?: readonly string[];
      /** Other claims of the token: undefined takes one away. */
      claims?: Readonly<Record<string, unknown>>;
      body?: unknown;
      raw?: string;
      headers?: Record<string, string>;
      base64?: boolean;
      /** When the gateway had it, ms since the epoch. */
      receivedAt?: number;
    } = {},
  ) {
    const [rawPath = '', rawQueryString = ''] = path.split('?');
    const login = options.as === undefined ? undefined : logIn(options.as, options.groups, options.claims);
    const body = options.raw ?? (options.body === undefined ? undefined : JSON.stringify(options.body));
    const event = {
      version: '2.0',
      routeKey: '$default',
      rawPath,
      rawQueryString,
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(login === undefined ? {} : { authorization: login.authorization }),
        ...options.headers,
      },
      ...(rawQueryString === ''
        ? {}
        : { queryStringParameters: Object.fromEntries(new URLSearchParams(rawQueryString)) }),
      isBase64Encoded: options.base64 ?? false,
      ...(body === undefined ? {} : { body }),
      requestContext: {
        http: { method, path: rawPath },
        requestId: `request-${++serial}`,
        ...(options.receivedAt === undefined ? {} : { timeEpoch: options.receivedAt }),
        ...(login === undefined ? {} : { authorizer: { jwt: { claims: login.claims, scopes: null } } }),
      },
    } as unknown as ApiEvent;
    const answer = await handle(event);
    const bytes = Buffer.from(answer.body ?? '', answer.isBase64Encoded === true ? 'base64' : 'utf8');
    const isJson = /[/+]json\b/.test(String(answer.headers?.['content-type']));
    return {
      status: answer.statusCode ?? 0,
      headers: (answer.headers ?? {}) as Record<string, string>,
      body: isJson ? JSON.parse(answer.body ?? '{}') : undefined,
      bytes,
      text: answer.body ?? '',
    };
  }

  const groupsOf: Record<string, string[]> = { ada: ['instructor'], bob: ['instructor'], olga: ['operator'] };

  return {
    system,
    invoked,
    /** The handler, for whoever has an event of the gateway's own. */
    handle,
    request,
    sessions,
    joins: new DynamoJoinStore(table('sessions')),
    hosts: new DynamoHostStore(table('sessions')),
    series: new DynamoMetricSeriesStore(table('metrics'), 400),
    alerts: new DynamoAlertStore(table('sessions')),
    history: new DynamoHistoryStore(table('metrics'), 30),
    circuits: new DynamoCircuitStore(table('sessions')),
    slots: new DynamoSlotStore(table('sessions')),
    audit: new DynamoAuditStore(table('sessions')),
    submissions: new DynamoSubmissionStore(table('submissions')),
    problems: new DynamoProblemStore(table('sessions'), objects),
    webhooks: new DynamoWebhookStore(table('sessions')),
    deliveries: new DynamoDeliveryStore(table('sessions'), Date.now),
    bills: new DynamoBillStore(table('metrics')),
    metrics: new DynamoMetricsStore(table('metrics'), 90),
    monitoring: new DynamoMonitoringStore(table('metrics'), 90),
    objects,
    reviews,
    /** Reviews what is due, as the reviewer does. */
    async workReviews(): Promise<void> {
      const env = {
        SESSIONS_TABLE: 'sessions',
        SUBMISSIONS_TABLE: 'submissions',
        METRICS_TABLE: 'metrics',
        DATA_BUCKET: 'data',
      };
      // This table's lists are never late.
      const clock = { ...systemClock, sleep: async () => undefined };
      await workReviews(undefined, Date.now() + 600_000, {
        ...reviews,
        ...connectSessions(env, table, {
          ...reviews,
          clock,
          tell: ({ error }) => {
            throw error;
          },
        }),
        clock,
        ids: ulidSource,
        rulesOf,
        detect: async (source) => {
          const set = await detectorsOf(source.language);
          if (set === undefined) throw new Error(`nobody reviews ${source.language}`);
          return set.detect(source);
        },
        models: 'none',
        usdOf: () => 0,
        tell: () => undefined,
      });
    },
    /** The typed client over the handler: the same that the command line uses. */
    as(username: string): ApiClient {
      return createApiClient({
        baseUrl: 'http://api',
        fetch: async (url, init) => {
          const { pathname, search } = new URL(url);
          const answer = await request(init.method, pathname + search, {
            as: username,
            groups: groupsOf[username] ?? ['participant'],
            headers: init.headers,
            ...(init.body === undefined ? {} : { raw: init.body }),
          });
          return {
            status: answer.status,
            ok: answer.status < 400,
            headers: new Headers(answer.headers),
            text: async () => answer.bytes.toString(),
            arrayBuffer: async () => new Uint8Array(answer.bytes).buffer,
          };
        },
      });
    },
    /** Registers a judge of ada's as an operator does. @returns its parameter */
    async addJudge(
      name: string,
      origin: string,
      more: {
        readonly owners?: readonly string[];
        readonly reach?: 'public' | 'private';
        readonly token?: string;
      } = {},
    ): Promise<string> {
      const { owners = ['ada'], reach = 'public', token = 'secret' } = more;
      const tokenParameter = `/assize/dev/judges/${name}`;
      const ssm = new SSMClient(system.admin);
      await new SsmJudgeRegistry(ssm).register({ tokenParameter, origin, owners, reach }, token);
      ssm.destroy();
      return tokenParameter;
    },
    /** Stores a problem as the importer does. */
    async addProblem(problemId: string, changes: Partial<ProblemManifest> = {}): Promise<void> {
      const importId = `${problemId}.01jd8x4v2n${String(++serial).padStart(16, '0')}`;
      const now = new Date().toISOString();
      await this.problems.createImport({
        importId,
        problemId,
        requestedAt: now,
        requestedBy: 'ada',
        expiresAt: now,
      });
      await this.problems.beginImport(importId, now);
      const version = await this.problems.claimVersion(importId);
      await this.problems.finishImport(
        { problemId, version, importId, importedAt: now, manifest: { ...MANIFEST, ...changes } },
        [],
      );
    },
    /** Stores a session of ada's that is open, with p01 and p02 on its roster. */
    async addSession(changes: Partial<Session> = {}): Promise<Session> {
      const opensAt = Date.now() - 60_000;
      const session = sessionOf({
        sessionId: `01jq${String(++serial).padStart(22, '0')}`,
        times: timesFrom(opensAt - 900_000, { lastClosesAt: opensAt + 3_600_000 + 600_000 }),
        // Without hosts of its own it takes nothing of the account's quota from sessions that are booked.
        ...changes,
      });
      delete (session as { fleetSize?: unknown }).fleetSize;
      const { sessionId } = session;
      await sessions.create(session, [
        participantOf('p01', { sessionId }),
        participantOf('p02', { sessionId, extraTimeMs: 600_000 }),
      ]);
      return session;
    },
    /**
     * Gives what waits in a session's queue its verdict, as an executor does.
     * @param now ms since the epoch
     * @throws Error when it does not wait
     */
    async judge(
      sessionId: string,
      submissionId: string,
      result: Partial<SubmissionResult> = {},
      now = Date.now(),
    ): Promise<void> {
      const lease = { leaseId: `l-${submissionId}`, until: now + 60_000, hostId: 'i-1' };
      const running = await this.submissions.lease(sessionId, submissionId, lease, now);
      if (running === undefined) throw new Error(`${submissionId} does not wait`);
      await this.submissions.judge(running, resultOf(result), now);
    },
    /** The doorbell of a submission, as the executor's queue delivers it. */
    async doorbellOf(submissionId: string): Promise<unknown> {
      for (;;) {
        const { Messages = [] } = await sqs.send(
          new ReceiveMessageCommand({ QueueUrl: queue, MaxNumberOfMessages: 10, WaitTimeSeconds: 5 }),
        );
        const found = Messages.find(({ Body = '' }) => Body.includes(submissionId));
        if (found !== undefined || Messages.length === 0) return found && JSON.parse(found.Body ?? '');
      }
    },
    schedules: () => scheduler.list().map(({ name }) => name),
    async stop(): Promise<void> {
      vi.unstubAllEnvs();
      for (const one of [db, s3, sns, sqs, client]) one.destroy();
      await system.stop();
    },
  };
}

/** An access token as the user pool makes them (nobody here checks its signature), and its claims as the gateway says them. */
export function logIn(
  username: string,
  groups: readonly string[] = ['participant'],
  more: Readonly<Record<string, unknown>> = {},
): { readonly authorization: string; readonly claims: Readonly<Record<string, string>> } {
  const payload = Object.fromEntries(
    Object.entries({
      sub: `sub-${username}`,
      token_use: 'access',
      client_id: 'client',
      jti: `jti-${username}`,
      username,
      'cognito:groups': groups,
      ...more,
    }).filter(([, value]) => value !== undefined),
  );
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return {
    authorization: `Bearer ${part({ alg: 'RS256', kid: 'key' })}.${part(payload)}.c2lnbmF0dXJl`,
    claims: renderClaims(payload),
  };
}
