import { presentMessage } from '../../../core/api/present-message.ts';
import { answerQuestion as answer } from '../../../core/messages/say.ts';
import { findOwnSession } from '../find-session.ts';
import type { RouteHandler } from '../route-handler.ts';
import { answerSaid, sayPorts } from '../session-messages.ts';

export const answerQuestion: RouteHandler<'answerQuestion'> = async ({ params, body, caller }, services) => {
  const session = await findOwnSession(services, caller, params.sessionId);
  const { username } = caller;
  const ports = sayPorts(services, session.sessionId);
  const said = answerSaid(await answer(session, params.messageId, body, caller, ports));
  return presentMessage(said, { as: 'staff', username });
};
