import { actorOf } from '../../../core/exam/caller.ts';
import { discardRejudging as discard } from '../../../core/lifecycle/end-rejudging.ts';
import { answerRejudging, findRejudging, rejudgingPorts } from '../rejudgings.ts';
import type { RouteHandler } from '../route-handler.ts';

export const discardRejudging: RouteHandler<'discardRejudging'> = async ({ params, caller }, services) => {
  const { session, rejudging } = await findRejudging(services, caller, params);
  const act = await discard(session, rejudging, actorOf(caller), rejudgingPorts(services));
  return await answerRejudging(services, act);
};
