import { describe, expect, it } from 'vitest';
import {
  costOfExam,
  costOfIdleMonth,
  costOfMetric,
  countMetrics,
  MINUTE_KB,
  ROLL_UPS_KB,
} from '../../../../core/costs/metric-costs.ts';
import { PRICES } from '../../../../core/costs/prices.ts';
import { addSample, emptyTally } from '../../../../core/metrics/figures.ts';
import {
  type MetricId,
  metricDimensions,
  metricOf,
  metricTable,
} from '../../../../core/metrics/metric-table.ts';
import { type Series, writeSeries } from '../../../../core/metrics/series.ts';

const ids = Object.keys(metricTable) as MetricId[];

/** A series of a metric with samples as an exam has them: durations spread over two powers of ten. */
function seriesOf(id: MetricId, values: readonly string[], samples: number): Series {
  const figures = emptyTally(metricOf(id).kind);
  for (let at = 0; at < samples; at++)
    addSample(figures, 30 * 100 ** (((at * 61) % 100) / 100), 1_790_000_000_000);
  return { id, values, figures };
}

/** Series of every metric that these functions emit, with so many combinations of their dimensions. */
function allOf(functions: readonly string[], combinations: number, samples: number): Series[] {
  return ids
    .filter((id) => metricOf(id).by.some((name) => functions.includes(name)))
    .flatMap((id) => {
      const { dimensions } = metricOf(id);
      const most = Math.min(
        combinations,
        dimensions.reduce((product, name) => product * metricDimensions[name], 1),
      );
      return Array.from({ length: most }, (_, at) =>
        seriesOf(
          id,
          dimensions.map((name) => `${name}-${at}-of-some-length`),
          samples,
        ),
      );
    });
}

const kbOf = (series: readonly Series[]) => Buffer.byteLength(writeSeries(series)) / 1_024;

describe('what metrics cost', () => {
  it.each([
    ['api', 200],
    ['submission-executor', 60],
    ['health-monitor', 3],
  ])('is told of minutes as large as those of %s are', (name, samples) => {
    expect(kbOf(allOf([name], 3, samples))).toBeLessThanOrEqual(MINUTE_KB);
  });

  it('is told of hours and days as large as they are with three sessions at a time', () => {
    const functions = ids.flatMap((id) => metricOf(id).by);
    expect(2 * kbOf(allOf(functions, 18, 5_000))).toBeLessThanOrEqual(ROLL_UPS_KB);
  });

  it.each(Object.values(PRICES))(
    'is next to nothing, in the exam and in a month without one: $region',
    (prices) => {
      expect(costOfExam(prices).usd).toBeLessThan(0.2);
      const idle = costOfIdleMonth(prices);
      // The sweep's one metric, which the bound of the idle month has always held, and writes.
      expect(idle.usd - prices.metricMonth).toBeLessThan(0.01);
      // A metric that somebody prints between exams says so.
      expect(ids.filter((id) => costOfMetric(metricOf(id), prices).idleMonth > 0)).toEqual(['sweepFailures']);
    },
  );

  it('counts a metric for each combination of what CloudWatch tells it apart by', () => {
    expect(countMetrics(metricOf('coldStarts'))).toBe(0);
    expect(countMetrics(metricOf('judgeCalls'))).toBe(1);
    expect(countMetrics(metricOf('circuitTurns'))).toBe(10);
  });

  it('is of a table in which no two metrics share a name, and CloudWatch gets only dimensions that there are', () => {
    expect(new Set(ids.map((id) => metricOf(id).name)).size).toBe(ids.length);
    for (const id of ids) {
      const { dimensions, cloudwatch } = metricOf(id);
      for (const name of cloudwatch === 'none' ? [] : cloudwatch) expect(dimensions).toContain(name);
    }
  });
});
