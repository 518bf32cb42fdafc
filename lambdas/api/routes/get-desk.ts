import { presentDesk } from '../../../core/api/present-desk.ts';
import { given } from '../../../core/exam/given.ts';
import { findSeat, nameProblems } from '../find-session.ts';
import { ownSubmissions } from '../own-submissions.ts';
import { placesOf } from '../queue-places.ts';
import type { RouteHandler } from '../route-handler.ts';
import { readFor } from '../session-messages.ts';
import { findGrade, findPoints } from '../session-results.ts';

export const getDesk: RouteHandler<'getDesk'> = async ({ params, query, caller }, services) => {
  const { session, participant } = await findSeat(services, caller, params.sessionId);
  const { sessionId } = session;
  const now = services.clock.now();
  const [names, messages, submissions, grade, points] = await Promise.all([
    nameProblems(services, [session]),
    readFor(services, session, { as: 'participant', participant }, query.since),
    ownSubmissions(services, sessionId, participant.participantId),
    findGrade(services, session, participant.participantId),
    findPoints(services, session),
  ]);
  const places = await placesOf(services, sessionId, submissions);
  const since = query.since === undefined ? undefined : Date.parse(query.since);
  return presentDesk(
    { session, participant, names, messages, submissions, places, now, ...given({ grade, points }) },
    since,
  );
};
