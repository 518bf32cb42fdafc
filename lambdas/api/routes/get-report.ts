import { ApiDocument } from '../../../core/api/document.ts';
import { presentGrade, presentStanding } from '../../../core/api/present-results.ts';
import { ApiProblem } from '../../../core/api/problem-details.ts';
import { isStaffOf } from '../../../core/exam/see-sessions.ts';
import { writeReport } from '../../../core/results/documents/write-report.ts';
import { findSession } from '../find-session.ts';
import type { RouteHandler } from '../route-handler.ts';
import { findGrade, readResults } from '../session-results.ts';

export const getReport: RouteHandler<'getReport'> = async ({ params, query, caller }, services) => {
  const { session } = await findSession(services, caller, params.sessionId);
  const { participantId } = params;
  const byStaff = isStaffOf(session, caller);
  if (!byStaff && participantId !== caller.username)
    throw new ApiProblem('not-found', `there is no report of ${participantId} that you may see`);
  const grade = await findGrade(services, session, participantId);
  if (grade === undefined && !byStaff)
    throw new ApiProblem('not-found', 'your grade is not published yet: you will be told when it is');
  const { opensAt, closesAt } = session.times;
  const about = { sessionName: session.name, opensAt, closesAt, now: services.clock.now() };
  if (grade !== undefined)
    return query.format === 'json'
      ? presentGrade(session, grade)
      : new ApiDocument({ ...writeReport({ ...about, ...grade }), inline: true });
  const { rules, problems, rows } = await readResults(services, session);
  const row = rows.find((one) => one.participantId === participantId);
  if (row === undefined) throw new ApiProblem('not-found', `${participantId} is not on the roster`);
  const { rank: _, ...result } = row;
  const standing = { rules, problems, result };
  return query.format === 'json'
    ? presentStanding(session, standing)
    : new ApiDocument({ ...writeReport({ ...about, ...standing }), inline: true });
};
