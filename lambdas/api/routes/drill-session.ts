import { toInstant } from '../../../core/api/present-session.ts';
import { ApiProblem } from '../../../core/api/problem-details.ts';
import { actorOf } from '../../../core/exam/caller.ts';
import { given } from '../../../core/exam/given.ts';
import { drillSession as drill } from '../../../core/lifecycle/drill-session.ts';
import { beginAct } from '../audited.ts';
import { findOwnSession } from '../find-session.ts';
import type { RouteHandler } from '../route-handler.ts';

export const drillSession: RouteHandler<'drillSession'> = async ({ params, body, caller }, services) => {
  const session = await findOwnSession(services, caller, params.sessionId);
  const { act, seconds, reason } = body;
  let end: Awaited<ReturnType<typeof beginAct>> | undefined;
  const outcome = await drill(
    session,
    { act, forMs: seconds * 1_000, reason, by: actorOf(caller) },
    {
      ...services,
      audit: async (target) => {
        end = await beginAct(services, caller, { act: `drill.${act}`, target, reason });
      },
    },
  );
  await end?.(outcome.done ? undefined : `refused: ${outcome.reason}`);
  if (!outcome.done) throw new ApiProblem(outcome.action, outcome.reason);
  const { at, hostId, until } = outcome;
  return {
    act,
    at: toInstant(at),
    ...given({ hostId, until: until === undefined ? undefined : toInstant(until) }),
  };
};
