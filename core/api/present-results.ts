import type { GradingRules } from '../exam/grading-rules.ts';
import type { Session } from '../exam/session.ts';
import { isOver } from '../exam/window.ts';
import { type GradableProblem, possibleOf, ranksByPoints, worthOf } from '../results/gradable-problem.ts';
import type { ParticipantResult, RankedResult } from '../results/grade-session.ts';
import { toInstant } from './present-session.ts';
import type { GradingView, SessionResults } from './results.ts';

/** Rules as the API says them. */
export function presentRules({ pick, before, points, lateDeduction }: GradingRules): GradingView {
  return {
    pick,
    ...(before === undefined ? {} : { before: toInstant(before) }),
    ...(points === undefined ? {} : { points: { ...points } }),
    ...(lateDeduction === undefined
      ? {}
      : { lateDeduction: { ...lateDeduction, dueAt: toInstant(lateDeduction.dueAt) } }),
  };
}

/** Rules as the API takes them, in the words of the domain. */
export function readRules({ before, lateDeduction, ...rest }: GradingView): GradingRules {
  return {
    ...rest,
    ...(before === undefined ? {} : { before: Date.parse(before) }),
    ...(lateDeduction === undefined
      ? {}
      : { lateDeduction: { ...lateDeduction, dueAt: Date.parse(lateDeduction.dueAt) } }),
  };
}

/** Problems with what they are worth. */
export function presentGraded(problems: readonly GradableProblem[], rules: GradingRules) {
  return problems.map((problem) => {
    const { label, name, kind } = problem;
    const points = worthOf(problem, rules);
    return { label, name, kind, ...(points === undefined ? {} : { points }) };
  });
}

/** A row of results, or somebody's grade. */
export function presentResult(result: ParticipantResult) {
  return {
    ...result,
    problems: result.problems.map(({ from, ...rest }) => ({
      ...rest,
      ...(from === undefined ? {} : { from: { ...from, submittedAt: toInstant(from.submittedAt) } }),
    })),
  };
}

/** What results are made of. */
export interface ResultFacts {
  readonly session: Session;
  readonly problems: readonly GradableProblem[];
  readonly rules: GradingRules;
  readonly rows: readonly RankedResult[];
  readonly now: number;
}

/** Submissions in the rows that have no verdict yet. */
export function countPending(rows: readonly ParticipantResult[]): number {
  return rows.flatMap((row) => row.problems).reduce((sum, { pending }) => sum + pending, 0);
}

/** Results for staff. */
export function presentResults({ session, problems, rules, rows, now }: ResultFacts): SessionResults {
  const pending = countPending(rows);
  const possible = possibleOf(problems, rules);
  return {
    sessionId: session.sessionId,
    name: session.name,
    at: toInstant(now),
    grading: presentRules(rules),
    final: pending === 0 && isOver(session, now),
    pending,
    rankedBy: ranksByPoints(problems, rules) ? 'points' : 'icpc',
    ...(possible === undefined ? {} : { possible }),
    problems: presentGraded(problems, rules),
    rows: rows.map((row) => ({ rank: row.rank, ...presentResult(row) })),
  };
}
