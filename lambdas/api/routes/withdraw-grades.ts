import { actorOf } from '../../../core/exam/caller.ts';
import { withdrawGrades as withdraw } from '../../../core/lifecycle/publish-grades.ts';
import { answerGrades, gradePorts } from '../answer-grades.ts';
import { findOwnSession } from '../find-session.ts';
import type { RouteHandler } from '../route-handler.ts';

export const withdrawGrades: RouteHandler<'withdrawGrades'> = async ({ params, body, caller }, services) => {
  const session = await findOwnSession(services, caller, params.sessionId);
  return answerGrades(await withdraw(session, body.participantIds, actorOf(caller), gradePorts(services)));
};
