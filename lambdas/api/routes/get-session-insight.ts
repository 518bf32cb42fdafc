import { presentSessionInsight } from '../../../core/api/present-insight.ts';
import { participantsPlanned } from '../../../core/booking/participants-planned.ts';
import { insightOfSession, SESSIONS_READ } from '../../../core/insight/insight.ts';
import { keepSummary } from '../../../core/insight/keep-summary.ts';
import { findOwnSession } from '../find-session.ts';
import { limitsFrom } from '../limits-from.ts';
import type { RouteHandler } from '../route-handler.ts';

export const getSessionInsight: RouteHandler<'getSessionInsight'> = async ({ params, caller }, services) => {
  const session = await findOwnSession(services, caller, params.sessionId);
  const now = services.clock.now();
  const submissions = await services.feedOf(session.sessionId).refresh(now, session);
  if (session.settledAt !== undefined && (await services.history.get(session)) === undefined)
    await keepSummary(session, services, now, submissions);
  const [hosts, history] = await Promise.all([
    services.hosts.listHosts(session.sessionId),
    services.history.listLatest(SESSIONS_READ),
  ]);
  const { prices, volumeGb, maxHosts } = services.bookingLimits;
  const insight = await insightOfSession(
    {
      session,
      planned: participantsPlanned(session.participantCount, session.join),
      submissions,
      hosts,
      history,
      terms: { prices, volumeGb, maxHosts },
    },
    limitsFrom(services),
  );
  return presentSessionInsight(insight, now);
};
