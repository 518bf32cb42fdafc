import { presentForStaff } from '../../core/api/present-session.ts';
import { ApiProblem } from '../../core/api/problem-details.ts';
import type { StaffSession } from '../../core/api/sessions.ts';
import type { ChangeOutcome } from '../../core/sessions/change-session.ts';
import type { Session } from '../../core/sessions/session.ts';
import type { StoredChange } from '../../core/sessions/session-store.ts';
import { nameProblems, sessionNotFound } from './find-session.ts';
import type { Services } from './services.ts';

/** Writes a change by condition on the revision that was decided on. @throws ApiProblem conflict */
export async function storeChange(services: Services, session: Session, change: StoredChange): Promise<void> {
  if (!(await services.sessions.update(session.sessionId, session.revision, change)))
    throw new ApiProblem('conflict', 'the session changed in between: look again and repeat');
}

/** Writes what was decided and moves the schedules. @throws ApiProblem with the decision's faults */
export async function applyChange(
  services: Services,
  session: Session,
  outcome: ChangeOutcome,
): Promise<StaffSession> {
  if (!outcome.changed) {
    const [first] = outcome.faults;
    throw new ApiProblem(
      'invalid-request',
      `the session cannot be changed so: ${first?.field} ${first?.detail}`,
      { faults: outcome.faults },
    );
  }
  await storeChange(services, session, outcome.change);
  if (outcome.timesMoved) {
    const moved = { ...session, ...outcome.change };
    // A launch that has been is not planned again.
    await services.schedules.plan(moved, {
      launch:
        session.deployment.kind === 'fleet' &&
        session.fleet === 'none' &&
        moved.times.launchAt > services.clock.now(),
    });
  }
  return await presentStored(services, session.sessionId);
}

/** The session as it now stands. */
export async function presentStored(services: Services, sessionId: string): Promise<StaffSession> {
  const session = await services.sessions.get(sessionId);
  if (session === undefined) throw sessionNotFound(sessionId);
  return presentForStaff(session, await nameProblems(services, [session]), services.clock.now());
}
