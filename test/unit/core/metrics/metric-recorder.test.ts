import { beforeEach, describe, expect, it } from 'vitest';
import { meanOf } from '../../../../core/metrics/figures.ts';
import {
  MAX_MINUTES,
  MetricRecorder,
  type PrintedMetric,
  WRITE_AGAIN_MS,
  WRITE_EVERY_MS,
} from '../../../../core/metrics/metric-recorder.ts';
import type { MinuteRecord } from '../../../../core/metrics/metric-series-store.ts';
import { MemoryMetricSeriesStore } from '../../../support/memory/metric-series-store.ts';

const HOUR_MS = 3_600_000;
const START = Date.parse('2026-03-02T10:00:00.000Z');
let now = START;
let printed: { at: number; metrics: readonly PrintedMetric[] }[] = [];
let faults: { message: string; lost: number }[] = [];

beforeEach(() => {
  now = START;
  printed = [];
  faults = [];
});

/** A store that fails or waits as it is told, in front of one in memory. */
class Store {
  readonly kept = new MemoryMetricSeriesStore();
  readonly puts: MinuteRecord[] = [];
  fails = false;
  held: Promise<void> | undefined;

  async putMinute(record: MinuteRecord): Promise<void> {
    this.puts.push(record);
    if (this.fails) throw new Error('the table is down');
    await this.held;
    await this.kept.putMinute(record);
  }

  async sums(): Promise<Record<string, number>> {
    const points = [];
    for (let from = START - HOUR_MS; from < START + 40 * HOUR_MS; from += HOUR_MS)
      points.push(...(await this.kept.read({ granularity: 'minute', from, until: from + HOUR_MS })));
    return Object.fromEntries(
      points.map(({ at, id, figures }) => [`${id} ${(at - START) / 60_000}`, figures.sum]),
    );
  }
}

it('throws nothing when what it prints is refused, and tells so', async () => {
  const refusing = new MetricRecorder({
    clock: { now: () => now },
    function: 'api',
    instance: 'one',
    print: () => {
      throw new Error('a name of 300 letters');
    },
    onFault: (error, lost) => void faults.push({ message: String(error), lost }),
  });
  refusing.measure('judgeCalls', 1);
  now += 60_000;
  refusing.measure('judgeCalls', 1);
  refusing.measure('judgeCalls', 2);
  await refusing.settle();
  const message = 'Error: a name of 300 letters';
  // Of a count one sum is printed.
  expect(faults).toEqual([
    { message, lost: 1 },
    { message, lost: 1 },
  ]);
});

function make(store?: Store, when?: 'within' | 'beside', instance = 'one') {
  const recorder = new MetricRecorder({
    clock: { now: () => now },
    function: 'api',
    instance,
    print: (at, metrics) => void printed.push({ at, metrics }),
    onFault: (error, lost) => void faults.push({ message: String(error), lost }),
  });
  if (store !== undefined) recorder.keepIn(store, when);
  return recorder;
}

