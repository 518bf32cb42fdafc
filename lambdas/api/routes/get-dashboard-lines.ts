import { toInstant } from '../../../core/api/present-session.ts';
import { dashboards } from '../../../core/metrics/dashboards.ts';
import { MAX_HOURS_OF_MINUTES, SPAN_MS } from '../../../core/metrics/metric-series-store.ts';
import { metricOf } from '../../../core/metrics/metric-table.ts';
import { drawLines, metricsOf } from '../../../core/metrics/read-dashboard.ts';
import { readSpan } from '../monitored-range.ts';
import type { RouteHandler } from '../route-handler.ts';

/** Of minutes there is a row for each instance of each function. */
const MOST_MINUTES = (MAX_HOURS_OF_MINUTES * SPAN_MS.hour) / SPAN_MS.minute;

export const getDashboardLines: RouteHandler<'getDashboardLines'> = async ({ params, query }, services) => {
  const { granularity } = query;
  const now = services.clock.now();
  const span = readSpan(query, now, granularity === 'minute' ? MOST_MINUTES : undefined);
  const dashboard = dashboards.find(({ id }) => id === params.dashboard)!;
  const points = await services.series.read({ granularity, ...span, ids: metricsOf(dashboard) });
  return {
    at: toInstant(now),
    dashboard: dashboard.id,
    granularity,
    from: toInstant(span.from),
    until: toInstant(span.until),
    lines: drawLines(dashboard, points).map(({ figure: { metric, of = {}, statistic, label }, ...line }) => ({
      metric,
      of,
      statistic,
      label,
      unit: metricOf(metric).unit,
      points: line.points.map(({ at, value }) => ({ start: toInstant(at), value })),
    })),
  };
};
