import { presentErrors } from '../../core/api/present-resilience.ts';
import type { Range } from '../../core/api/read-range.ts';
import type { ErrorStats } from '../../core/api/resilience.ts';
import { MAX_HOURS_OF_MINUTES } from '../../core/metrics/metric-series-store.ts';
import type { Services } from './services.ts';

const HOUR_MS = 3_600_000;

/** What was counted as errors in a time, from the last reset on. */
export async function readErrorStats(
  { series, errorBaseline }: Pick<Services, 'series' | 'errorBaseline'>,
  asked: Range,
): Promise<ErrorStats> {
  const baseline = await errorBaseline.read();
  const range = { ...asked, from: Math.min(asked.until, Math.max(asked.from, baseline?.at ?? 0)) };
  const isShort = range.until - range.from <= (MAX_HOURS_OF_MINUTES - 1) * HOUR_MS;
  const granularity = isShort ? 'minute' : 'hour';
  const points = await series.read({ granularity, ...range, ids: ['errors'] });
  return presentErrors(points, range, granularity, baseline);
}
