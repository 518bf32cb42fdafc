import { actorOf } from '../../../core/exam/caller.ts';
import { pauseSession as pause } from '../../../core/lifecycle/pause-session.ts';
import { answerAct } from '../answer-act.ts';
import { findOwnSession } from '../find-session.ts';
import type { RouteHandler } from '../route-handler.ts';

export const pauseSession: RouteHandler<'pauseSession'> = async ({ params, body, caller }, services) => {
  const session = await findOwnSession(services, caller, params.sessionId);
  return await answerAct(services, await pause(session, body.reason, actorOf(caller), services));
};
