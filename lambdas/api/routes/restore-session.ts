import { actorOf } from '../../../core/exam/caller.ts';
import { restoreSession as restore } from '../../../core/lifecycle/restore-session.ts';
import { answerAct } from '../answer-act.ts';
import { findOwnSession } from '../find-session.ts';
import type { RouteHandler } from '../route-handler.ts';

export const restoreSession: RouteHandler<'restoreSession'> = async ({ params, body, caller }, services) => {
  const session = await findOwnSession(services, caller, params.sessionId);
  return await answerAct(services, await restore(session, body.reason, actorOf(caller), services));
};
