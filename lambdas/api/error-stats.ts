import { presentErrors } from '../../core/api/present-resilience.ts';
import type { Range } from '../../core/api/read-range.ts';
import type { ErrorStats } from '../../core/api/resilience.ts';
import { planReads } from '../../core/metrics/plan-reads.ts';
import type { Services } from './services.ts';

/** What was counted as errors in a time, from the last reset on. */
export async function readErrorStats(
  { series, errorBaseline, clock }: Pick<Services, 'series' | 'errorBaseline' | 'clock'>,
  asked: Range,
): Promise<ErrorStats> {
  const baseline = await errorBaseline.read();
  const from = Math.min(asked.until, Math.max(asked.from, baseline?.at ?? 0));
  const { parts, granularity, ...read } = planReads({ from, until: asked.until }, clock.now());
  const points = await Promise.all(parts.map((part) => series.read({ ...part, ids: ['errors'] })));
  return presentErrors(points.flat(), read, granularity, baseline);
}
