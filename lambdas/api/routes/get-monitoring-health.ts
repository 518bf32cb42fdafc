import { presentHealth } from '../../../core/api/present-monitoring.ts';
import { ApiProblem } from '../../../core/api/problem-details.ts';
import type { RouteHandler } from '../route-handler.ts';

/** How long until it is looked again, ms. */
const NEXT_LOOK_MS = 5_000;

export const getMonitoringHealth: RouteHandler<'getMonitoringHealth'> = async (_request, { health }) => {
  const seen = await health.look();
  if (seen.status !== 'unavailable') return presentHealth(seen);
  const bad = seen.checks.filter(({ status }) => status !== 'ok');
  throw new ApiProblem(
    'unavailable',
    `what every request needs does not answer: ${bad.map(({ name }) => name).join(', ')}`,
    {
      retryAfterMs: NEXT_LOOK_MS,
      faults: bad.map(({ name, status }) => ({
        field: name,
        detail: status === 'slow' ? 'does not answer in time' : 'answers with an error',
      })),
    },
  );
};
