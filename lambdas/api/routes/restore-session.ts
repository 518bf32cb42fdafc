import { ApiProblem } from '../../../core/api/problem-details.ts';
import { decideRestoration } from '../../../core/booking/decide-restoration.ts';
import { reserveVcpus } from '../../../core/booking/reservations.ts';
import { fleetVcpus } from '../../../core/fleet/instance-size.ts';
import { presentStored } from '../apply-change.ts';
import { findOwnSession } from '../find-session.ts';
import type { RouteHandler } from '../route-handler.ts';

/** A launch that is due within this is started at once: Scheduler's minute would come too late. */
const SOON_MS = 60_000;

export const restoreSession: RouteHandler<'restoreSession'> = async ({ params, body, caller }, services) => {
  const session = await findOwnSession(services, caller, params.sessionId);
  const { sessionId, times, fleetSize, revision } = session;
  const launched = (await services.hosts.listRounds(sessionId)).length > 0;
  const now = services.clock.now();
  const span = { from: times.launchAt, until: times.terminateAt };
  const outcome = await reserveVcpus(services, sessionId, span, (others) => {
    const decided = decideRestoration(session, launched, services.bookingLimits, others, now);
    if (!decided.restored || fleetSize === undefined) return { outcome: decided };
    const { launchAt: from, terminateAt: until } = decided.times;
    return { outcome: decided, reserve: { vcpus: fleetVcpus(fleetSize), from, until } };
  });
  if (!outcome.restored)
    throw new ApiProblem('too-late', `the session cannot be restored: ${outcome.reason}`, {
      ...(outcome.retryAfterMs === undefined ? {} : { retryAfterMs: outcome.retryAfterMs }),
    });
  const ownHosts = session.deployment.kind === 'fleet';
  const startsNow = ownHosts && outcome.times.launchAt <= now + SOON_MS;
  // Schedules first, as for a booking: what is stored decides what they do.
  await services.schedules.plan({ ...session, times: outcome.times }, { launch: ownHosts && !startsNow });
  if (!(await services.sessions.restore(sessionId, revision, outcome.times, now)))
    throw new ApiProblem('conflict', 'the session changed in between: look again and repeat');
  await services.hosts.recordDecision(sessionId, {
    at: now,
    subject: 'session',
    action: 'restore',
    reason: `${caller.username}: ${body.reason}`,
  });
  if (startsNow) await services.start('scheduler-launcher', sessionId);
  return await presentStored(services, sessionId);
};
