import { ApiProblem } from '../../../core/api/problem-details.ts';
import { actorOf } from '../../../core/exam/caller.ts';
import { findProblem } from '../../../core/exam/find-problem.ts';
import { given } from '../../../core/exam/given.ts';
import { isStaffOf } from '../../../core/exam/see-sessions.ts';
import { startRejudging } from '../../../core/lifecycle/start-rejudging.ts';
import { findOwnSession } from '../find-session.ts';
import { rejudgingPorts, showRejudging } from '../rejudgings.ts';
import type { RouteHandler } from '../route-handler.ts';

export const createRejudging: RouteHandler<'createRejudging'> = async (
  { params, body, caller },
  services,
) => {
  const session = await findOwnSession(services, caller, params.sessionId);
  const { filter, reason, judgedIn = session.sessionId } = body;
  const problem = findProblem(session, body.label);
  const newest =
    body.version === undefined && problem !== undefined
      ? (await services.problems.getProblem(problem.problemId))?.currentVersion
      : undefined;
  const other = judgedIn === session.sessionId ? session : await services.sessions.get(judgedIn);
  const act = await startRejudging(
    session,
    other !== undefined && isStaffOf(other, caller) ? other : undefined,
    {
      label: problem?.label ?? body.label,
      version: body.version ?? newest ?? problem?.version ?? 1,
      filter,
      judgedIn,
      ...given({ reason }),
    },
    actorOf(caller),
    {
      ...rejudgingPorts(services),
      onSilentDoorbell: (rejudgingId, error) => services.warn('doorbell.failed', { rejudgingId, error }),
    },
  );
  if (!act.done) throw ApiProblem.of(act.refusal);
  return await showRejudging(services, session.sessionId, act.rejudging);
};
