import { findOwnSession } from '../find-session.ts';
import { showRejudging } from '../rejudgings.ts';
import type { RouteHandler } from '../route-handler.ts';

export const listRejudgings: RouteHandler<'listRejudgings'> = async ({ params, caller }, services) => {
  const { sessionId, rejudgings = [] } = await findOwnSession(services, caller, params.sessionId);
  const newestFirst = rejudgings.toReversed();
  return { items: await Promise.all(newestFirst.map((one) => showRejudging(services, sessionId, one))) };
};