describe('what is printed for CloudWatch', () => {
  it('is one line of values a metric and its dimensions, counts as sums with their zeros', async () => {
    const recorder = make();
    recorder.measure('hostsFailed', 0);
    recorder.measure('judgeCalls', 2);
    recorder.measure('judgeCalls', 3);
    for (const ms of [7, 9]) recorder.measure('verdictMs', ms, { lane: 'contest' });
    recorder.measure('errors', 1, {
      function: 'api',
      event: 'request.failed',
      kind: 'throttled',
      class: 'infrastructure',
      severity: 'low',
    });
    // Not for CloudWatch.
    recorder.measure('coldStarts', 1, { function: 'api' });
    await recorder.settle();
    expect(printed).toEqual([
      {
        at: START,
        metrics: [
          { name: 'HostsFailed', unit: 'count', dimensions: {}, values: [0] },
          { name: 'JudgeCalls', unit: 'count', dimensions: {}, values: [5] },
          { name: 'VerdictLatency', unit: 'ms', dimensions: { lane: 'contest' }, values: [7, 9] },
          { name: 'Errors', unit: 'count', dimensions: { class: 'infrastructure' }, values: [1] },
        ],
      },
    ]);
    await recorder.settle();
    expect(printed).toHaveLength(1);
  });

  it('is of the minute in which it was, in an invocation of many minutes, too', async () => {
    const recorder = make();
    for (const at of [0, 30_000, 60_000, 125_000]) {
      now = START + at;
      recorder.measure('judgeCalls', 1);
    }
    await recorder.settle();
    expect(printed.map(({ at, metrics }) => [at - START, metrics[0]?.values[0]])).toEqual([
      [0, 2],
      [60_000, 1],
      [120_000, 1],
    ]);
  });

  it('leaves out what is no figure', async () => {
    const recorder = make();
    recorder.measure('judgeCalls', Number.NaN);
    recorder.measure('judgeCalls', Number.POSITIVE_INFINITY);
    await recorder.settle();
    expect(printed).toEqual([]);
  });
});

