import type { ProblemNames } from '../../core/api/present-session.ts';
import { ApiProblem } from '../../core/api/problem-details.ts';
import type { Participant, Session } from '../../core/exam/session.ts';
import { nameOf } from '../../core/problems/problem.ts';
import type { Caller } from './caller.ts';
import type { Services } from './services.ts';

/** A session and how this person may see it. */
export type SeenSession =
  | { readonly session: Session; readonly as: 'staff' }
  | { readonly session: Session; readonly as: 'participant'; readonly participant: Participant };

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
  if (session === undefined || !isStaff(session, caller)) throw sessionNotFound(sessionId);
  return session;
}

/** The session for staff or for somebody on its roster. @throws ApiProblem not-found for everybody else */
export async function findSession(
  services: Services,
  caller: Caller,
  sessionId: string,
): Promise<SeenSession> {
  const [session, participant] = await Promise.all([
    services.sessions.get(sessionId),
    caller.roles.includes('participant')
      ? services.sessions.getParticipant(sessionId, caller.username)
      : undefined,
  ]);
  if (session === undefined) throw sessionNotFound(sessionId);
  if (isStaff(session, caller)) return { session, as: 'staff' };
  if (participant === undefined) throw sessionNotFound(sessionId);
  return { session, as: 'participant', participant };
}

function isStaff(session: Session, { username, roles }: Caller): boolean {
  return roles.includes('operator') || (roles.includes('instructor') && session.owner === username);
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
