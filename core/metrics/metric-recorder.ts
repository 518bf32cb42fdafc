import type { Clock } from '../exam/clock.ts';
import { addSample, emptyTally, type Tally } from './figures.ts';
import { type MetricSeriesStore, startOf } from './metric-series-store.ts';
import { type Measure, type MetricId, type MetricRow, metricOf } from './metric-table.ts';
import { nameSeries } from './series.ts';

/** One metric as CloudWatch is given it, with everything that it came to since it was printed last. */
export interface PrintedMetric {
  readonly name: string;
  readonly unit: MetricRow['unit'];
  readonly dimensions: Readonly<Record<string, string>>;
  /** Of a count one sum, zero included; of others every sample. */
  readonly values: readonly number[];
}

/** What a recorder touches. */
export interface RecorderPorts {
  readonly clock: Pick<Clock, 'now'>;
  readonly function: string;
  /** Told apart from every other instance that there ever was. */
  readonly instance: string;
  /** Prints metrics of one minute. @param at its begin, ms since the epoch */
  readonly print: (at: number, metrics: readonly PrintedMetric[]) => void;
  /** Told when writes fail again and again, when minutes were given up, and when printing fails. Must not throw. */
  readonly onFault: (error: unknown, lost: number) => void;
}

/** Between two writes of a function that somebody waits for, and while an invocation goes on, ms. */
export const WRITE_EVERY_MS = 5_000;
/** Between two writes at the ends of invocations: all rows of an hour are in one partition, ms. */
export const SETTLE_EVERY_MS = 1_000;
/** Between two writes while they fail, ms. */
export const WRITE_AGAIN_MS = 30_000;
/** Minutes that wait to be written while writes fail; then the oldest is given up. */
export const MAX_MINUTES = 15;

interface Minute {
  readonly at: number;
  readonly series: Map<
    string,
    { readonly id: MetricId; readonly values: readonly string[]; readonly figures: Tally }
  >;
  samples: number;
  /** As many samples as the table has. */
  written: number;
}

interface Buffered {
  readonly row: MetricRow;
  readonly dimensions: Readonly<Record<string, string>>;
  values: number[];
}

/**
 * Collects what one instance of a function measures: by minute for the metrics table, and for CloudWatch until it is printed.
 * Each minute is one row, written over as it grows, so that a write may be made twice, late or never answered. Nothing here
 * throws or waits but `settle`: figures cost no work.
 *
 * A function that is invoked and then frozen keeps what it has not written, and writes it when it is woken. What an instance has
 * not written when it ends is lost to the table: the seconds since its last write.
 */
export class MetricRecorder {
  readonly #ports: RecorderPorts;
  #store: Pick<MetricSeriesStore, 'putMinute'> | undefined;
  /** Whether writes may begin in the middle of an invocation. */
  #writesWithin = true;
  #minutes: Minute[] = [];
  readonly #buffer = new Map<string, Buffered>();
  #bufferedAt = 0;
  #writing: Promise<void> | undefined;
  #begunAt = 0;
  #wroteAt = 0;
  #failures = 0;

  constructor(ports: RecorderPorts) {
    this.#ports = ports;
  }

  /**
   * Has minutes written to the table from now on. @param when `within`: while the function works, and at the end of each
   * invocation; `beside`: at the begin of an invocation alone, beside its work, for functions that somebody waits for
   */
  keepIn(store: Pick<MetricSeriesStore, 'putMinute'>, when: 'within' | 'beside' = 'within'): void {
    this.#store = store;
    this.#writesWithin = when === 'within';
  }

