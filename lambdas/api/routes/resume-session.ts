import { actorOf } from '../../../core/exam/caller.ts';
import { resumeSession as resume } from '../../../core/lifecycle/pause-session.ts';
import { answerAct } from '../answer-act.ts';
import { findOwnSession } from '../find-session.ts';
import type { RouteHandler } from '../route-handler.ts';

export const resumeSession: RouteHandler<'resumeSession'> = async ({ params, body, caller }, services) => {
  const session = await findOwnSession(services, caller, params.sessionId);
  return await answerAct(services, await resume(session, body.reason, actorOf(caller), services));
};
