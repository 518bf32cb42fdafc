import { actorOf } from '../../../core/exam/caller.ts';
import { openSession as open } from '../../../core/lifecycle/change-session.ts';
import { answerAct } from '../answer-act.ts';
import { findOwnSession } from '../find-session.ts';
import type { RouteHandler } from '../route-handler.ts';

export const openSession: RouteHandler<'openSession'> = async ({ params, body, caller }, services) => {
  const session = await findOwnSession(services, caller, params.sessionId);
  return await answerAct(services, await open(session, body.reason, actorOf(caller), services));
};
