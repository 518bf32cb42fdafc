import { presentTrends, trendOf } from '../../../core/api/present-resilience.ts';
import { readRecovering } from '../recovering-sessions.ts';
import type { RouteHandler } from '../route-handler.ts';

export const getResilienceTrends: RouteHandler<'getResilienceTrends'> = async ({ query }, services) => {
  const trend = trendOf(query.span, services.clock.now());
  return presentTrends(await readRecovering(services, trend), trend);
};
