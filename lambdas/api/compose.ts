import { randomBytes } from 'node:crypto';
import { DynamoAlertStore } from '../../adapters/dynamodb/alert-store.ts';
import { DynamoAuditStore } from '../../adapters/dynamodb/audit-store.ts';
import { DynamoBillStore } from '../../adapters/dynamodb/bill-store.ts';
import { DynamoCircuitStore } from '../../adapters/dynamodb/circuit-store.ts';
import { connectReviews } from '../../adapters/dynamodb/connect-reviews.ts';
import { DynamoDeliveryStore } from '../../adapters/dynamodb/delivery-store.ts';
import { DynamoDeploymentFindings } from '../../adapters/dynamodb/deployment-findings.ts';
import { DynamoErrorBaselineStore } from '../../adapters/dynamodb/error-baseline-store.ts';
import { DynamoGradeStore } from '../../adapters/dynamodb/grade-store.ts';
import { DynamoHistoryStore } from '../../adapters/dynamodb/history-store.ts';
import { DynamoHostStore } from '../../adapters/dynamodb/host-store.ts';
import { DynamoIntakeStore } from '../../adapters/dynamodb/intake-store.ts';
import { DynamoJoinStore } from '../../adapters/dynamodb/join-store.ts';
import { DynamoMessageStore } from '../../adapters/dynamodb/message-store.ts';
import { DynamoMetricSeriesStore } from '../../adapters/dynamodb/metric-series-store.ts';
import { DynamoMetricsStore } from '../../adapters/dynamodb/metrics-store.ts';
import { DynamoMonitoringStore } from '../../adapters/dynamodb/monitoring-store.ts';
import { DynamoProblemStore } from '../../adapters/dynamodb/problem-store.ts';
import { DynamoReservationStore } from '../../adapters/dynamodb/reservation-store.ts';
import { DynamoSessionStore } from '../../adapters/dynamodb/session-store.ts';
import { DynamoSignalStore } from '../../adapters/dynamodb/signal-store.ts';
import { DynamoSlotStore } from '../../adapters/dynamodb/slot-store.ts';
import { DynamoSubmissionStore } from '../../adapters/dynamodb/submission-store.ts';
import type { Table } from '../../adapters/dynamodb/table.ts';
import { DynamoWaiterPlaces } from '../../adapters/dynamodb/waiter-places.ts';
import { DynamoWebhookStore } from '../../adapters/dynamodb/webhook-store.ts';
import { lazily } from '../../adapters/lazily.ts';
import { RecentlyUsed } from '../../adapters/recently-used.ts';
import { CachedManifests } from '../../adapters/s3/cached-manifests.ts';
import { CachedTestData } from '../../adapters/s3/cached-test-data.ts';
import { systemClock } from '../../adapters/system-clock.ts';
import { ulidSource } from '../../adapters/ulid-source.ts';
import { bookingLimitsOf } from '../../core/booking/booking-limits.ts';
import {
  readStageConfig,
  reviewWaitersOf,
  type StageConfig,
  waitersOf,
} from '../../core/config/stage-config.ts';
import { keepBudgets } from '../../core/costs/keep-budgets.ts';
import { pricesOf } from '../../core/costs/prices.ts';
import { DEFAULT_FLEET_POLICY } from '../../core/fleet/fleet-policy.ts';
import { LANGUAGE_IDS } from '../../core/grading/languages/index.ts';
import { MessageFeed } from '../../core/messages/message-feed.ts';
import { HealthWatch } from '../../core/monitoring/check-health.ts';
import type { ManifestObjects, TestDataStore } from '../../core/problems/ports.ts';
import { REVIEWED_LANGUAGES, rulesOf } from '../../core/review/detectors.ts';
import { modelKeyOf } from '../../core/review/models/model-key.ts';
import { SubmissionFeed } from '../../core/submissions/submission-feed.ts';
import { connectTables } from '../middleware/connect-tables.ts';
import type { Tools } from '../middleware/tools.ts';
import { dependenciesOf } from './connect-health.ts';
import type { Env } from './env.ts';
import { readMachines, tokenUrlOf } from './machines.ts';
import type { ReviewServices } from './reviews.ts';
import type { Services } from './services.ts';

