import { presentCircuit } from '../../../core/api/present-circuit.ts';
import {
  presentKnownRecovery,
  presentMetrics,
  presentTrends,
  trendOf,
} from '../../../core/api/present-resilience.ts';
import { toInstant } from '../../../core/api/present-session.ts';
import { readRange } from '../../../core/api/read-range.ts';
import { writeResilienceReport } from '../../../core/api/write-resilience-report.ts';
import { recoveriesIn } from '../../../core/fleet/recovery-figures.ts';
import { readErrorStats } from '../error-stats.ts';
import { readRecovering } from '../recovering-sessions.ts';
import type { RouteHandler } from '../route-handler.ts';
import { RECOVERY_RANGE } from './get-resilience-metrics.ts';
import { readCircuits } from './list-circuits.ts';

const DAY_MS = 86_400_000;
/** Recoveries told one by one. */
const MOST = 200;

export const getResilienceReport: RouteHandler<'getResilienceReport'> = async ({ query }, services) => {
  const now = services.clock.now();
  const range = readRange(query, now, RECOVERY_RANGE);
  const trend = trendOf('30d', now);
  const whole = { from: Math.min(range.from, trend.from), until: Math.max(range.until, trend.until) };
  const [sessions, circuits, { alerts }, errors] = await Promise.all([
    readRecovering(services, whole),
    readCircuits(services),
    services.alerts.list(),
    readErrorStats(services, { from: now - DAY_MS, until: now + 1 }),
  ]);
  const count = (state: string) => alerts.filter((alert) => alert.state === state).length;
  const report = {
    at: toInstant(now),
    stage: services.stage,
    metrics: presentMetrics(sessions, range),
    trends: presentTrends(sessions, trend),
    recoveries: recoveriesIn(sessions, range).slice(0, MOST).map(presentKnownRecovery),
    circuits: circuits.map((place) => presentCircuit(place, now)).filter(({ state }) => state !== 'closed'),
    alerts: { open: count('open'), acknowledged: count('acknowledged'), resolved: count('resolved') },
    errors,
  };
  return query.format === 'json' ? report : writeResilienceReport(report);
};
