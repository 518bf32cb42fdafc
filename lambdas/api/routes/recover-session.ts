import { ApiProblem } from '../../../core/api/problem-details.ts';
import { actorOf } from '../../../core/exam/caller.ts';
import type { RecoveryDecision } from '../../../core/fleet/decide-recovery.ts';
import { recoverSession as recover } from '../../../core/lifecycle/recover-session.ts';
import { beginAct } from '../audited.ts';
import { findOwnSession } from '../find-session.ts';
import type { RouteHandler } from '../route-handler.ts';

export const recoverSession: RouteHandler<'recoverSession'> = async ({ params, body, caller }, services) => {
  const session = await findOwnSession(services, caller, params.sessionId);
  const { sessionId } = session;
  const { reason, dryRun } = body;
  const hand = { act: 'session.recover', target: `session:${sessionId}`, reason };
  let end: Awaited<ReturnType<typeof beginAct>> | undefined;
  const begin = async (decision: RecoveryDecision) => {
    end = await beginAct(services, caller, hand, describePlan(decision));
  };
  const act = await recover(session, { ...body, by: actorOf(caller) }, { ...services, begin });
  if (!act.done) {
    await end?.(`refused: ${act.refusal.reason}`);
    throw ApiProblem.of(act.refusal);
  }
  const { decision, begun } = act;
  if (begun) {
    await end?.(describePlan(decision));
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

const describePlan = ({ plan }: RecoveryDecision) =>
  plan.map(({ hostId = 'fleet', steps }) => `${hostId}: ${steps.join(', ')}`).join('; ');
