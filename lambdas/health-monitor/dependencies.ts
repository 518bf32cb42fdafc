import { ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import { connectReviews } from '../../adapters/dynamodb/connect-reviews.ts';
import { DynamoMetricSeriesStore } from '../../adapters/dynamodb/metric-series-store.ts';
import { DynamoMetricsStore } from '../../adapters/dynamodb/metrics-store.ts';
import { DynamoMonitoringStore } from '../../adapters/dynamodb/monitoring-store.ts';
import { startFunction } from '../../adapters/lambda/start-function.ts';
import { ServiceAccountQuotas } from '../../adapters/quotas/account-quotas.ts';
import { RecentlyUsed } from '../../adapters/recently-used.ts';
import { ulidSource } from '../../adapters/ulid-source.ts';
import { bookingLimitsOf } from '../../core/booking/booking-limits.ts';
import { readStageConfig } from '../../core/config/stage-config.ts';
import type { Session } from '../../core/exam/session.ts';
import type { Host } from '../../core/fleet/host.ts';
import { noteVcpuQuota } from '../../core/fleet/vcpu-quota.ts';
import { planRollUps, rollUp } from '../../core/metrics/roll-up.ts';
import { rollUpAgain } from '../../core/monitoring/roll-up.ts';
import { SubmissionFeed } from '../../core/submissions/submission-feed.ts';
import { wireFleet } from '../middleware/fleet-ports.ts';
import type { Tools } from '../middleware/tools.ts';
import type { Env } from './env.ts';
import { lookAfterSweep, lookForAlerts } from './look-for-alerts.ts';

/** Sessions whose submissions in short an instance keeps. */
const MAX_FEEDS = 10;

/** A sweep may be late, and one may be missed. */
const LATE_HOURS = 3;

/** Wires what ticks and sweeps touch, once for the life of the process. */
export function assemble(env: Env, tools: Tools) {
  const { ports, lambda, metricsTable, ...beside } = wireFleet(env, tools, 'tick');
  const config = readStageConfig(env.STAGE);
  const sizeLimits = bookingLimitsOf(config, [], env.AWS_REGION);
  const startShutdown = (sessionId: string) =>
    startFunction(lambda, env.AUTO_SHUTDOWN_FUNCTION_ARN, { sessionId });
  const startSender = (until?: number) => startFunction(lambda, env.WEBHOOK_SENDER_FUNCTION_ARN, { until });
  const reviews = connectReviews(
    { ...metricsTable, name: env.SUBMISSIONS_TABLE },
    config.reviews.keptDays,
    ports.clock.now,
  );
  const startReviewer = async () => {
    const now = ports.clock.now();
    const [[waiting], [asking]] = await Promise.all([
      reviews.store.listDue(now, 1),
      reviews.askings.listDue(now, 1),
    ]);
    if (waiting !== undefined) await startFunction(lambda, env.REVIEWER_FUNCTION_ARN, { reviewId: waiting });
    else if (asking !== undefined) await startFunction(lambda, env.REVIEWER_FUNCTION_ARN, {});
  };
  const quotas = new ServiceAccountQuotas(new ServiceQuotasClient());
  const noteQuota = () => noteVcpuQuota({ ...ports, quotas });
  const { metrics: retentionDays } = config.retentionDays;
  const series = new DynamoMetricSeriesStore(metricsTable, retentionDays);
  // Figures cost no work: what could not be rolled up is made by the next.
  const rollUpMetrics = (by: 'tick' | 'sweep') =>
    rollUp(planRollUps(by, ports.clock.now()), series, (error) =>
      tools.logger.warn('metrics.failed', { error }),
    );
  const feeds = new RecentlyUsed<SubmissionFeed>(MAX_FEEDS);
  const feedOf = (sessionId: string) => {
    const feed = feeds.get(sessionId) ?? new SubmissionFeed(beside.submissions, sessionId);
    feeds.set(sessionId, feed);
    return feed;
  };
  const { prices, volumeGb } = sizeLimits;
  const looking = { ...ports, circuits: beside.circuits, alerts: beside.alerts, feedOf, prices, volumeGb };
  const figures = {
    metrics: new DynamoMetricsStore(metricsTable, retentionDays),
    monitoring: new DynamoMonitoringStore(metricsTable, retentionDays),
    prices,
    onFiguresLost: (sessionId: string, error: unknown) =>
      tools.logger.warn('figures.failed', { sessionId, error }),
  };
  const whole = { ...ports, ...beside, ...figures };
  return {
    ...whole,
    sizeLimits,
    startShutdown,
    startSender,
    startReviewer,
    noteQuota,
    lookForAlerts: (session: Session, hosts: readonly Host[]) => lookForAlerts(session, hosts, looking),
    lookAfterSweep: (swept: Parameters<typeof lookAfterSweep>[0]) => lookAfterSweep(swept, looking),
    rollUpMetrics,
    rollUpAgain: (until: number) =>
      rollUpAgain(LATE_HOURS, { ...whole, getSession: (id) => ports.sessions.get(id) }, until),
    measure: tools.measure,
    ids: ulidSource,
  };
}
