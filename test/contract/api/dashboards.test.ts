import { afterAll, beforeAll, expect, it } from 'vitest';
import { addSample, emptyTally } from '../../../core/metrics/figures.ts';
import { startOf } from '../../../core/metrics/metric-series-store.ts';
import { type ApiWorld, makeApiWorld } from './api-world.ts';

let world: ApiWorld;
const MINUTE = startOf('minute', Date.now()) - 120_000;

beforeAll(async () => {
  world = await makeApiWorld();
  for (const [instance, ms] of [
    ['one', 1_000],
    ['two', 3_000],
  ] as const) {
    const figures = emptyTally('distribution');
    addSample(figures, ms, MINUTE);
    await world.series.putMinute({
      at: MINUTE,
      function: 'submission-executor',
      instance,
      samples: 1,
      series: [{ id: 'verdictMs', values: ['contest'], figures }],
    });
  }
});
afterAll(async () => await world.stop());

const get = async (path: string, as = 'olga') =>
  await world.request('GET', `/v1/monitoring/dashboards/${path}`, {
    as,
    groups: [as === 'olga' ? 'operator' : 'instructor'],
  });

it('tells the lines of a dashboard, of all instances together', async () => {
  const { status, body } = await get('exam-day');
  expect(status).toBe(200);
  expect(body).toMatchObject({ dashboard: 'exam-day', granularity: 'minute' });
  expect(Date.parse(body.until) - Date.parse(body.from)).toBe(3_600_000);
  const lines = body.lines.filter(({ metric }: { metric: string }) => metric === 'verdictMs');
  expect(lines).toMatchObject([
    { label: 'contest p50', unit: 'ms', points: [{ start: new Date(MINUTE).toISOString() }] },
    { label: 'contest p95', points: [{ value: 3_000 }] },
    { label: 'trial p95', of: { lane: 'trial' }, points: [] },
  ]);
});

it('refuses a dashboard that is none, a range that is too long, and who is no operator', async () => {
  expect((await get('weather')).status).toBe(404);
  const from = new Date(Date.now() - 7 * 3_600_000).toISOString();
  expect(await get(`fleet?from=${from}`)).toMatchObject({
    status: 422,
    body: { faults: [{ field: 'from', detail: expect.stringContaining('360 are answered at most') }] },
  });
  expect((await get(`fleet?granularity=hour&from=${from}`)).status).toBe(200);
  expect(await get('fleet?from=2020-01-01T00:00:00Z')).toMatchObject({
    status: 422,
    body: { faults: [{ field: 'from' }] },
  });
  expect((await get('fleet', 'ada')).status).toBe(403);
});