  /** Takes a sample. */
  readonly measure: Measure = (id, value, ...[dimensions]) => {
    if (!Number.isFinite(value)) return;
    const row = metricOf(id);
    const given: Readonly<Record<string, string>> = dimensions ?? {};
    const values = row.dimensions.map((name) => given[name] ?? '');
    const now = this.#ports.clock.now();
    const minute = this.#minuteOf(now);
    const key = nameSeries(id, values);
    let series = minute.series.get(key);
    if (series === undefined) {
      series = { id, values, figures: emptyTally(row.kind) };
      minute.series.set(key, series);
    }
    addSample(series.figures, value, now);
    minute.samples++;
    if (row.cloudwatch !== 'none') this.#keepToPrint(minute.at, row, given, value);
    if (this.#writesWithin && now >= this.#begunAt + WRITE_EVERY_MS && this.#isDue(WRITE_EVERY_MS))
      this.#write();
  };

  /** At the begin of an invocation: where somebody waits for the function, what those before have left is written beside its work. */
  begin(): void {
    this.#begunAt = this.#ports.clock.now();
    if (!this.#writesWithin && this.#isDue(WRITE_EVERY_MS)) this.#write();
  }

  /** At the end of an invocation: prints, and where nobody waits for the function has everything written, once a second. */
  async settle(): Promise<void> {
    this.#print();
    if (!this.#writesWithin) return;
    await this.#writing;
    if (this.#isDue(SETTLE_EVERY_MS)) await this.#write();
  }

  /** Whether the last write is so long ago; one that failed is not made again at once. */
  #isDue(everyMs: number): boolean {
    const since = this.#ports.clock.now() - this.#wroteAt;
    // A clock that is set back must not keep everything waiting.
    return since < 0 || since >= (this.#failures > 0 ? WRITE_AGAIN_MS : everyMs);
  }

  /** Never an earlier one than before: a clock that is set back must not make a second row of a minute that is written. */
  #minuteOf(now: number): Minute {
    const latest = this.#minutes.at(-1);
    const at = startOf('minute', now);
    if (latest !== undefined && at <= latest.at) return latest;
    const minute = { at, series: new Map(), samples: 0, written: 0 };
    this.#minutes = [...this.#minutes.filter(isUnwritten), minute];
    const lost = this.#minutes.slice(0, -MAX_MINUTES);
    if (lost.length > 0 && this.#store !== undefined) {
      const samples = lost.reduce((sum, one) => sum + one.samples - one.written, 0);
      this.#ports.onFault(new Error(`${lost.length} minutes of metrics were given up`), samples);
    }
    this.#minutes = this.#minutes.slice(-MAX_MINUTES);
    return minute;
  }

  #keepToPrint(at: number, row: MetricRow, given: Readonly<Record<string, string>>, value: number): void {
    // A long invocation prints each minute when it is over: its time is that of what is printed.
    if (at !== this.#bufferedAt) this.#print();
    this.#bufferedAt = at;
    const names = row.cloudwatch === 'none' ? [] : row.cloudwatch;
    const key = [row.name, ...names.map((name) => given[name])].join('\0');
    const held = this.#buffer.get(key);
    if (held === undefined) {
      const dimensions = Object.fromEntries(names.map((name) => [name, given[name] ?? '']));
      this.#buffer.set(key, { row, dimensions, values: [value] });
    } else if (row.kind === 'count') held.values[0] = (held.values[0] ?? 0) + value;
    else held.values.push(value);
  }

  #print(): void {
    if (this.#buffer.size === 0) return;
    const metrics = [...this.#buffer.values()].map(({ row, dimensions, values }) => ({
      name: row.name,
      unit: row.unit,
      dimensions,
      values,
    }));
    this.#buffer.clear();
    try {
      this.#ports.print(this.#bufferedAt, metrics);
    } catch (error) {
      // Thrown on, it would take the place of the function's answer: what was judged would come again.
      this.#ports.onFault(
        error,
        metrics.reduce((samples, { values }) => samples + values.length, 0),
      );
    }
  }

  /** One at a time: the row of a minute is never written by two. */
  async #write(): Promise<void> {
    const store = this.#store;
    if (store === undefined || this.#writing !== undefined || !this.#minutes.some(isUnwritten)) return;
    this.#wroteAt = this.#ports.clock.now();
    this.#writing = this.#writeAll(store);
    await this.#writing;
  }

  async #writeAll(store: Pick<MetricSeriesStore, 'putMinute'>): Promise<void> {
    try {
      for (const minute of this.#minutes.filter(isUnwritten)) {
        const { at, samples } = minute;
        const { function: name, instance } = this.#ports;
        await store.putMinute({ at, function: name, instance, samples, series: [...minute.series.values()] });
        minute.written = samples;
      }
      this.#failures = 0;
    } catch (error) {
      this.#failures++;
      // One that a freeze cut off is made again by the next and tells nothing.
      if (this.#failures === 2) this.#ports.onFault(error, 0);
    } finally {
      this.#writing = undefined;
    }
  }
}

const isUnwritten = ({ samples, written }: Minute) => samples > written;
