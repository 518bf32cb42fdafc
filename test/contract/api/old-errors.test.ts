import { afterAll, beforeAll, expect, it } from 'vitest';
import { startOf } from '../../../core/metrics/metric-series-store.ts';
import { type ApiWorld, makeApiWorld } from './api-world.ts';

let world: ApiWorld;
beforeAll(async () => {
  world = await makeApiWorld();
});
afterAll(async () => await world.stop());

const [MINUTE, HOUR, DAY] = [60_000, 3_600_000, 86_400_000];
const iso = (at: number) => new Date(at).toISOString();
const errors = (sum: number) => ({
  id: 'errors' as const,
  values: ['api', 'request.failed', 'unavailable', 'network', 'high'],
  figures: { count: sum, sum, min: 1, max: 1 },
});
const count = async (from: number, until: number) =>
  await world.as('olga').call('getErrorStats', { query: { from: iso(from), until: iso(until) } });

it('tells errors of a time whose minutes are gone, by its whole hours', async () => {
  const hour = startOf('hour', Date.now() - 20 * DAY);
  for (const at of [hour - HOUR, hour, hour + HOUR])
    await world.series.putRollUp({ granularity: 'hour', at, samples: 1, series: [errors(3)] });
  expect(await count(hour + 20 * MINUTE, hour + 40 * MINUTE)).toMatchObject({
    granularity: 'hour',
    from: iso(hour),
    until: iso(hour + HOUR),
    total: 3,
  });
});

it('adds hours in the middle of a day to minutes at its ends, each counted once', async () => {
  const hour = startOf('hour', Date.now() - 2 * DAY);
  for (const at of [hour - HOUR, hour, hour + HOUR])
    await world.series.putRollUp({ granularity: 'hour', at, samples: 1, series: [errors(100)] });
  for (const at of [hour - 2 * MINUTE, hour - MINUTE, hour, hour + 2 * HOUR, hour + 2 * HOUR + MINUTE])
    await world.series.putMinute({ at, function: 'api', instance: 'one', samples: 1, series: [errors(1)] });
  expect(await count(hour - MINUTE - 1, hour + 2 * HOUR + 1)).toMatchObject({
    granularity: 'minute',
    from: iso(hour - 2 * MINUTE),
    until: iso(hour + 2 * HOUR + MINUTE),
    total: 203,
  });
});
