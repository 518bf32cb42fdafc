import { actorOf } from '../../../core/exam/caller.ts';
import { publishGrades as publish } from '../../../core/lifecycle/publish-grades.ts';
import { answerGrades, gradePorts } from '../answer-grades.ts';
import { findOwnSession } from '../find-session.ts';
import type { RouteHandler } from '../route-handler.ts';

export const publishGrades: RouteHandler<'publishGrades'> = async ({ params, body, caller }, services) => {
  const session = await findOwnSession(services, caller, params.sessionId);
  return answerGrades(await publish(session, body.participantIds, actorOf(caller), gradePorts(services)));
};
