import { presentSeen } from '../../../core/api/present-session.ts';
import { findSession, nameProblems } from '../find-session.ts';
import type { RouteHandler } from '../route-handler.ts';

export const getSession: RouteHandler<'getSession'> = async ({ params, caller }, services) => {
  const seen = await findSession(services, caller, params.sessionId);
  const names = await nameProblems(services, [seen.session]);
  return presentSeen(seen, names, services.clock.now());
};
