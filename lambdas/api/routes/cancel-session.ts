import { ApiProblem } from '../../../core/api/problem-details.ts';
import { decideCancellation } from '../../../core/booking/decide-change.ts';
import { presentStored, storeChange } from '../apply-change.ts';
import { findOwnSession } from '../find-session.ts';
import type { RouteHandler } from '../route-handler.ts';

export const cancelSession: RouteHandler<'cancelSession'> = async ({ params, body, caller }, services) => {
  const session = await findOwnSession(services, caller, params.sessionId);
  const outcome = decideCancellation(session, body.reason, services.clock.now());
  if (!outcome.cancelled)
    throw new ApiProblem('too-late', `the session cannot be cancelled: ${outcome.reason}`);
  await storeChange(services, session, outcome.change);
  await services.start('auto-shutdown', session.sessionId);
  return await presentStored(services, session.sessionId);
};
