import { presentForStaff, toInstant } from '../../../core/api/present-session.ts';
import { ApiProblem } from '../../../core/api/problem-details.ts';
import { readBooking } from '../../../core/api/read-session.ts';
import { requestBooking } from '../../../core/booking/request-booking.ts';
import { actorOf } from '../../../core/exam/caller.ts';
import { findOwnSession, nameProblems } from '../find-session.ts';
import type { RouteHandler } from '../route-handler.ts';

export const createSession: RouteHandler<'createSession'> = async ({ body, headers, caller }, services) => {
  const by = { username: caller.username, isOperator: caller.roles.includes('operator') };
  const { dryRun, insteadOf } = body;
  if (insteadOf !== undefined) {
    if (!dryRun) throw onlyTried();
    await findOwnSession(services, caller, insteadOf);
  }
  const asked = { key: headers['idempotency-key'], dryRun, insteadOf };
  const placed = await requestBooking(readBooking(body, by), asked, services);
  if (placed.outcome === 'key-reused')
    throw new ApiProblem(
      'key-reused',
      'this Idempotency-Key was used for a booking with other content: use a new key, or change that session',
    );
  if (placed.outcome === 'refused') {
    const [first] = placed.faults;
    const detail = `the session cannot be booked: ${first?.field} ${first?.detail}`;
    throw new ApiProblem('invalid-request', detail, { faults: placed.faults });
  }
  const { session, plan, estimate, warnings } = placed;
  // Of a person the session's owner says who booked it.
  if (placed.outcome === 'booked' && caller.machine !== undefined)
    await services.hosts.recordDecision(session.sessionId, {
      at: session.times.bookedAt,
      subject: 'session',
      action: 'book',
      reason: `${actorOf(caller)}: ${session.name}`,
    });
  return {
    session: presentForStaff(session, await nameProblems(services, [session]), services.clock.now()),
    plan: plan.map(({ at, what }) => ({ at: toInstant(at), what })),
    estimate: { usd: estimate.usd, lines: estimate.lines.map(({ what, usd }) => ({ what, usd })) },
    warnings: warnings.map(({ field, detail }) => ({ field, detail })),
    dryRun: body.dryRun,
  };
};

/** A booking takes no other's place. */
function onlyTried(): ApiProblem {
  const detail =
    'is of a dry run alone: leave it out, or say dryRun, and cancel that session before you book this one';
  return new ApiProblem('invalid-request', `insteadOf ${detail}`, {
    faults: [{ field: 'insteadOf', detail }],
  });
}
