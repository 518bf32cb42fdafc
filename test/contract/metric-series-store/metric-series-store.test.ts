import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DynamoMetricSeriesStore } from '../../../adapters/dynamodb/metric-series-store.ts';
import type { Table } from '../../../adapters/dynamodb/table.ts';
import { addSample, emptyTally, percentile } from '../../../core/metrics/figures.ts';
import type { MetricSeriesStore, MinuteRecord } from '../../../core/metrics/metric-series-store.ts';
import { type MetricId, metricOf } from '../../../core/metrics/metric-table.ts';
import { planRollUps, rollUp } from '../../../core/metrics/roll-up.ts';
import type { Series } from '../../../core/metrics/series.ts';
import { startDynamoDb, type TestDynamoDb } from '../../support/dynamodb.ts';
import { MemoryMetricSeriesStore } from '../../support/memory/metric-series-store.ts';

const HOUR = Date.parse('2026-03-02T10:00:00.000Z');
const minute = (number: number) => HOUR + number * 60_000;

let dynamo: TestDynamoDb;
let table: Table;
beforeAll(async () => {
  dynamo = await startDynamoDb();
  table = await dynamo.createTable('metrics');
});
afterAll(async () => await dynamo.stop());

function seriesOf(id: MetricId, values: readonly string[], samples: readonly number[], at = HOUR): Series {
  const figures = emptyTally(metricOf(id).kind);
  for (const sample of samples) addSample(figures, sample, at);
  return { id, values, figures };
}

const recordOf = (changes: Partial<MinuteRecord> = {}): MinuteRecord => ({
  at: HOUR,
  function: 'api',
  instance: 'one',
  samples: 1,
  series: [seriesOf('judgeCalls', [], [1])],
  ...changes,
});

const implementations: [string, () => Promise<MetricSeriesStore>][] = [
  ['DynamoDB', async () => new DynamoMetricSeriesStore(await dynamo.createTable('metrics'), 90)],
  ['memory', async () => new MemoryMetricSeriesStore()],
];

const fail = (error: unknown) => {
  throw error;
};

describe.each(implementations)('metric series store on %s', (_, make) => {
  it('adds up the instances of a minute, each as it said last, however often and late its writes arrive', async () => {
    const store = await make();
    const few = recordOf();
    const more = recordOf({ samples: 3, series: [seriesOf('judgeCalls', [], [1, 1, 5])] });
    await store.putMinute(few);
    await store.putMinute(more);
    await store.putMinute(more);
    // Thought lost, and on its way all the time.
    await store.putMinute(few);
    await store.putMinute(recordOf({ instance: 'two' }));
    await store.putMinute(recordOf({ at: minute(1) }));
    const points = await store.read({ granularity: 'minute', from: HOUR, until: minute(2) });
    expect(points).toEqual([
      { at: HOUR, id: 'judgeCalls', dimensions: {}, figures: { count: 4, sum: 8, min: 1, max: 5 } },
      { at: minute(1), id: 'judgeCalls', dimensions: {}, figures: { count: 1, sum: 1, min: 1, max: 1 } },
    ]);
  });

  it('answers what begins in the time asked for, over hours and days, of the metrics asked for', async () => {
    const store = await make();
    for (const at of [HOUR - 60_000, HOUR, minute(59), minute(60), HOUR + 86_400_000])
      await store.putMinute(
        recordOf({ at, series: [seriesOf('judgeCalls', [], [1]), seriesOf('retries', ['write'], [1])] }),
      );
    const read = async (from: number, until: number) =>
      (await store.read({ granularity: 'minute', from, until, ids: ['retries'] })).map(
        ({ at, id, dimensions }) => ({
          at,
          id,
          dimensions,
        }),
      );
    const dimensions = { kind: 'write' };
    expect(await read(HOUR, minute(60))).toEqual([
      { at: HOUR, id: 'retries', dimensions },
      { at: minute(59), id: 'retries', dimensions },
    ]);
    expect((await read(HOUR - 60_000, minute(61))).map(({ at }) => at)).toHaveLength(4);
    expect((await read(HOUR + 86_340_000, HOUR + 86_460_000)).map(({ at }) => at)).toHaveLength(1);
    expect(await read(minute(1), minute(59))).toEqual([]);
    await expect(store.read({ granularity: 'minute', from: 0, until: HOUR })).rejects.toThrow(
      '6 hours at most',
    );
  });

  it('keeps percentiles and latest values through hour and day', async () => {
    const store = await make();
    const took = Array.from({ length: 1_000 }, (_unused, at) => at + 1);
    for (const [at, instance] of ['one', 'two', 'three', 'four'].entries())
      await store.putMinute(
        recordOf({
          at: minute(at),
          instance,
          samples: 251,
          series: [
            seriesOf(
              'verdictMs',
              ['contest'],
              took.filter((ms) => ms % 4 === at),
            ),
            seriesOf('slots', ['s1'], [at], minute(at)),
          ],
        }),
      );
    const plan = planRollUps('sweep', minute(75));
    expect(await rollUp(plan, store, fail)).toBe(2);
    expect(await rollUp(plan, store, fail)).toBe(2);
    for (const granularity of ['hour', 'day'] as const) {
      const from = granularity === 'hour' ? HOUR : HOUR - 10 * 3_600_000;
      const points = await store.read({ granularity, from, until: from + 86_400_000 });
      expect(points.map(({ at, id }) => [at, id])).toEqual([
        [from, 'verdictMs'],
        [from, 'slots'],
      ]);
      const [verdicts, slots] = points.map(({ figures }) => figures);
      expect(verdicts).toMatchObject({ count: 1_000, sum: 500_500, min: 1, max: 1_000 });
      for (const share of [0.5, 0.95, 0.99]) {
        const found = percentile(verdicts!, share)!;
        expect(Math.abs(found - share * 1_000) / (share * 1_000)).toBeLessThanOrEqual(0.02);
      }
      expect(slots).toMatchObject({ min: 0, max: 3, last: { at: minute(3), value: 3 } });
    }
  });

  it('leaves sessions that are over out of the day, and keeps them in their hours', async () => {
    const store = await make();
    const slotsAt = async (at: number, session: string) =>
      await store.putMinute(
        recordOf({ at, instance: session, series: [seriesOf('slots', [session], [2], at)] }),
      );
    await slotsAt(minute(1), 'over');
    await slotsAt(minute(100), 'lasts');
    await rollUp(planRollUps('sweep', minute(110)), store, fail);
    const until = HOUR + 86_400_000;
    const sessionsOf = async (granularity: 'hour' | 'day') =>
      (await store.read({ granularity, from: HOUR - 10 * 3_600_000, until })).map(
        ({ dimensions }) => dimensions['session'],
      );
    expect(await sessionsOf('day')).toEqual(['lasts']);
    expect(await sessionsOf('hour')).toEqual(['over', 'lasts']);
  });

  it('makes the other roll-ups when one cannot be written', async () => {
    const store = await make();
    await store.putMinute(recordOf());
    await store.putMinute(recordOf({ at: minute(61) }));
    const faults: unknown[] = [];
    const broken = {
      readParts: store.readParts.bind(store),
      putRollUp: async (one: Parameters<MetricSeriesStore['putRollUp']>[0]) => {
        if (one.at === HOUR && one.granularity === 'hour') throw new Error('the row is too large');
        await store.putRollUp(one);
      },
    };
    expect(await rollUp(planRollUps('sweep', minute(75)), broken, (fault) => faults.push(fault))).toBe(2);
    expect(faults.map(String)).toEqual(['Error: the row is too large']);
  });

  it('makes an hour again when minutes of it come late, and keeps it when a roll-up of fewer arrives late', async () => {
    const store = await make();
    await store.putMinute(recordOf());
    await rollUp([{ granularity: 'hour', at: HOUR }], store, fail);
    await store.putMinute(recordOf({ at: minute(7), instance: 'woken' }));
    await rollUp([{ granularity: 'hour', at: HOUR }], store, fail);
    await store.putRollUp({
      granularity: 'hour',
      at: HOUR,
      samples: 1,
      series: [seriesOf('judgeCalls', [], [1])],
    });
    const [point] = await store.read({ granularity: 'hour', from: HOUR, until: HOUR + 1 });
    expect(point?.figures).toMatchObject({ count: 2, sum: 2 });
    expect(await rollUp([{ granularity: 'hour', at: HOUR + 3_600_000 }], store, fail)).toBe(0);
  });
});

