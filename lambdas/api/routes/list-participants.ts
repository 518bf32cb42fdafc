import { presentParticipant } from '../../../core/api/present-session.ts';
import { findOwnSession } from '../find-session.ts';
import type { RouteHandler } from '../route-handler.ts';

export const listParticipants: RouteHandler<'listParticipants'> = async ({ params, caller }, services) => {
  const session = await findOwnSession(services, caller, params.sessionId);
  const roster = await services.sessions.listParticipants(session.sessionId);
  return { items: roster.map((participant) => presentParticipant(participant, session)) };
};
