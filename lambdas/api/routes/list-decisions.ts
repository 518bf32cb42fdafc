import { presentDecision } from '../../../core/api/present-session.ts';
import { findOwnSession } from '../find-session.ts';
import type { RouteHandler } from '../route-handler.ts';

export const listDecisions: RouteHandler<'listDecisions'> = async ({ params, query, caller }, services) => {
  const { sessionId } = await findOwnSession(services, caller, params.sessionId);
  return { items: (await services.hosts.listDecisions(sessionId, query.limit)).map(presentDecision) };
};
