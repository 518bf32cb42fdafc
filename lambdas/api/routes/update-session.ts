import { ApiProblem } from '../../../core/api/problem-details.ts';
import { changeSession } from '../../../core/sessions/change-session.ts';
import { isOver } from '../../../core/sessions/window.ts';
import { applyChange } from '../apply-change.ts';
import { findOwnSession } from '../find-session.ts';
import type { RouteHandler } from '../route-handler.ts';

export const updateSession: RouteHandler<'updateSession'> = async ({ params, body, caller }, services) => {
  const session = await findOwnSession(services, caller, params.sessionId);
  const now = services.clock.now();
  if (session.revision !== body.revision)
    throw new ApiProblem(
      'conflict',
      `the session is at revision ${session.revision}, you saw ${body.revision}: look again`,
    );
  const moves = body.opensAt !== undefined || body.closesAt !== undefined;
  if (moves && session.cancelledAt !== undefined)
    throw new ApiProblem('session-cancelled', 'the session was cancelled: book another');
  if (moves && isOver(session, now)) throw new ApiProblem('too-late', 'the session is over: book another');
  const outcome = changeSession(
    session,
    {
      ...(body.name === undefined ? {} : { name: body.name }),
      ...(body.opensAt === undefined ? {} : { opensAt: Date.parse(body.opensAt) }),
      ...(body.closesAt === undefined ? {} : { closesAt: Date.parse(body.closesAt) }),
    },
    services.bookingLimits,
    now,
  );
  return await applyChange(services, session, outcome);
};
