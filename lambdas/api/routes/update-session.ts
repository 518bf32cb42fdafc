import { readChange } from '../../../core/api/read-session.ts';
import { changeSession } from '../../../core/lifecycle/change-session.ts';
import { answerAct } from '../answer-act.ts';
import { findOwnSession } from '../find-session.ts';
import type { RouteHandler } from '../route-handler.ts';

export const updateSession: RouteHandler<'updateSession'> = async ({ params, body, caller }, services) => {
  const session = await findOwnSession(services, caller, params.sessionId);
  const change = readChange(body);
  return await answerAct(
    services,
    await changeSession(session, change, caller.username, body.revision, services),
  );
};
