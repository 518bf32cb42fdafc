import { DEFAULT_RULES, type GradingRules } from '../exam/grading-rules.ts';
import type { Verdict } from '../grading/verdict.ts';
import { PENALTY_MINUTES } from '../submissions/scoreboard.ts';
import type { SubmissionDigest } from '../submissions/submission-digest.ts';
import { type GradableProblem, worthOf } from './gradable-problem.ts';
import { latenessOf } from './late-deduction.ts';

/** What somebody has for one problem. */
export interface ProblemGrade {
  readonly label: string;
  /** Rounded to hundredths, half up; 0 without a submission that counts. */
  readonly points: number;
  /** Submissions that count: judged, no trials, no compile errors. */
  readonly tries: number;
  /** Still waiting for their verdict. */
  readonly pending: number;
  /** Never judged, which is our fault: they count for nothing and against nobody. */
  readonly quarantined: number;
  readonly solved: boolean;
  /** ICPC: minutes from the opening to the accepted submission, and 20 for each rejected one before it. */
  readonly penaltyMinutes: number;
  /** The submission that the points are for; absent without one. */
  readonly from?: {
    readonly submissionId: string;
    readonly submittedAt: number;
    readonly language: string;
    readonly verdict: Verdict;
    readonly score?: number;
    readonly passed: number;
    readonly testCases: number;
    /** What lateness took off, percent. */
    readonly latePercent?: number;
  };
}

/** What grading a problem for somebody stands on. */
export interface GradingFacts {
  readonly problem: GradableProblem;
  readonly rules: GradingRules;
  readonly extraTimeMs: number;
  readonly opensAt: number;
}

interface Valued {
  readonly digest: SubmissionDigest;
  readonly verdict: Verdict;
  readonly points: number;
  readonly latePercent?: number;
}

/** Hundredths of a point, half up; what binary fractions add to a decimal one is nobody's. */
export function roundPoints(points: number): number {
  return Math.round(Number((points * 100).toFixed(6))) / 100;
}

/**
 * Grades one problem of one participant by the rules: chooses a submission, and gives its points.
 * @param own submissions of the participant to any problem, in any order
 */
export function gradeProblem(own: readonly SubmissionDigest[], facts: GradingFacts): ProblemGrade {
  const { problem, rules, opensAt } = facts;
  const tried = own.filter(
    ({ label, trial, submittedAt }) =>
      label === problem.label && !trial && (rules.before === undefined || submittedAt < rules.before),
  );
  const counted = tried
    .map((digest) => valued(digest, facts))
    .filter((one) => one !== undefined)
    .sort((a, b) => earlier(a.digest, b.digest));
  const accepted = counted.findIndex(({ verdict }) => verdict === 'AC');
  const chosen = choose(counted, rules, accepted);
  const solvedAt = counted[accepted]?.digest.submittedAt;
  return {
    label: problem.label,
    points: roundPoints(chosen?.points ?? 0),
    tries: counted.length,
    pending: tried.filter(({ verdict }) => verdict === undefined).length,
    quarantined: tried.filter(({ verdict }) => verdict === 'JE').length,
    solved: rules.pick === 'icpc' ? solvedAt !== undefined : chosen?.verdict === 'AC',
    penaltyMinutes:
      solvedAt === undefined
        ? 0
        : Math.floor(Math.max(0, solvedAt - opensAt) / 60_000) + PENALTY_MINUTES * accepted,
    ...(chosen === undefined ? {} : { from: describe(chosen) }),
  };
}

/** Points of a submission before lateness; undefined of what does not count. */
function valued(digest: SubmissionDigest, facts: GradingFacts): Valued | undefined {
  const { problem, rules, extraTimeMs } = facts;
  const { verdict } = digest;
  if (verdict === undefined || verdict === 'CE' || verdict === 'JE') return undefined;
  const points = pointsOf(digest, problem, rules);
  const late =
    rules.lateDeduction === undefined || rules.pick === 'icpc'
      ? undefined
      : latenessOf(digest.submittedAt, extraTimeMs, rules.lateDeduction);
  if (late === undefined) return { digest, verdict, points };
  return { digest, verdict, points: points * (1 - late.percent / 100), latePercent: late.percent };
}

/** Points of a judged submission in time: all or nothing, or as much of them as of the score. */
export function pointsOf(
  { verdict, score }: Pick<SubmissionDigest, 'verdict' | 'score'>,
  problem: GradableProblem,
  rules: GradingRules = DEFAULT_RULES,
): number {
  const worth = worthOf(problem, rules);
  if (problem.kind === 'pass-fail' || score === undefined) return verdict === 'AC' ? (worth ?? 0) : 0;
  if (worth === undefined || problem.maxScore === undefined) return Math.max(0, score);
  // What has nothing to win is worth its points when it is right.
  if (problem.maxScore === 0) return verdict === 'AC' ? worth : 0;
  return worth * Math.min(1, Math.max(0, score / problem.maxScore));
}

/** Submissions with the points that they are worth in time as their score, for a board that is ranked by points. */
export function scoreInPoints(
  submissions: readonly SubmissionDigest[],
  problems: readonly GradableProblem[],
  rules: GradingRules,
): readonly SubmissionDigest[] {
  const byLabel = new Map(problems.map((problem) => [problem.label, problem]));
  return submissions.map((digest) => {
    const problem = byLabel.get(digest.label);
    if (problem === undefined || digest.verdict === undefined) return digest;
    return { ...digest, score: roundPoints(pointsOf(digest, problem, rules)) };
  });
}

function choose(counted: readonly Valued[], { pick }: GradingRules, accepted: number): Valued | undefined {
  if (pick === 'last' || pick === 'last-before') return counted.at(-1);
  if (pick === 'icpc') {
    const chosen = counted[accepted] ?? counted.at(-1);
    return chosen === undefined || chosen.verdict === 'AC' ? chosen : { ...chosen, points: 0 };
  }
  // The earliest of the best: sorted by time, only more points take its place.
  return counted.reduce<Valued | undefined>(
    (best, one) => (best === undefined || one.points > best.points ? one : best),
    undefined,
  );
}

function earlier(a: SubmissionDigest, b: SubmissionDigest): number {
  return a.submittedAt - b.submittedAt || (a.submissionId < b.submissionId ? -1 : 1);
}

function describe({ digest, verdict, latePercent }: Valued): NonNullable<ProblemGrade['from']> {
  const { submissionId, submittedAt, language, score, passed, testCases } = digest;
  return {
    submissionId,
    submittedAt,
    language,
    verdict,
    ...(score === undefined ? {} : { score }),
    passed,
    testCases,
    ...(latePercent === undefined ? {} : { latePercent }),
  };
}
