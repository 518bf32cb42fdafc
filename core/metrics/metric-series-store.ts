import type { Figures } from './figures.ts';
import type { MetricId } from './metric-table.ts';
import type { Series } from './series.ts';

/** How long the time is that a point is of. */
export type Granularity = 'minute' | 'hour' | 'day';

/** Times that roll-ups are made of. */
export const SPAN_MS: Readonly<Record<Granularity, number>> = {
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
};

/** When the minute, hour or day of a time began, by UTC; ms since the epoch. */
export function startOf(granularity: Granularity, at: number): number {
  return Math.floor(at / SPAN_MS[granularity]) * SPAN_MS[granularity];
}

/** What one instance of a function has counted in one minute so far. */
export interface MinuteRecord {
  /** Begin of the minute, ms since the epoch, by the instance's clock. */
  readonly at: number;
  readonly function: string;
  /** Told apart from every other instance that there ever was. */
  readonly instance: string;
  /** Samples so far: of two records of one minute and instance the one with more is the later. */
  readonly samples: number;
  readonly series: readonly Series[];
}

/** What all instances have counted in an hour or a day. */
export interface RollUp {
  readonly granularity: Exclude<Granularity, 'minute'>;
  /** Begin of the hour or day, ms since the epoch. */
  readonly at: number;
  readonly samples: number;
  readonly series: readonly Series[];
}

/** What one series came to in one minute, hour or day, over the whole stage. */
export interface MetricPoint {
  /** Begin of its time, ms since the epoch. */
  readonly at: number;
  readonly id: MetricId;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly figures: Figures;
}

/** Which points are wanted. */
export interface PointQuery {
  readonly granularity: Granularity;
  /** Times that begin in [from, until), ms since the epoch. */
  readonly from: number;
  readonly until: number;
  /** @default all metrics */
  readonly ids?: readonly MetricId[];
}

/** Minutes that may be asked for at a time: each hour of them is a query, and on an exam day thousands of rows. */
export const MAX_HOURS_OF_MINUTES = 6;
/** How long minutes are kept, ms. */
export const MINUTES_KEPT_MS = 7 * SPAN_MS.day;

/** Keeps what functions count. Implementation: adapters/dynamodb/metric-series-store.ts. */
export interface MetricSeriesStore {
  /** Writes a minute of an instance over what it wrote of it before; the same again changes nothing, nor does an earlier one. */
  putMinute(record: MinuteRecord): Promise<void>;
  /** Writes a roll-up over an earlier one of fewer samples. */
  putRollUp(rollUp: RollUp): Promise<void>;
  /** The minutes of an hour, of all instances, as they were written; or the hours of a day. */
  readParts(
    granularity: RollUp['granularity'],
    at: number,
  ): Promise<readonly Pick<MinuteRecord, 'samples' | 'series'>[]>;
  /**
   * The points of a time, oldest first. Minutes are there for 7 days, hours for 90, days as long as the stage keeps metrics; an
   * hour or a day that goes on is as it was rolled up last. @throws RangeError for more than 6 hours of minutes
   */
  read(query: PointQuery): Promise<readonly MetricPoint[]>;
}