/** Samples kept in memory. */
const TEST_DATA_BYTES = 32 * 1024 * 1024;
/** Sessions whose feeds an instance keeps. */
const MAX_FEEDS = 20;

/** Everything that the routes stand on, made once an instance. Clients that few routes use are loaded when they do. */
export function composeServices(env: Env, tools: Tools): Services {
  const table = connectTables(tools, env, 'beside');
  const objects = lazily<TestDataStore & ManifestObjects>(async () =>
    (await import('../../adapters/s3/connect-problem-objects.ts')).connectProblemObjects(env.DATA_BUCKET),
  );
  const manifests = new CachedManifests(objects);
  const testData = new CachedTestData(objects, TEST_DATA_BYTES);
  const submissions = new DynamoSubmissionStore(table(env.SUBMISSIONS_TABLE));
  const messages = new DynamoMessageStore(table(env.SESSIONS_TABLE));
  const config = readStageConfig(env.STAGE);
  const { AWS_REGION: region, AWS_ENDPOINT_URL: endpoint } = env;
  const start = async (functionArn: string, sessionId: string) => {
    const { startForSession } = await import('./start-functions.ts');
    await startForSession(functionArn, sessionId);
  };
  return {
    stage: env.STAGE,
    region,
    userPool: {
      id: env.USER_POOL_ID,
      clientId: env.USER_POOL_CLIENT_ID,
      ...(endpoint === undefined ? {} : { endpoint }),
      tokenUrl: tokenUrlOf(env),
    },
    machines: readMachines(env.MACHINES),
    clock: systemClock,
    ids: ulidSource,
    sessions: new DynamoSessionStore(table(env.SESSIONS_TABLE)),
    joins: new DynamoJoinStore(table(env.SESSIONS_TABLE)),
    drawBytes: randomBytes,
    reservations: new DynamoReservationStore(table(env.SESSIONS_TABLE)),
    findings: new DynamoDeploymentFindings(table(env.SESSIONS_TABLE)),
    accounts: lazily<Services['accounts']>(async () =>
      (await import('./connect-inviter.ts')).connectInviter(env.USER_POOL_ID),
    ),
    judges: lazily<Services['judges']>(async () => (await import('./connect-registry.ts')).registry),
    hosts: new DynamoHostStore(table(env.SESSIONS_TABLE)),
    intake: new DynamoIntakeStore(table(env.SESSIONS_TABLE)),
    submissions,
    waiters: {
      places: new DynamoWaiterPlaces(table(env.SESSIONS_TABLE), Math.random),
      count: waitersOf(config.concurrency),
    },
    metrics: new DynamoMetricsStore(table(env.METRICS_TABLE), config.retentionDays.metrics),
    monitoring: new DynamoMonitoringStore(table(env.METRICS_TABLE), config.retentionDays.metrics),
    series: new DynamoMetricSeriesStore(table(env.METRICS_TABLE), config.retentionDays.metrics),
    health: new HealthWatch(dependenciesOf(env, table), systemClock, (dependency, error) =>
      tools.logger.warn('health.failed', { dependency, error }),
    ),
    bills: new DynamoBillStore(table(env.METRICS_TABLE)),
    history: new DynamoHistoryStore(table(env.METRICS_TABLE), config.retentionDays.metrics),
    messages,
    grades: new DynamoGradeStore(table(env.SESSIONS_TABLE)),
    problems: new DynamoProblemStore(table(env.SESSIONS_TABLE), objects),
    getVersion: (problemId, version) => manifests.getVersion(problemId, version),
    readTestData: (hash) => testData.get(hash),
    bookingLimits: bookingLimitsOf(config, LANGUAGE_IDS, region),
    schedules: lazily<Services['schedules']>(async () =>
      (await import('./make-schedules.ts')).makeSchedules(env),
    ),
    cloud: lazily<Services['cloud']>(async () => (await import('./make-cloud.ts')).makeCloud(env.STAGE)),
    doorbell: lazily<Services['doorbell']>(async () =>
      (await import('./connect-doorbell.ts')).connectDoorbell(env.SUBMISSION_EVENTS_TOPIC_ARN),
    ),
    startLaunch: (sessionId) => start(env.LAUNCHER_FUNCTION_ARN, sessionId),
    startShutdown: (sessionId) => start(env.AUTO_SHUTDOWN_FUNCTION_ARN, sessionId),
    startSender: async () => {
      const { startSender } = await import('./start-functions.ts');
      await startSender(env.WEBHOOK_SENDER_FUNCTION_ARN);
    },
    webhooks: new DynamoWebhookStore(table(env.SESSIONS_TABLE)),
    deliveries: new DynamoDeliveryStore(table(env.SESSIONS_TABLE), systemClock.now),
    localReceivers: endpoint !== undefined,
    presignUpload: async (key, contentType, expiresInS) => {
      const { presignUpload } = await import('./presign-upload.ts');
      return await presignUpload(env.DATA_BUCKET, key, contentType, expiresInS);
    },
    readUpload: async (key, most) => {
      const { readUploadOf } = await import('./connect-uploads.ts');
      return await readUploadOf(env.DATA_BUCKET, key, most);
    },
    feedOf: keepFeeds((sessionId) => new SubmissionFeed(submissions, sessionId)),
    messagesOf: keepFeeds((sessionId) => new MessageFeed(messages, sessionId)),
    policy: { ...DEFAULT_FLEET_POLICY, ...config.fleet, market: config.host.market },
    budgets: keepBudgets({ prices: pricesOf(env.AWS_REGION), volumeGb: config.host.diskGib }),
    errorBaseline: new DynamoErrorBaselineStore(table(env.SESSIONS_TABLE)),
    alerts: new DynamoAlertStore(table(env.SESSIONS_TABLE)),
    circuits: new DynamoCircuitStore(table(env.SESSIONS_TABLE)),
    slots: new DynamoSlotStore(table(env.SESSIONS_TABLE)),
    reviews: connectReviewing(env, table, config),
    audit: new DynamoAuditStore(table(env.SESSIONS_TABLE)),
    signals: new DynamoSignalStore(table(env.SESSIONS_TABLE)),
    signalPolicy: config.signals,
    onSignalLost: (sign, error) => tools.logger.warn('signal.lost', { ...sign, error }),
    measure: tools.measure,
    tell: (event, facts) => tools.logger.info(event, facts),
    warn: (event, facts) => tools.logger.warn(event, facts),
  };
}

