import { presentLive } from '../../../core/api/present-live.ts';
import { findOwnSession, nameProblems } from '../find-session.ts';
import { liveFactsOf } from '../live-facts.ts';
import type { RouteHandler } from '../route-handler.ts';
import { readFor } from '../session-messages.ts';

export const getLive: RouteHandler<'getLive'> = async ({ params, query, caller }, services) => {
  const session = await findOwnSession(services, caller, params.sessionId);
  const { sessionId } = session;
  const [facts, names, { unanswered, unread }] = await Promise.all([
    liveFactsOf(services, sessionId),
    nameProblems(services, [session]),
    readFor(services, session, { as: 'staff', username: caller.username }),
  ]);
  return presentLive({ ...facts, session, names, questions: { unanswered, unread } }, query.since);
};
