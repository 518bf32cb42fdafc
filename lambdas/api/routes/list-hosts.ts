import { presentHost } from '../../../core/api/present-session.ts';
import { findOwnSession } from '../find-session.ts';
import type { RouteHandler } from '../route-handler.ts';

export const listHosts: RouteHandler<'listHosts'> = async ({ params, caller }, services) => {
  const { sessionId } = await findOwnSession(services, caller, params.sessionId);
  return { items: (await services.hosts.listHosts(sessionId)).map(presentHost) };
};
