import { ApiDocument } from '../../../core/api/document.ts';
import { presentMetrics } from '../../../core/api/present-monitoring.ts';
import { SPAN_MS, startOf } from '../../../core/metrics/metric-series-store.ts';
import { machineFamilies } from '../../../core/monitoring/machine-families.ts';
import { OPEN_METRICS_TYPE, writeOpenMetrics } from '../../../core/monitoring/open-metrics.ts';
import { readFigures } from '../../../core/monitoring/read-figures.ts';
import { seriesFamilies } from '../../../core/monitoring/series-families.ts';
import { prefersFile } from '../prefers-file.ts';
import type { RouteHandler } from '../route-handler.ts';

export const getMetrics: RouteHandler<'getMetrics'> = async ({ query, headers }, services) => {
  const { monitoring, clock } = services;
  const now = clock.now();
  const midnight = startOf('day', now);
  const day = { from: midnight, until: midnight + SPAN_MS.day };
  const [baseline, health, measured] = await Promise.all([
    monitoring.getBaseline(),
    services.health.look(),
    services.series.read({ granularity: 'day', ...day }),
  ]);
  const today = await readFigures(monitoring, 'day', day, baseline);
  // Scrapers name the text and never JSON.
  const format =
    query.format ?? (prefersFile(headers.accept, 'application/openmetrics-text') ? 'openmetrics' : 'json');
  if (format === 'json') return presentMetrics(today, { now, baseline, health, measured });
  return new ApiDocument({
    mediaType: OPEN_METRICS_TYPE,
    fileName: 'metrics.txt',
    text: writeOpenMetrics([...machineFamilies(today, health), ...seriesFamilies(measured, midnight, now)]),
    encoding: 'utf-8',
    inline: true,
  });
};
