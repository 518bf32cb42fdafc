import { presentForStaff } from '../../core/api/present-session.ts';
import { ApiProblem } from '../../core/api/problem-details.ts';
import type { StaffSession } from '../../core/api/sessions.ts';
import {
  type ChangeOutcome,
  decideChange,
  type SessionChangeRequest,
} from '../../core/booking/decide-change.ts';
import { reserveVcpus } from '../../core/booking/reservations.ts';
import type { Session } from '../../core/exam/session.ts';
import type { StoredChange } from '../../core/exam/session-store.ts';
import { fleetVcpus } from '../../core/fleet/instance-size.ts';
import { carryOutChange } from '../../core/lifecycle/carry-out-change.ts';
import { nameProblems, sessionNotFound } from './find-session.ts';
import type { Services } from './services.ts';

/** Writes a change by condition on the revision that was decided on. @throws ApiProblem conflict */
export async function storeChange(services: Services, session: Session, change: StoredChange): Promise<void> {
  if (!(await services.sessions.update(session.sessionId, session.revision, change))) throw conflict();
}

/** Decides a change with the calendar in view, and carries it out. @throws ApiProblem with the decision's faults, or conflict */
export async function applyChange(
  services: Services,
  session: Session,
  request: SessionChangeRequest,
): Promise<StaffSession> {
  const outcome = await decideInView(services, session, request);
  if (!outcome.changed) {
    const [first] = outcome.faults;
    throw new ApiProblem(
      'invalid-request',
      `the session cannot be changed so: ${first?.field} ${first?.detail}`,
      { faults: outcome.faults },
    );
  }
  const carried = await carryOutChange(session, outcome, services);
  if (carried.outcome === 'conflict') throw conflict();
  if (carried.outcome === 'stops-refused')
    throw new ApiProblem(
      'unavailable',
      `the session stays as it was, since EC2 does not move the end of ${carried.refused.map(({ instanceId, code }) => `${instanceId} (${code})`).join(', ')}`,
    );
  if (carried.kept.length > 0)
    throw new ApiProblem(
      'conflict',
      `everything else is changed, but ${carried.kept.join(', ')} cannot be taken off the roster: they have submitted`,
    );
  return await presentStored(services, session.sessionId);
}

async function decideInView(
  services: Services,
  session: Session,
  request: SessionChangeRequest,
): Promise<ChangeOutcome> {
  const { sessionId, times, fleetSize } = session;
  const [roster, versions] = await Promise.all([
    services.sessions.listParticipants(sessionId),
    Promise.all(session.problems.map(({ problemId, version }) => services.getVersion(problemId, version))),
  ]);
  const problems = versions.filter((version) => version !== null);
  const limits = services.bookingLimits;
  const decide = (reservations: Parameters<typeof decideChange>[2]['reservations']) =>
    decideChange(session, request, { now: services.clock.now(), limits, roster, problems, reservations });
  const { opensAt = times.opensAt, closesAt = times.closesAt } = request;
  const span = {
    from: Math.min(times.launchAt, opensAt - limits.leadMs),
    until: Math.max(times.terminateAt, opensAt, closesAt) + limits.maxLifeMs,
  };
  return await reserveVcpus(services, sessionId, span, (others) => {
    const outcome = decide(others);
    if (!outcome.changed || outcome.change.times === undefined || fleetSize === undefined) return { outcome };
    const after = outcome.change.times;
    const reserve = {
      vcpus: fleetVcpus(fleetSize),
      // The most of both, until the session's row tells which it is.
      from: Math.min(times.launchAt, after.launchAt),
      until: Math.max(times.terminateAt, after.terminateAt),
    };
    return { outcome, reserve };
  });
}

function conflict(): ApiProblem {
  return new ApiProblem('conflict', 'the session changed in between: look again and repeat');
}

/** The session as it now stands. */
export async function presentStored(services: Services, sessionId: string): Promise<StaffSession> {
  const session = await services.sessions.get(sessionId);
  if (session === undefined) throw sessionNotFound(sessionId);
  return presentForStaff(session, await nameProblems(services, [session]), services.clock.now());
}
