import { PROBLEM_TYPES, type ProblemType, problemTypeUri } from '../../../core/api/problem-details.ts';
import type { RouteHandler } from '../route-handler.ts';

export const listErrors: RouteHandler<'listErrors'> = async () => ({
  errors: Object.entries(PROBLEM_TYPES).map(([name, { status, title }]) => ({
    type: problemTypeUri(name as ProblemType),
    status,
    title,
  })),
});
