import {
  type Granularity,
  MAX_HOURS_OF_MINUTES,
  type MetricPoint,
  type MetricSeriesStore,
  type MinuteRecord,
  type PointQuery,
  type RollUp,
  SPAN_MS,
} from '../../../core/metrics/metric-series-store.ts';
import { metricOf } from '../../../core/metrics/metric-table.ts';
import { readSeries, sumSeries, writeSeries } from '../../../core/metrics/series.ts';

type Row = Pick<RollUp, 'at' | 'samples'> & { readonly granularity: Granularity; readonly series: string };

/** Metric series in memory, as text like those in the table. */
export class MemoryMetricSeriesStore implements MetricSeriesStore {
  readonly #rows = new Map<string, Row>();

  async putMinute({ at, function: name, instance, samples, series }: MinuteRecord): Promise<void> {
    this.#put(`${name}#${instance}`, { granularity: 'minute', at, samples, series: writeSeries(series) });
  }

  async putRollUp({ granularity, at, samples, series }: RollUp): Promise<void> {
    this.#put('', { granularity, at, samples, series: writeSeries(series) });
  }

  #put(whose: string, row: Row): void {
    const key = `${row.granularity}#${new Date(row.at).toISOString()}#${whose}`;
    if ((this.#rows.get(key)?.samples ?? 0) <= row.samples) this.#rows.set(key, row);
  }

  async readParts(granularity: RollUp['granularity'], at: number) {
    return this.#query(granularity === 'hour' ? 'minute' : 'hour', at, at + SPAN_MS[granularity]);
  }

  async read({ granularity, from, until, ids }: PointQuery): Promise<readonly MetricPoint[]> {
    if (granularity === 'minute' && until - from > MAX_HOURS_OF_MINUTES * SPAN_MS.hour)
      throw new RangeError(`minutes are read for ${MAX_HOURS_OF_MINUTES} hours at most: ask for hours`);
    const byTime = Map.groupBy(this.#query(granularity, from, until), ({ at }) => at);
    return [...byTime].flatMap(([at, parts]) =>
      sumSeries(parts.flatMap(({ series }) => series))
        .filter(({ id }) => ids === undefined || ids.includes(id))
        .map(({ id, values, figures }) => ({
          at,
          id,
          dimensions: Object.fromEntries(metricOf(id).dimensions.map((name, nth) => [name, values[nth]!])),
          figures,
        })),
    );
  }

  #query(granularity: Granularity, from: number, until: number) {
    return [...this.#rows]
      .filter(([, row]) => row.granularity === granularity && row.at >= from && row.at < until)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([key, { at, samples, series }]) => ({ at, samples, series: readSeries(series, key) }));
  }
}
