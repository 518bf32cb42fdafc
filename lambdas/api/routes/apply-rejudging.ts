import { actorOf } from '../../../core/exam/caller.ts';
import { applyRejudging as apply } from '../../../core/lifecycle/end-rejudging.ts';
import { answerRejudging, findRejudging, rejudgingPorts } from '../rejudgings.ts';
import type { RouteHandler } from '../route-handler.ts';

export const applyRejudging: RouteHandler<'applyRejudging'> = async ({ params, caller }, services) => {
  const { session, rejudging } = await findRejudging(services, caller, params);
  const act = await apply(session, rejudging, actorOf(caller), rejudgingPorts(services));
  return await answerRejudging(services, act);
};
