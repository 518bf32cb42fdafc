/** A metric's name: namespace, name and dimensions together; metrics that differ in one of them are different metrics. */
export interface MetricKey {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

/** What was measured: values of one minute. */
export interface Datum extends MetricKey {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly values: readonly number[];
  readonly unit?: string;
}

/** A figure of one period. */
export interface Point {
  /** Where the period begins, ms since 1970. */
  readonly at: number;
  readonly value: number;
}

/** How values of a period become one figure: as CloudWatch writes it, `Sum` or `p99`. */
export type Statistic = string;

interface Series {
  readonly key: MetricKey;
  readonly minutes: Map<number, number[]>;
  unit: string;
}

export const MINUTE_MS = 60_000;
/** CloudWatch keeps minutes for 15 days; a system on one machine has no such past. */
const KEPT_MS = 24 * 60 * MINUTE_MS;

/** The last day of all metrics, minute by minute, in memory. */
export class MetricStore {
  readonly #series = new Map<string, Series>();

  /** Takes what was measured. */
  record(datum: Datum): void {
    const id = idOf(datum);
    let series = this.#series.get(id);
    if (series === undefined) {
      const { namespace, name, dimensions } = datum;
      series = { key: { namespace, name, dimensions }, minutes: new Map(), unit: datum.unit ?? 'None' };
      this.#series.set(id, series);
    }
    const minute = floorTo(datum.at, MINUTE_MS);
    const values = series.minutes.get(minute);
    if (values === undefined) series.minutes.set(minute, [...datum.values]);
    else values.push(...datum.values);
    if (datum.unit !== undefined) series.unit = datum.unit;
  }

  /** Forgets what is older than a day. */
  forgetBefore(now: number): void {
    for (const [id, { minutes }] of this.#series) {
      for (const minute of minutes.keys()) if (minute < now - KEPT_MS) minutes.delete(minute);
      if (minutes.size === 0) this.#series.delete(id);
    }
  }

  /** Metrics that have data. */
  list(): readonly MetricKey[] {
    return [...this.#series.values()].map(({ key }) => key);
  }

  /** The unit in which the metric was measured last; undefined if nobody knows the metric. */
  unitOf(key: MetricKey): string | undefined {
    return this.#series.get(idOf(key))?.unit;
  }

  /**
   * One figure for each of `count` periods of `periodMs` from `from` on (whole minutes, ms); undefined where there was no data.
   *
   * @throws Error for a statistic that is not known
   */
  read(
    key: MetricKey,
    statistic: Statistic,
    periodMs: number,
    from: number,
    count: number,
  ): (number | undefined)[] {
    const summarize = summaryOf(statistic);
    const minutes = this.#series.get(idOf(key))?.minutes;
    return Array.from({ length: count }, (_, at) => {
      const values: number[] = [];
      const start = from + at * periodMs;
      for (let minute = start; minutes !== undefined && minute < start + periodMs; minute += MINUTE_MS)
        for (const value of minutes.get(minute) ?? []) values.push(value);
      return values.length === 0 ? undefined : summarize(values);
    });
  }
}

/** The multiple of `step` at or before `time`. */
export function floorTo(time: number, step: number): number {
  return Math.floor(time / step) * step;
}

function idOf({ namespace, name, dimensions }: MetricKey): string {
  const sorted = Object.entries(dimensions).sort(([one], [other]) => (one < other ? -1 : 1));
  return JSON.stringify([namespace, name, sorted]);
}

const SUMMARIES: Readonly<Record<string, (values: readonly number[]) => number>> = {
  SampleCount: (values) => values.length,
  Sum: (values) => values.reduce((sum, value) => sum + value, 0),
  Average: (values) => values.reduce((sum, value) => sum + value, 0) / values.length,
  Minimum: (values) => values.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY),
  Maximum: (values) => values.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY),
};

/** What a statistic makes of the values of a period. @throws Error for one that is not served */
export function summaryOf(statistic: Statistic): (values: readonly number[]) => number {
  const known = SUMMARIES[statistic];
  if (known !== undefined) return known;
  const percentile = Number(/^p(\d{1,2}(?:\.\d+)?)$/.exec(statistic)?.[1]);
  if (Number.isNaN(percentile))
    throw new Error(
      `the statistic ${statistic} is not served by local mode: ${Object.keys(SUMMARIES).join(', ')} and percentiles (p99) are`,
    );
  return (values) => {
    const sorted = [...values].sort((one, other) => one - other);
    return sorted[Math.max(0, Math.ceil((percentile / 100) * sorted.length) - 1)]!;
  };
}
