import { presentMetrics } from '../../../core/api/present-resilience.ts';
import { readRange } from '../../../core/api/read-range.ts';
import { MOST_RECOVERIES_MS, readRecovering } from '../recovering-sessions.ts';
import type { RouteHandler } from '../route-handler.ts';

/** Of what time recoveries are told. */
export const RECOVERY_RANGE = { usualMs: 30 * 86_400_000, mostMs: MOST_RECOVERIES_MS } as const;

export const getResilienceMetrics: RouteHandler<'getResilienceMetrics'> = async ({ query }, services) => {
  const range = readRange(query, services.clock.now(), RECOVERY_RANGE);
  return presentMetrics(await readRecovering(services, range), range);
};
