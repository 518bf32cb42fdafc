import { PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { InvalidRecordError } from '../../core/exam/invalid-record-error.ts';
import {
  type Granularity,
  MAX_HOURS_OF_MINUTES,
  type MetricPoint,
  type MetricSeriesStore,
  MINUTES_KEPT_MS,
  type MinuteRecord,
  type PointQuery,
  type RollUp,
  SPAN_MS,
  startOf,
} from '../../core/metrics/metric-series-store.ts';
import { metricOf } from '../../core/metrics/metric-table.ts';
import { readSeries, type Series, sumSeries, writeSeries } from '../../core/metrics/series.ts';
import { leaveOut, rowKindOf } from './row-kind.ts';
import { type Item, type Key, queryAll, queryPages, type Table, unlessConditionFails } from './table.ts';

/** Days that minutes and hours are kept; days are kept as long as the stage keeps metrics. */
const KEPT_DAYS = { minute: MINUTES_KEPT_MS / SPAN_MS.day, hour: 90 } as const;
/** A write that takes longer is given up, and made again with the next: nobody waits for figures, ms. */
const WRITE_MS = 2_000;

interface SeriesRow {
  readonly at: number;
  readonly samples: number;
  readonly series: string;
}

const seriesRow = rowKindOf<SeriesRow>()(
  'metric series',
  z.object({ at: z.number(), samples: z.number(), series: z.string() }),
);

/** What the rows of a partition are parts of: minutes of an hour, hours of a day, days of a year. */
function pkOf(granularity: Granularity, at: number): string {
  const length = { minute: 'YYYY-MM-DDTHH', hour: 'YYYY-MM-DD', day: 'YYYY' }[granularity].length;
  return `METRICS#${granularity}#${new Date(at).toISOString().slice(0, length)}`;
}

/** Sorts by time: times of this form are as long as each other. */
const skOf = (at: number, ...whose: string[]) => [new Date(at).toISOString(), ...whose].join('#');

/** Metrics by minute, hour and day in the metrics table, one row for all series of a time. */
export class DynamoMetricSeriesStore implements MetricSeriesStore {
  readonly #table: Table;
  readonly #keptDays: Readonly<Record<Granularity, number>>;

  /** @param retentionDays how long days are kept; who writes minutes alone need not know */
  constructor(table: Table, retentionDays: number = KEPT_DAYS.hour) {
    this.#table = table;
    this.#keptDays = { ...KEPT_DAYS, day: retentionDays };
  }

  async putMinute(record: MinuteRecord): Promise<void> {
    const { at, function: name, instance } = record;
    await this.#put('minute', { pk: pkOf('minute', at), sk: skOf(at, name, instance) }, record);
  }

  async putRollUp(rollUp: RollUp): Promise<void> {
    const { granularity, at } = rollUp;
    await this.#put(granularity, { pk: pkOf(granularity, at), sk: skOf(at) }, rollUp);
  }

  /** By condition: a write that was thought lost may arrive after a later one, and says less. */
  async #put(
    granularity: Granularity,
    key: Key,
    { at, samples, series }: Pick<RollUp, 'at' | 'samples' | 'series'>,
  ): Promise<void> {
    const put = new PutCommand({
      TableName: this.#table.name,
      Item: {
        ...key,
        ...seriesRow.write({ at, samples, series: writeSeries(series) }),
        expiresAt: Math.ceil((at + this.#keptDays[granularity] * SPAN_MS.day) / 1000),
      },
      ConditionExpression: 'attribute_not_exists(pk) OR samples <= :samples',
      ExpressionAttributeValues: { ':samples': samples },
    });
    await unlessConditionFails(this.#table.client.send(put, { abortSignal: AbortSignal.timeout(WRITE_MS) }));
  }

  async readParts(granularity: RollUp['granularity'], at: number): Promise<readonly PartOfTime[]> {
    const part = granularity === 'hour' ? 'minute' : 'hour';
    return await this.#query(part, at, at + SPAN_MS[granularity]);
  }

  async read({ granularity, from, until, ids }: PointQuery): Promise<readonly MetricPoint[]> {
    if (granularity === 'minute' && until - from > MAX_HOURS_OF_MINUTES * SPAN_MS.hour)
      throw new RangeError(`minutes are read for ${MAX_HOURS_OF_MINUTES} hours at most: ask for hours`);
    const sums = await Promise.all(
      partitionsOf(granularity, from, until).map((pk) => this.#sumPartition(pk, from, until, ids)),
    );
    return sums.flatMap((byTime) =>
      [...byTime].flatMap(([at, series]) => series.map((one) => ({ at, ...describe(one) }))),
    );
  }

  /** The sums of each time in a partition. Page by page: the minutes of a rush are megabytes, and what is asked for is little of it. */
  async #sumPartition(
    pk: string,
    from: number,
    until: number,
    ids: PointQuery['ids'],
  ): Promise<ReadonlyMap<number, readonly Series[]>> {
    const sums = new Map<number, readonly Series[]>();
    for await (const page of queryPages(this.#table, rowsOf(pk, from, until)))
      for (const [at, parts] of Map.groupBy(
        page.flatMap((row) => this.#read(row)),
        (part) => part.at,
      )) {
        const wanted = parts.flatMap(({ series }) =>
          series.filter(({ id }) => ids === undefined || ids.includes(id)),
        );
        sums.set(at, sumSeries([...(sums.get(at) ?? []), ...wanted]));
      }
    return sums;
  }

  /** All rows of times that begin in [from, until), oldest first; one that cannot be read is told of and left out. */
  async #query(granularity: Granularity, from: number, until: number): Promise<readonly PartOfTime[]> {
    const pages = await Promise.all(
      partitionsOf(granularity, from, until).map((pk) => queryAll(this.#table, rowsOf(pk, from, until))),
    );
    return pages.flat().flatMap((row) => this.#read(row));
  }

  #read(row: Item): PartOfTime[] {
    return seriesRow.readAll(this.#table, [row]).flatMap(({ series, ...rest }) => {
      const where = `the row ${String(row['pk'])} ${String(row['sk'])} of the table ${this.#table.name}`;
      try {
        return [{ ...rest, series: readSeries(series, where) }];
      } catch (error) {
        if (!(error instanceof InvalidRecordError)) throw error;
        return leaveOut(this.#table, error) ?? [];
      }
    });
  }
}

type PartOfTime = Pick<RollUp, 'at' | 'samples' | 'series'>;

/** The rows of a partition whose times begin in [from, until). */
const rowsOf = (pk: string, from: number, until: number) => ({
  KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :until',
  // Minutes sort by function and instance behind their time.
  ExpressionAttributeValues: { ':pk': pk, ':from': skOf(from), ':until': skOf(until - 1, '~') },
  ConsistentRead: true,
});

const partitionsOf = (granularity: Granularity, from: number, until: number) => [
  ...new Set(timesOf(granularity, from, until).map((at) => pkOf(granularity, at))),
];

/** Begins of the minutes' hours, or of the hours, or of the days that lie in [from, until). */
function timesOf(granularity: Granularity, from: number, until: number): number[] {
  const step = granularity === 'minute' ? SPAN_MS.hour : SPAN_MS.day;
  const times: number[] = [];
  for (let at = startOf(granularity === 'minute' ? 'hour' : 'day', from); at < until; at += step)
    times.push(at);
  return times;
}

function describe({ id, values, figures }: Series): Omit<MetricPoint, 'at'> {
  const { dimensions } = metricOf(id);
  return {
    id,
    dimensions: Object.fromEntries(dimensions.map((name, at) => [name, values[at] ?? ''])),
    figures,
  };
}
