import type { GradingRules } from '../exam/grading-rules.ts';
import type { SubmissionDigest } from '../submissions/submission-digest.ts';
import { type GradableProblem, ranksByPoints, worthOf } from './gradable-problem.ts';
import { pointsOf, roundPoints } from './grade-problem.ts';

/** What a judged submission is worth in time by its session's grading, and what everything right would be. */
export interface ToldPoints {
  readonly score: number;
  /** Absent where the problem's score has no maximum. */
  readonly maxScore?: number;
}

/** Tells the points of a submission; undefined of what has none: trials, compile errors, what has no verdict. */
export type PointsTeller = (
  submission: Pick<SubmissionDigest, 'label' | 'trial' | 'verdict' | 'score'>,
) => ToldPoints | undefined;

/**
 * How submissions of a session are told in points: by its own grading and not by what the packages say; undefined where
 * it gives none, since it is ranked by the ICPC's rules. Pure.
 */
export function makePointsTeller(
  problems: readonly GradableProblem[],
  rules: GradingRules,
): PointsTeller | undefined {
  if (!ranksByPoints(problems, rules)) return undefined;
  const byLabel = new Map(problems.map((problem) => [problem.label, problem]));
  return ({ label, trial, verdict, score }) => {
    const problem = byLabel.get(label);
    if (problem === undefined || trial || verdict === undefined || verdict === 'CE' || verdict === 'JE')
      return undefined;
    const worth = worthOf(problem, rules);
    return {
      score: roundPoints(pointsOf({ verdict, ...(score === undefined ? {} : { score }) }, problem, rules)),
      ...(worth === undefined ? {} : { maxScore: worth }),
    };
  };
}