describe('rows of metrics', () => {
  const put = async (sk: string, row: Record<string, unknown>) =>
    await table.client.send(
      new PutCommand({
        TableName: table.name,
        Item: { pk: 'METRICS#minute#2026-03-02T10', sk, at: HOUR, samples: 1, ...row },
      }),
    );
  const sk = (instance: string) => `${new Date(HOUR).toISOString()}#api#${instance}`;

  it('leave out what another release counts, and tell of what cannot be read', async () => {
    const told: string[] = [];
    const store = new DynamoMetricSeriesStore(
      { ...table, onUnreadable: ({ message }) => void told.push(message) },
      90,
    );
    await store.putMinute(recordOf());
    const known = ['retries', ['write'], [1, 1, 1, 1], []];
    await put(sk('newer'), {
      series: JSON.stringify([
        ['notYetThere', [], [1, 1, 1, 1], []],
        ['retries', [], [1, 1, 1, 1], []],
        known,
      ]),
    });
    await put(sk('broken'), { series: '[[' });
    await put(sk('strange'), { series: '[["retries", ["write"], ["1"], []]]' });
    await put(sk('untyped'), { series: 7 });
    const points = await store.read({ granularity: 'minute', from: HOUR, until: minute(1) });
    expect(points.map(({ id }) => id).sort()).toEqual(['judgeCalls', 'retries']);
    expect(told).toHaveLength(3);
    expect(told.join()).toContain('#api#broken');
    await expect(
      new DynamoMetricSeriesStore(table, 90).read({ granularity: 'minute', from: HOUR, until: minute(1) }),
    ).rejects.toThrow(/metric series|holds no series/);
  });

  it('expire after 7 days, 90 days and the retention of the stage', async () => {
    const sent: number[] = [];
    const store = new DynamoMetricSeriesStore(
      {
        name: 'metrics',
        client: { send: async ({ input }: PutCommand) => void sent.push(input.Item!['expiresAt']) } as never,
      },
      180,
    );
    await store.putMinute(recordOf());
    for (const granularity of ['hour', 'day'] as const)
      await store.putRollUp({ granularity, at: HOUR, samples: 1, series: [] });
    expect(sent.map((s) => (s * 1000 - HOUR) / 86_400_000)).toEqual([7, 90, 180]);
  });
});
