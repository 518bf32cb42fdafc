import { ApiProblem } from '../../../core/api/problem-details.ts';
import { actorOf } from '../../../core/exam/caller.ts';
import { recoverSession as recover } from '../../../core/lifecycle/recover-session.ts';
import { audit } from '../audited.ts';
import { findOwnSession } from '../find-session.ts';
import type { RouteHandler } from '../route-handler.ts';

export const recoverSession: RouteHandler<'recoverSession'> = async ({ params, body, caller }, services) => {
  const session = await findOwnSession(services, caller, params.sessionId);
  const { sessionId } = session;
  const act = await recover(session, { ...body, by: actorOf(caller) }, services);
  if (!act.done) throw ApiProblem.of(act.refusal);
  const { decision, begun } = act;
  const { reason, dryRun } = body;
  if (begun) {
    const what = decision.plan
      .map(({ hostId = 'fleet', steps }) => `${hostId}: ${steps.join(', ')}`)
      .join('; ');
    await audit(services, caller, { act: 'session.recover', target: `session:${sessionId}`, reason }, what);
    // The launcher makes the pass at once; what dies here is found by the tick, which passes anyway.
    await services
      .startLaunch(sessionId)
      .catch((error: unknown) => services.warn('recovery.not-started', { sessionId, error }));
  }
  return {
    sessionId,
    dryRun,
    begun,
    reason: decision.reason,
    plan: decision.plan.map((planned) => ({ ...planned, steps: [...planned.steps] })),
  };
};
