import type { Session } from '../exam/session.ts';
import type { ProblemVersion } from '../problems/problem.ts';
import { type GradableProblem, gradableProblems } from './gradable-problem.ts';

/** The session's problems as they are graded. */
export async function findGradable(
  {
    getVersion,
  }: { readonly getVersion: (problemId: string, version: number) => Promise<ProblemVersion | null> },
  session: Pick<Session, 'problems'>,
): Promise<readonly GradableProblem[]> {
  const versions = await Promise.all(
    session.problems.map(({ problemId, version }) => getVersion(problemId, version)),
  );
  return gradableProblems(
    session,
    versions.map((version) => version?.manifest),
  );
}
