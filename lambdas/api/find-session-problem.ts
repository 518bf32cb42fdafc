import { toInstant } from '../../core/api/present-session.ts';
import { ApiProblem } from '../../core/api/problem-details.ts';
import type { Caller } from '../../core/exam/caller.ts';
import { findProblem } from '../../core/exam/find-problem.ts';
import type { Session, SessionProblem } from '../../core/exam/session.ts';
import { showsProblems } from '../../core/exam/window.ts';
import type { ProblemManifest } from '../../core/problems/problem.ts';
import { findSession } from './find-session.ts';
import type { Services } from './services.ts';

/** A problem of a session for whoever may see it now: participants from the opening on. @throws ApiProblem otherwise */
export async function findSessionProblem(
  services: Services,
  caller: Caller,
  params: { readonly sessionId: string; readonly label: string },
): Promise<{
  readonly session: Session;
  readonly booked: SessionProblem;
  readonly manifest: ProblemManifest;
}> {
  const seen = await findSession(services, caller, params.sessionId);
  const { session } = seen;
  if (seen.as === 'participant' && !showsProblems(session, services.clock.now()))
    throw session.cancelledAt === undefined
      ? new ApiProblem(
          'session-not-open',
          `the problems are shown from ${toInstant(session.times.opensAt)} on`,
        )
      : new ApiProblem('session-cancelled', 'the session was cancelled before its problems were shown');
  const booked = findProblem(session, params.label);
  const version = booked === undefined ? null : await services.getVersion(booked.problemId, booked.version);
  if (booked === undefined || version === null)
    throw new ApiProblem('not-found', `the session has no problem ${params.label}`);
  return { session, booked, manifest: version.manifest };
}
