import { expect, it } from 'vitest';
import type { MetricPoint } from '../../../../core/metrics/metric-series-store.ts';
import { seriesFamilies } from '../../../../core/monitoring/series-families.ts';
import { EPOCH } from '../../../support/sessions.ts';

const MINUTE = 60_000;
const slotsOf = (session: string, at: number): MetricPoint => ({
  at: EPOCH,
  id: 'slots',
  dimensions: { session },
  figures: { count: 1, sum: 4, min: 4, max: 4, last: { at, value: 4 } },
});

it('tells gauges while they are measured, and counts all day', () => {
  const now = EPOCH + 120 * MINUTE;
  const judged: MetricPoint = {
    at: EPOCH,
    id: 'judgeCalls',
    dimensions: {},
    figures: { count: 3, sum: 3, min: 1, max: 1 },
  };
  const points = [slotsOf('over', now - 60 * MINUTE), slotsOf('lasts', now - 6 * MINUTE), judged];
  const families = seriesFamilies(points, EPOCH, now);
  const slots = families.find(({ name }) => name === 'assize_measured_slots');
  expect(slots?.samples.map(({ labels }) => labels)).toEqual([{ session: 'lasts' }]);
  expect(families.map(({ type }) => type)).toEqual(['gauge', 'counter']);
  // With nobody left, the family is gone, too.
  expect(seriesFamilies(points.slice(0, 1), EPOCH, now)).toEqual([]);
});