describe('what is written to the table', () => {
  it('grows in one row a minute, and all of it is there when an invocation has ended', async () => {
    const store = new Store();
    const recorder = make(store);
    recorder.measure('judgeCalls', 1);
    await recorder.settle();
    recorder.measure('judgeCalls', 1);
    now += 60_000;
    recorder.measure('judgeCalls', 1);
    await recorder.settle();
    expect(await store.sums()).toEqual({ 'judgeCalls 0': 2, 'judgeCalls 1': 1 });
    const writes = store.puts.length;
    await recorder.settle();
    expect(store.puts).toHaveLength(writes);
  });

  it('is written once a second by many short invocations, and what that leaves by the next one', async () => {
    const store = new Store();
    const recorder = make(store);
    const invoke = async () => {
      recorder.begin();
      recorder.measure('judgeCalls', 1);
      await recorder.settle();
    };
    for (let at = 0; at < 3_000; at += 10) {
      now = START + at;
      await invoke();
    }
    expect(store.puts).toHaveLength(3);
    expect(await store.sums()).toEqual({ 'judgeCalls 0': 201 });
    now = START + 50_000;
    await invoke();
    expect(await store.sums()).toEqual({ 'judgeCalls 0': 301 });
  });

  it('is written when the clock is set back by hours', async () => {
    const store = new Store();
    const recorder = make(store);
    now = START + 2 * 3_600_000;
    recorder.measure('judgeCalls', 1);
    await recorder.settle();
    now = START;
    recorder.begin();
    recorder.measure('judgeCalls', 1);
    await recorder.settle();
    expect(await store.sums()).toEqual({ 'judgeCalls 120': 2 });
  });

  it('is written while an invocation goes on, not at each sample', async () => {
    const store = new Store();
    const recorder = make(store);
    for (let at = 0; at <= WRITE_EVERY_MS * 4; at += 100) {
      now = START + at;
      recorder.measure('judgeCalls', 1);
      await Promise.resolve();
    }
    expect(store.puts.length).toBeGreaterThanOrEqual(4);
    expect(store.puts.length).toBeLessThanOrEqual(6);
    await recorder.settle();
    expect(await store.sums()).toEqual({ 'judgeCalls 0': 201 });
  });

  it('is written by whom somebody waits for at the begin of a later invocation, and waits for nothing', async () => {
    const store = new Store();
    let free = () => {};
    store.held = new Promise((resolve) => {
      free = resolve;
    });
    const recorder = make(store, 'beside');
    recorder.begin();
    recorder.measure('judgeCalls', 1);
    await recorder.settle();
    expect(store.puts).toEqual([]);
    recorder.begin();
    recorder.measure('judgeCalls', 1);
    await recorder.settle();
    recorder.begin();
    expect(store.puts).toHaveLength(1);
    free();
    await store.held;
    await new Promise(setImmediate);
    now += WRITE_EVERY_MS;
    recorder.begin();
    await new Promise(setImmediate);
    expect(await store.sums()).toEqual({ 'judgeCalls 0': 2 });
  });

  it('is of the minutes in which it was, of an instance that was frozen for half an hour', async () => {
    const store = new Store();
    const recorder = make(store, 'beside');
    recorder.measure('judgeCalls', 1);
    await recorder.settle();
    now += 30 * 60_000;
    recorder.begin();
    recorder.measure('judgeCalls', 1);
    await recorder.settle();
    await new Promise(setImmediate);
    now += WRITE_EVERY_MS;
    recorder.begin();
    await new Promise(setImmediate);
    expect(await store.sums()).toEqual({ 'judgeCalls 0': 1, 'judgeCalls 30': 1 });
  });

  it('is whole after an outage of the table, which is told once and costs no work', async () => {
    const store = new Store();
    store.fails = true;
    const recorder = make(store);
    for (let minute = 0; minute < 10; minute++) {
      now = START + minute * 60_000;
      for (let invocation = 0; invocation < 2; invocation++) {
        recorder.begin();
        recorder.measure('judgeCalls', 1);
        await recorder.settle();
      }
    }
    expect(faults).toEqual([{ message: 'Error: the table is down', lost: 0 }]);
    // No more than a try each half minute, of which the first of each minute is one.
    expect(store.puts.length).toBeLessThanOrEqual(2 * 10);
    store.fails = false;
    now += WRITE_AGAIN_MS;
    recorder.begin();
    await recorder.settle();
    expect(Object.values(await store.sums())).toEqual(Array(10).fill(2));
  });

  it('is given up, and told, when the table is down for longer than an instance may keep', async () => {
    const store = new Store();
    store.fails = true;
    const recorder = make(store);
    for (let minute = 0; minute < MAX_MINUTES + 2; minute++) {
      now = START + minute * 60_000;
      recorder.measure('judgeCalls', 1);
      await recorder.settle();
    }
    expect(faults.filter(({ lost }) => lost > 0)).toEqual([
      { message: 'Error: 1 minutes of metrics were given up', lost: 1 },
      { message: 'Error: 1 minutes of metrics were given up', lost: 1 },
    ]);
    store.fails = false;
    now += WRITE_AGAIN_MS;
    await recorder.settle();
    expect(Object.keys(await store.sums())).toHaveLength(MAX_MINUTES);
  });

  it('does not begin a minute anew when the clock is set back', async () => {
    const store = new Store();
    const recorder = make(store);
    now = START + 60_000;
    recorder.measure('judgeCalls', 1);
    await recorder.settle();
    now = START + 59_000;
    recorder.measure('judgeCalls', 1);
    await recorder.settle();
    now = START + 61_000;
    recorder.measure('judgeCalls', 1);
    await recorder.settle();
    expect(await store.sums()).toEqual({ 'judgeCalls 1': 3 });
  });

  it('is told apart by instance: two that count the same minute add up', async () => {
    const store = new Store();
    for (const instance of ['one', 'two']) {
      const recorder = make(store, 'within', instance);
      recorder.measure('verdictMs', 10, { lane: 'contest' });
      await recorder.settle();
    }
    const [point] = await store.kept.read({ granularity: 'minute', from: START, until: START + 1 });
    expect(point).toMatchObject({
      id: 'verdictMs',
      dimensions: { lane: 'contest' },
      figures: { count: 2, sum: 20 },
    });
    expect(meanOf(point!.figures)).toBe(10);
  });

  it('keeps to a bound what a function without a table counts', async () => {
    const recorder = make();
    for (let minute = 0; minute < 3 * MAX_MINUTES; minute++) {
      now = START + minute * 60_000;
      recorder.measure('judgeCalls', 1);
      await recorder.settle();
    }
    expect(faults).toEqual([]);
    const store = new Store();
    recorder.keepIn(store);
    await recorder.settle();
    expect(Object.keys(await store.sums())).toHaveLength(MAX_MINUTES);
  });
});
