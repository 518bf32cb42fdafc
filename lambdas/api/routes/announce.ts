import { presentMessage } from '../../../core/api/present-message.ts';
import { announce as say } from '../../../core/messages/say.ts';
import { findOwnSession } from '../find-session.ts';
import type { RouteHandler } from '../route-handler.ts';
import { answerSaid, sayPorts } from '../session-messages.ts';

export const announce: RouteHandler<'announce'> = async ({ params, body, caller }, services) => {
  const session = await findOwnSession(services, caller, params.sessionId);
  const { username } = caller;
  const said = answerSaid(await say(session, body, caller, sayPorts(services, session.sessionId)));
  return presentMessage(said, { as: 'staff', username });
};
