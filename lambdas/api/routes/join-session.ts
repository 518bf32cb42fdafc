import { presentForParticipant } from '../../../core/api/present-session.ts';
import { ApiProblem } from '../../../core/api/problem-details.ts';
import { joinSession as join } from '../../../core/lifecycle/join-session.ts';
import { nameProblems } from '../find-session.ts';
import type { RouteHandler } from '../route-handler.ts';

export const joinSession: RouteHandler<'joinSession'> = async ({ body, caller }, services) => {
  const joined = await join(body.code, caller, services);
  if (!joined.joined) throw ApiProblem.of(joined.refusal);
  const { session, participant } = joined;
  const names = await nameProblems(services, [session]);
  return presentForParticipant(session, participant, names, services.clock.now());
};
