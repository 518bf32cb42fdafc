import { actorOf } from '../../../core/exam/caller.ts';
import { endSession as end } from '../../../core/lifecycle/change-session.ts';
import { answerAct } from '../answer-act.ts';
import { findOwnSession } from '../find-session.ts';
import type { RouteHandler } from '../route-handler.ts';

export const endSession: RouteHandler<'endSession'> = async ({ params, body, caller }, services) => {
  const session = await findOwnSession(services, caller, params.sessionId);
  return await answerAct(services, await end(session, body.reason, actorOf(caller), services));
};
