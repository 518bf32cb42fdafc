import { presentStageInsight } from '../../../core/api/present-insight.ts';
import { speedsByType } from '../../../core/insight/find-drift.ts';
import { insightOfStage, SESSIONS_READ } from '../../../core/insight/insight.ts';
import { limitsFrom } from '../limits-from.ts';
import type { RouteHandler } from '../route-handler.ts';

export const getInsight: RouteHandler<'getInsight'> = async (_request, services) => {
  const [history, unsettled] = await Promise.all([
    services.history.listLatest(SESSIONS_READ),
    services.sessions.listUnsettled(),
  ]);
  const now = services.clock.now();
  const booked = unsettled
    .filter(({ cancelledAt }) => cancelledAt === undefined)
    .map(({ times }) => ({ from: times.launchAt, until: times.terminateAt }));
  const insight = await insightOfStage({ history, booked, now }, limitsFrom(services));
  return presentStageInsight(insight, history, speedsByType(history), now);
};