/** What reviews stand on; a language's rules are fetched with the first request that names it. */
function connectReviewing(
  env: Env,
  table: (name: string) => Table,
  { reviews, machines, concurrency }: StageConfig,
): ReviewServices {
  return {
    waiters: {
      places: new DynamoWaiterPlaces(table(env.SESSIONS_TABLE), Math.random, 'reviews'),
      count: reviewWaitersOf(concurrency),
    },
    ...connectReviews(table(env.SUBMISSIONS_TABLE), reviews.keptDays, systemClock.now),
    languages: REVIEWED_LANGUAGES,
    rulesOf,
    models: modelKeyOf(reviews.models),
    planOf: (machine) => {
      const named = machines.find(({ name }) => name === machine)?.reviewPlan;
      return (named === undefined ? undefined : reviews.plans[named]) ?? reviews.plan;
    },
    start: async (reviewId) => {
      const { startReviewer } = await import('./start-functions.ts');
      await startReviewer(env.REVIEWER_FUNCTION_ARN, reviewId);
    },
  };
}

/** One feed a session, of the sessions that were asked for last. */
function keepFeeds<Feed>(make: (sessionId: string) => Feed): (sessionId: string) => Feed {
  const feeds = new RecentlyUsed<Feed>(MAX_FEEDS);
  return (sessionId) => {
    const feed = feeds.get(sessionId) ?? make(sessionId);
    feeds.set(sessionId, feed);
    return feed;
  };
}
