import { presentRejudgingDetails } from '../../../core/api/present-rejudging.ts';
import { given } from '../../../core/exam/given.ts';
import { findRejudging, readChanges, readProgress } from '../rejudgings.ts';
import type { RouteHandler } from '../route-handler.ts';

export const getRejudging: RouteHandler<'getRejudging'> = async ({ params, query, caller }, services) => {
  const { session, rejudging } = await findRejudging(services, caller, params);
  const { progress, rejudged } = await readProgress(services, rejudging);
  const changes = await readChanges(services, session, rejudging, rejudged);
  const page = { limit: query.limit, ...given({ cursor: query.cursor }) };
  return presentRejudgingDetails({ session, rejudging, progress, ...changes, page });
};
