import { presentDashboard } from '../../../core/api/present-monitoring.ts';
import { type Granularity, SPAN_MS, startOf } from '../../../core/metrics/metric-series-store.ts';
import { readFigures } from '../../../core/monitoring/read-figures.ts';
import type { RouteHandler } from '../route-handler.ts';

/** Whole buckets before the one that runs. */
const MINUTES = 60;
const HOURS = 24;

export const getDashboard: RouteHandler<'getDashboard'> = async (_request, services) => {
  const { monitoring, clock, stage } = services;
  const now = clock.now();
  const baseline = await monitoring.getBaseline();
  const lately = (granularity: Granularity, buckets: number) => {
    const running = startOf(granularity, now);
    const span = {
      from: running - buckets * SPAN_MS[granularity],
      until: running + SPAN_MS[granularity],
    };
    return readFigures(monitoring, granularity, span, baseline);
  };
  const [lastHour, lastDay, health, sessions] = await Promise.all([
    lately('minute', MINUTES),
    lately('hour', HOURS),
    services.health.look(),
    services.sessions.listUnsettled(),
  ]);
  return presentDashboard({ stage, now, baseline, health, sessions, lastHour, lastDay });
};
