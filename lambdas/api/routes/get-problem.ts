import { ApiProblem } from '../../../core/api/problem-details.ts';
import type { ProblemView } from '../../../core/api/problems.ts';
import type { Problem } from '../../../core/problems/problem.ts';
import type { RouteHandler } from '../route-handler.ts';

export const getProblem: RouteHandler<'getProblem'> = async ({ params }, services) => {
  const found = await services.problems.getProblem(params.problemId);
  if (found === null) throw new ApiProblem('not-found', `there is no problem ${params.problemId}`);
  return presentProblem(found);
};

/** A problem in short. */
export function presentProblem({ currentVersion, languages, ...rest }: Problem): ProblemView {
  return { ...rest, version: currentVersion, languages: languages === null ? null : [...languages] };
}
