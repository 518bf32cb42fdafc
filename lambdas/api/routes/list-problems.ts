import type { RouteHandler } from '../route-handler.ts';
import { presentProblem } from './get-problem.ts';

export const listProblems: RouteHandler<'listProblems'> = async ({ query }, services) => {
  const { items, cursor } = await services.problems.listProblems(query.limit, query.cursor);
  return { items: items.map(presentProblem), ...(cursor === undefined ? {} : { cursor }) };
};
