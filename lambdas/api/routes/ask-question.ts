import { presentMessage } from '../../../core/api/present-message.ts';
import { askQuestion as ask } from '../../../core/messages/say.ts';
import { findSeat } from '../find-session.ts';
import type { RouteHandler } from '../route-handler.ts';
import { answerSaid, sayPorts } from '../session-messages.ts';

export const askQuestion: RouteHandler<'askQuestion'> = async ({ params, body, caller }, services) => {
  const { session, participant } = await findSeat(services, caller, params.sessionId);
  const said = answerSaid(await ask(session, participant, body, sayPorts(services, session.sessionId)));
  return presentMessage(said, { as: 'participant', participant });
};
