import { percentile } from '../metrics/figures.ts';
import type { MetricPoint } from '../metrics/metric-series-store.ts';
import { type MetricId, type MetricRow, metricOf } from '../metrics/metric-table.ts';
import type { MetricFamily, Sample } from './open-metrics.ts';

/** Gauges are measured at each pass, and a day is made anew each five minutes. */
const GAUGE_STANDS_MS = 15 * 60_000;

const QUANTILES = [0.5, 0.95, 0.99] as const;

/**
 * What functions measured in a day, for machines: counts as counters, gauges as they stood last, distributions as summaries, durations in
 * seconds. A gauge that is no longer measured, as of a session that is over, is gone and not as it was.
 * @param points of that day, one each series
 * @param since when it began, ms since the epoch
 * @param now ms since the epoch
 */
export function seriesFamilies(
  points: readonly MetricPoint[],
  since: number,
  now: number,
): readonly MetricFamily[] {
  const stands = points.filter(
    ({ figures: { last } }) => last === undefined || now - last.at < GAUGE_STANDS_MS,
  );
  return [...Map.groupBy(stands, ({ id }) => id)].map(([id, own]) => familyOf(id, own, since / 1000));
}

function familyOf(id: MetricId, points: readonly MetricPoint[], created: number): MetricFamily {
  const { kind, unit, says } = metricOf(id);
  const scale = unit === 'ms' ? 1_000 : 1;
  const samples = points.flatMap(({ dimensions: labels, figures }): Sample[] => {
    if (kind === 'gauge') return [{ labels, value: (figures.last?.value ?? 0) / scale }];
    if (kind === 'count')
      return [
        { suffix: '_total', labels, value: figures.sum / scale },
        { suffix: '_created', labels, value: created },
      ];
    return [
      ...QUANTILES.map((share) => ({
        labels: { ...labels, quantile: String(share) },
        value: (percentile(figures, share) ?? 0) / scale,
      })),
      { suffix: '_count', labels, value: figures.count },
      { suffix: '_sum', labels, value: figures.sum / scale },
      { suffix: '_created', labels, value: created },
    ];
  });
  return {
    name: `assize_measured_${wordsOf(id)}${SUFFIX[unit]}`,
    type: ({ gauge: 'gauge', count: 'counter', distribution: 'summary' } as const)[kind],
    ...(unit === 'ms' ? { unit: 'seconds' } : {}),
    help: says,
    samples,
  };
}

/** Names end with their unit. */
const SUFFIX: Readonly<Record<MetricRow['unit'], string>> = {
  count: '',
  '%': '_percent',
  ms: '_seconds',
  'USD/h': '_usd_per_hour',
};

/** `queueAgeMs` as `queue_age_ms`. */
const wordsOf = (id: string) => id.replace(/[A-Z]+/g, (capitals) => `_${capitals.toLowerCase()}`);
