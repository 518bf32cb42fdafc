import { ApiProblem } from '../../../core/api/problem-details.ts';
import { actorOf } from '../../../core/exam/caller.ts';
import { stopWatch as stop } from '../../../core/lifecycle/watch-session.ts';
import { beginAct } from '../audited.ts';
import { findOwnSession } from '../find-session.ts';
import type { RouteHandler } from '../route-handler.ts';

export const stopWatch: RouteHandler<'stopWatch'> = async ({ params, body, caller }, services) => {
  const session = await findOwnSession(services, caller, params.sessionId);
  const { sessionId } = session;
  const { reason } = body;
  const hand = { act: 'watch.stop', target: `session:${sessionId}`, reason };
  const end = await beginAct(services, caller, hand);
  const act = await stop(session, { by: actorOf(caller), reason }, services);
  if (!act.done) {
    await end(`refused: ${act.refusal.reason}`);
    throw ApiProblem.of(act.refusal);
  }
  await end();
  return { sessionId };
};
