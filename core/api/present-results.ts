import { given } from '../exam/given.ts';
import type { GradingRules } from '../exam/grading-rules.ts';
import type { Session } from '../exam/session.ts';
import { isOver } from '../exam/window.ts';
import { type GradableProblem, possibleOf, ranksByPoints, worthOf } from '../results/gradable-problem.ts';
import type { ParticipantResult, RankedResult } from '../results/grade-session.ts';
import { type PublishedGrade, saySame } from '../results/grade-store.ts';
import { presentRules } from './present-rules.ts';
import { toInstant } from './present-session.ts';
import type { SessionResults } from './results.ts';

/** Problems with what they are worth. */
export function presentGraded(problems: readonly GradableProblem[], rules: GradingRules) {
  return problems.map((problem) => {
    const { label, name, kind } = problem;
    const points = worthOf(problem, rules);
    return { label, name, kind, ...(points === undefined ? {} : { points }) };
  });
}

/** What rules make of a session's problems. */
export function presentRuled(rules: GradingRules, problems: readonly GradableProblem[]) {
  const possible = possibleOf(problems, rules);
  return {
    grading: presentRules(rules),
    rankedBy: ranksByPoints(problems, rules) ? ('points' as const) : ('icpc' as const),
    ...(possible === undefined ? {} : { possible }),
    problems: presentGraded(problems, rules),
  };
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

/** A grade, or how one stands. */
export function presentStanding(
  { sessionId, name }: Pick<Session, 'sessionId' | 'name'>,
  { rules, problems, result }: Pick<PublishedGrade, 'rules' | 'problems' | 'result'>,
) {
  return {
    sessionId,
    sessionName: name,
    grading: presentRules(rules),
    labels: presentGraded(problems, rules),
    ...presentResult(result),
  };
}

/** A grade as it is published. */
export function presentGrade(session: Pick<Session, 'sessionId' | 'name'>, grade: PublishedGrade) {
  return { ...presentStanding(session, grade), publishedAt: toInstant(grade.publishedAt) };
}

/** What results are made of. */
export interface ResultFacts {
  readonly session: Session;
  readonly problems: readonly GradableProblem[];
  readonly rules: GradingRules;
  readonly rows: readonly RankedResult[];
  readonly published: readonly PublishedGrade[];
  readonly now: number;
  /** Which of the rows are told: so many after this participant, by id. */
  readonly page: { readonly limit: number; readonly cursor?: string };
}

/** The rows of a page, by rank, and where the next begins. */
function cutPage(rows: readonly RankedResult[], { limit, cursor = '' }: ResultFacts['page']) {
  const left = rows
    .map(({ participantId }) => participantId)
    .filter((participantId) => participantId > cursor)
    .sort();
  const told = new Set(left.slice(0, limit));
  return {
    rows: rows.filter(({ participantId }) => told.has(participantId)),
    ...(left.length > limit ? given({ cursor: left[limit - 1] }) : {}),
  };
}

/** Submissions in the rows that have no verdict yet. */
export function countPending(rows: readonly ParticipantResult[]): number {
  return rows.flatMap((row) => row.problems).reduce((sum, { pending }) => sum + pending, 0);
}

/** Results for staff. */
export function presentResults({
  session,
  problems,
  rules,
  rows,
  published,
  now,
  page,
}: ResultFacts): SessionResults {
  const pending = countPending(rows);
  const grades = new Map(published.map((grade) => [grade.participantId, grade]));
  const cut = cutPage(rows, page);
  return {
    sessionId: session.sessionId,
    name: session.name,
    at: toInstant(now),
    ...presentRuled(rules, problems),
    final: pending === 0 && isOver(session, now),
    pending,
    ...cut,
    rows: cut.rows.map(({ rank, ...result }) => {
      const grade = grades.get(result.participantId);
      if (grade === undefined) return { rank, ...presentResult(result) };
      const differs = !saySame(grade, { rules, problems, result });
      const seen = { at: toInstant(grade.publishedAt), points: grade.result.points, differs };
      return { rank, ...presentResult(result), published: seen };
    }),
  };
}
