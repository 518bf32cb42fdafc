import type { GradingRules } from '../exam/grading-rules.ts';
import type { SessionProblem } from '../exam/session.ts';
import { nameOf, type ProblemManifest } from '../problems/problem.ts';
import { maxScoreOf } from '../problems/problem-files.ts';

/** What a problem is worth when nobody says so and it has no maximum score of its own. */
export const DEFAULT_POINTS = 100;

/** What grading needs of a problem of a session. */
export interface GradableProblem {
  readonly label: string;
  readonly name: string;
  readonly kind: 'pass-fail' | 'scoring';
  /** Of a scoring problem; absent where its score is unbounded. */
  readonly maxScore?: number;
}

type Graded = Pick<ProblemManifest, 'kind' | 'groups' | 'names'>;

/**
 * The session's problems as they are graded, in its order.
 * @param manifests in the same order; one that is missing is taken as pass-fail
 */
export function gradableProblems(
  { problems }: { readonly problems: readonly Pick<SessionProblem, 'label' | 'problemId'>[] },
  manifests: readonly (Graded | undefined)[],
): readonly GradableProblem[] {
  return problems.map(({ label, problemId }, at) => {
    const manifest = manifests[at];
    if (manifest === undefined) return { label, name: problemId, kind: 'pass-fail' };
    const { kind } = manifest;
    const maxScore = maxScoreOf(manifest);
    return { label, name: nameOf(manifest), kind, ...(maxScore === undefined ? {} : { maxScore }) };
  });
}

/** Points for a problem that is right in all; undefined where its score is unbounded and is itself the points. */
export function worthOf({ label, kind, maxScore }: GradableProblem, rules: GradingRules): number | undefined {
  const decided = rules.points?.[label];
  if (kind === 'pass-fail') return decided ?? DEFAULT_POINTS;
  return maxScore === undefined ? undefined : (decided ?? maxScore);
}

/** The points that a problem is announced with: what it is worth, where results are ranked by points. */
export function announcedPoints(
  problems: readonly GradableProblem[],
  label: string,
  rules: GradingRules,
): number | undefined {
  const problem = problems.find((one) => one.label === label);
  return problem !== undefined && ranksByPoints(problems, rules) ? worthOf(problem, rules) : undefined;
}

/** Points for everything; undefined where some problem's score is unbounded. */
export function possibleOf(problems: readonly GradableProblem[], rules: GradingRules): number | undefined {
  const worths = problems.map((problem) => worthOf(problem, rules));
  return worths.reduce<number | undefined>(
    (sum, worth) => (sum === undefined || worth === undefined ? undefined : sum + worth),
    0,
  );
}

/** Whether results are ranked by the ICPC's rules: when they are asked for, or when nothing scores and nothing is weighted. */
export function ranksByPoints(problems: readonly GradableProblem[], rules: GradingRules): boolean {
  if (rules.pick === 'icpc') return false;
  return rules.points !== undefined || problems.some(({ kind }) => kind === 'scoring');
}
