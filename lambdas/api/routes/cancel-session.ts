import { actorOf } from '../../../core/exam/caller.ts';
import { cancelSession as cancel } from '../../../core/lifecycle/cancel-session.ts';
import { answerAct } from '../answer-act.ts';
import { findOwnSession } from '../find-session.ts';
import type { RouteHandler } from '../route-handler.ts';

export const cancelSession: RouteHandler<'cancelSession'> = async ({ params, body, caller }, services) => {
  const session = await findOwnSession(services, caller, params.sessionId);
  return await answerAct(services, await cancel(session, body.reason, actorOf(caller), services));
};
