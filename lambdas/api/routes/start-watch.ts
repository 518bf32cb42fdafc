import { presentWatch } from '../../../core/api/present-health.ts';
import { ApiProblem } from '../../../core/api/problem-details.ts';
import { actorOf } from '../../../core/exam/caller.ts';
import { given } from '../../../core/exam/given.ts';
import { startWatch as start } from '../../../core/lifecycle/watch-session.ts';
import { beginAct } from '../audited.ts';
import { findOwnSession } from '../find-session.ts';
import type { RouteHandler } from '../route-handler.ts';

export const startWatch: RouteHandler<'startWatch'> = async ({ params, body, caller }, services) => {
  const session = await findOwnSession(services, caller, params.sessionId);
  const { sessionId } = session;
  const { reason, everySeconds, minutes } = body;
  const wish = {
    everyMs: Math.round(everySeconds * 1000),
    forMs: minutes * 60_000,
    by: actorOf(caller),
    reason,
  };
  const hand = { act: 'watch.start', target: `session:${sessionId}`, reason };
  const end = await beginAct(services, caller, hand);
  const act = await start(session, wish, services);
  if (!act.done) {
    await end(`refused: ${act.refusal.reason}`);
    throw ApiProblem.of(act.refusal);
  }
  const watch = presentWatch(act.watch, services.clock.now());
  const what = watch && `each ${watch.everySeconds} s until ${watch.until}`;
  await end(what);
  return { sessionId, ...given({ watch }) };
};
