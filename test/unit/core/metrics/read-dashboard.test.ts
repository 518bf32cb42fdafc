import { expect, it } from 'vitest';
import { dashboards } from '../../../../core/metrics/dashboards.ts';
import { addSample, emptyTally } from '../../../../core/metrics/figures.ts';
import type { MetricPoint } from '../../../../core/metrics/metric-series-store.ts';
import { type MetricId, metricOf } from '../../../../core/metrics/metric-table.ts';
import { drawLines, metricsOf } from '../../../../core/metrics/read-dashboard.ts';

const [examDay, fleet, pipeline] = dashboards as [
  (typeof dashboards)[0],
  (typeof dashboards)[0],
  (typeof dashboards)[0],
];
const MINUTE = 60_000;

function pointOf(
  id: MetricId,
  minute: number,
  samples: readonly number[],
  dimensions: Record<string, string> = {},
): MetricPoint {
  const figures = emptyTally(metricOf(id).kind);
  for (const value of samples) addSample(figures, value, minute * MINUTE);
  return { id, at: minute * MINUTE, dimensions, figures };
}

const lineOf = (dashboard: typeof examDay, label: string, points: readonly MetricPoint[]) =>
  drawLines(dashboard, points)
    .find(({ figure }) => figure.label === label)
    ?.points.map(({ at, value }) => [at / MINUTE, value]);

it('a figure counts the series of what it names, and no other', () => {
  const points = [
    pointOf('errors', 1, [2], { function: 'api', event: 'a', kind: 'x', class: 'network', severity: 'low' }),
    pointOf('errors', 1, [3], { function: 'api', event: 'b', kind: 'y', class: 'network', severity: 'low' }),
    pointOf('errors', 1, [9], { function: 'api', event: 'b', kind: 'y', class: 'user', severity: 'low' }),
    pointOf('retries', 1, [7], { kind: 'x' }),
  ];
  expect(lineOf(examDay, 'network', points)).toEqual([[1, 5]]);
  expect(lineOf(examDay, 'user', points)).toEqual([[1, 9]]);
  expect(lineOf(examDay, 'judge', points)).toEqual([]);
});

it('a percentile is of all samples of its time, and not a mean of percentiles', () => {
  const quick = Array.from({ length: 99 }, () => 100);
  const points = [
    pointOf('recoveryMs', 2, [60_000], { end: 'repaired' }),
    pointOf('recoveryMs', 2, [90_000], { end: 'repaired' }),
    pointOf('judgingMs', 2, quick),
    pointOf('judgingMs', 2, [9_000]),
  ];
  const lines = drawLines(fleet, points).filter(({ figure }) => figure.metric === 'judgingMs');
  expect(
    lines.map(({ figure, points: [point] }) => [figure.statistic, point !== undefined && point.value <= 102]),
  ).toEqual([
    ['p50', true],
    ['p95', true],
  ]);
  expect(drawLines(fleet, points).filter(({ figure }) => figure.of?.['end'] === 'repaired')).toMatchObject([
    { figure: { statistic: 'Maximum' }, points: [{ value: 90_000 }] },
    { figure: { statistic: 'SampleCount' }, points: [{ value: 2 }] },
  ]);
});

it('lines go by time, in whatever order points come, and say nothing of times of which nothing is known', () => {
  const points = [
    pointOf('judgeCalls', 5, [1]),
    pointOf('judgeCalls', 2, [4, 4]),
    pointOf('judgeCalls', 3, [0]),
  ];
  expect(lineOf(pipeline, 'made', points)).toEqual([
    [2, 8],
    [3, 0],
    [5, 1],
  ]);
});

it('every dashboard has lines of its own, and asks for each metric once', () => {
  for (const dashboard of dashboards) {
    expect(drawLines(dashboard, []).length).toBeGreaterThanOrEqual(5);
    expect(new Set(metricsOf(dashboard)).size).toBe(metricsOf(dashboard).length);
  }
});
