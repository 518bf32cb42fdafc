import { ApiProblem } from '../../../core/api/problem-details.ts';
import { sessionWindowAt } from '../../../core/exam/window.ts';
import { applyChange } from '../apply-change.ts';
import { findOwnSession } from '../find-session.ts';
import type { RouteHandler } from '../route-handler.ts';

export const endSession: RouteHandler<'endSession'> = async ({ params, body, caller }, services) => {
  const session = await findOwnSession(services, caller, params.sessionId);
  const now = services.clock.now();
  if (session.cancelledAt !== undefined)
    throw new ApiProblem('session-cancelled', 'the session was cancelled');
  const window = sessionWindowAt(session, now);
  if (window === 'before')
    throw new ApiProblem('session-not-open', 'the session has not opened: cancel it instead');
  if (window === 'closed') throw new ApiProblem('too-late', 'the session has closed already');
  const ended = await applyChange(services, session, { closesAt: now });
  await services.hosts.recordDecision(session.sessionId, {
    at: now,
    subject: 'session',
    action: 'end',
    reason: `${caller.username}: ${body.reason}`,
  });
  await services.start('auto-shutdown', session.sessionId);
  return ended;
};
