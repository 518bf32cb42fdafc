import { presentGrade } from '../../../core/api/present-results.ts';
import { ApiProblem } from '../../../core/api/problem-details.ts';
import { findSeat } from '../find-session.ts';
import type { RouteHandler } from '../route-handler.ts';
import { findGrade } from '../session-results.ts';

export const getGrade: RouteHandler<'getGrade'> = async ({ params, caller }, services) => {
  const { session, participant } = await findSeat(services, caller, params.sessionId);
  const grade = await findGrade(services, session, participant.participantId);
  if (grade === undefined)
    throw new ApiProblem('not-found', 'your grade is not published yet: you will be told when it is');
  return presentGrade(session, grade);
};
