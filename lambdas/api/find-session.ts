import type { ProblemNames } from '../../core/api/present-session.ts';
import { ApiProblem } from '../../core/api/problem-details.ts';
import type { Caller } from '../../core/exam/caller.ts';
import { isStaffOf, type SeenSession, seeSession } from '../../core/exam/see-sessions.ts';
import type { Participant, Session } from '../../core/exam/session.ts';
import { nameOf } from '../../core/problems/problem.ts';
import type { Services } from './services.ts';

/** What does not exist and what is not theirs look the same to everybody. */
export function sessionNotFound(sessionId: string): ApiProblem {
  return new ApiProblem('not-found', `there is no session ${sessionId} that you may see`);
}

/** The session for its instructor or an operator. @throws ApiProblem not-found for everybody else */
export async function findOwnSession(
  services: Services,
  caller: Caller,
  sessionId: string,
): Promise<Session> {
  const session = await services.sessions.get(sessionId);
  if (session === undefined || !isStaffOf(session, caller)) throw sessionNotFound(sessionId);
  return session;
}

/** The session for staff or for somebody on its roster. @throws ApiProblem not-found for everybody else */
export async function findSession(
  services: Services,
  caller: Caller,
  sessionId: string,
): Promise<SeenSession> {
  const seen = await seeSession(services.sessions, caller, sessionId);
  if (seen === undefined) throw sessionNotFound(sessionId);
  return seen;
}

/** The session for somebody on its roster, staff or not. @throws ApiProblem not-found for everybody else */
export async function findSeat(
  services: Services,
  { username }: Caller,
  sessionId: string,
): Promise<{ readonly session: Session; readonly participant: Participant }> {
  const [session, participant] = await Promise.all([
    services.sessions.get(sessionId),
    services.sessions.getParticipant(sessionId, username),
  ]);
  if (session === undefined || participant === undefined) throw sessionNotFound(sessionId);
  return { session, participant };
}

/** Names of the problems of these sessions. */
export async function nameProblems(services: Services, sessions: readonly Session[]): Promise<ProblemNames> {
  const booked = sessions.flatMap(({ problems }) => problems);
  const names = await Promise.all(
    booked.map(async ({ problemId, version }) => {
      const found = await services.getVersion(problemId, version);
      return [problemId, found === null ? problemId : nameOf(found.manifest)] as const;
    }),
  );
  return new Map(names);
}
