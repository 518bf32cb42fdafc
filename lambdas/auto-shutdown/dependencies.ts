import { EC2Client } from '@aws-sdk/client-ec2';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { SNSClient } from '@aws-sdk/client-sns';
import { DynamoBillStore } from '../../adapters/dynamodb/bill-store.ts';
import { connectReviews } from '../../adapters/dynamodb/connect-reviews.ts';
import { DynamoHistoryStore } from '../../adapters/dynamodb/history-store.ts';
import { DynamoHostStore } from '../../adapters/dynamodb/host-store.ts';
import { DynamoMetricsStore } from '../../adapters/dynamodb/metrics-store.ts';
import { DynamoMonitoringStore } from '../../adapters/dynamodb/monitoring-store.ts';
import { DynamoSessionStore } from '../../adapters/dynamodb/session-store.ts';
import { DynamoSlotStore } from '../../adapters/dynamodb/slot-store.ts';
import { DynamoSubmissionStore } from '../../adapters/dynamodb/submission-store.ts';
import { Ec2Cloud } from '../../adapters/ec2/ec2-cloud.ts';
import { startFunction } from '../../adapters/lambda/start-function.ts';
import { SchedulerSessionSchedules } from '../../adapters/scheduler/session-schedules.ts';
import { SnsEventPublisher } from '../../adapters/sns-sqs/event-publisher.ts';
import { systemClock } from '../../adapters/system-clock.ts';
import { ulidSource } from '../../adapters/ulid-source.ts';
import { readStageConfig } from '../../core/config/stage-config.ts';
import { pricesOf } from '../../core/costs/prices.ts';
import { DEFAULT_FLEET_POLICY } from '../../core/fleet/fleet-policy.ts';
import type { ShutdownPorts } from '../../core/lifecycle/shutdown-session.ts';
import { connectTables } from '../middleware/connect-tables.ts';
import type { Tools } from '../middleware/tools.ts';
import type { Env } from './env.ts';

/** Wires what a shutdown touches, once for the life of the process. */
export function assemble(
  env: Env,
  tools: Tools,
): ShutdownPorts & {
  readonly startSender: () => Promise<void>;
  readonly startReviewer: () => Promise<void>;
} {
  const table = connectTables(tools, env);
  const config = readStageConfig(env.STAGE);
  const lambda = new LambdaClient();
  const reviews = connectReviews(table(env.SUBMISSIONS_TABLE), config.reviews.keptDays, systemClock.now);
  return {
    startSender: async () => await startFunction(lambda, env.WEBHOOK_SENDER_FUNCTION_ARN, {}),
    startReviewer: async () => await startFunction(lambda, env.REVIEWER_FUNCTION_ARN, {}),
    askForReviews: async (sessionId, askedAt) =>
      await reviews.askings.ask({ sessionId, askedAt, wants: 'all' }),
    runs: reviews.runs,
    startRuns: async (sessionId) =>
      await startFunction(lambda, env.REVIEWER_FUNCTION_ARN, { runsOf: sessionId }),
    onRunsLost: (sessionId, error) => tools.logger.warn('runs.failed', { sessionId, error }),
    clock: systemClock,
    ids: ulidSource,
    sessions: new DynamoSessionStore(table(env.SESSIONS_TABLE)),
    hosts: new DynamoHostStore(table(env.SESSIONS_TABLE)),
    slots: new DynamoSlotStore(table(env.SESSIONS_TABLE)),
    submissions: new DynamoSubmissionStore(table(env.SUBMISSIONS_TABLE)),
    metrics: new DynamoMetricsStore(table(env.METRICS_TABLE), config.retentionDays.metrics),
    monitoring: new DynamoMonitoringStore(table(env.METRICS_TABLE), config.retentionDays.metrics),
    onFiguresLost: (sessionId, error) => tools.logger.warn('figures.failed', { sessionId, error }),
    bills: new DynamoBillStore(table(env.METRICS_TABLE)),
    history: new DynamoHistoryStore(table(env.METRICS_TABLE), config.retentionDays.metrics),
    onHistoryLost: (error) => tools.logger.warn('history.lost', { error }),
    cloud: new Ec2Cloud(new EC2Client(), env.STAGE),
    events: new SnsEventPublisher(new SNSClient(), env.SESSION_EVENTS_TOPIC_ARN),
    schedules: new SchedulerSessionSchedules(
      new SchedulerClient(),
      { groupName: env.SCHEDULE_GROUP_NAME },
      systemClock.now,
    ),
    prices: pricesOf(env.AWS_REGION),
    volumeGb: config.host.diskGib,
    policy: DEFAULT_FLEET_POLICY,
  };
}
