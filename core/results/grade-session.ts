import { given } from '../exam/given.ts';
import type { GradingRules } from '../exam/grading-rules.ts';
import type { Participant, Session } from '../exam/session.ts';
import type { SubmissionDigest } from '../submissions/submission-digest.ts';
import { type GradableProblem, possibleOf, ranksByPoints } from './gradable-problem.ts';
import { gradeProblem, type ProblemGrade, roundPoints } from './grade-problem.ts';

/** What somebody has for the session. */
export interface ParticipantResult {
  readonly participantId: string;
  readonly name: string;
  readonly group?: string;
  readonly email?: string;
  readonly studentId?: string;
  readonly points: number;
  /** Absent where some problem's score is unbounded. */
  readonly possible?: number;
  readonly solved: number;
  readonly penaltyMinutes: number;
  /** In the session's order. */
  readonly problems: readonly ProblemGrade[];
}

export interface RankedResult extends ParticipantResult {
  readonly rank: number;
}

/**
 * Grades a session from what was judged: for each problem the rules choose a submission, and a row's points are the sum
 * of its problems'. Trials, compile errors and what was quarantined count for nothing and against nobody. Ranked by
 * points, or by the ICPC's rules where these are asked for or nothing but solved problems differs; equals share a rank.
 * Pure: the order of submissions and of the roster changes nothing.
 */
export function gradeSession(
  session: Pick<Session, 'times'>,
  problems: readonly GradableProblem[],
  roster: readonly Participant[],
  submissions: readonly SubmissionDigest[],
  rules: GradingRules,
): readonly RankedResult[] {
  const possible = possibleOf(problems, rules);
  const byParticipant = Map.groupBy(submissions, ({ participantId }) => participantId);
  const rows = roster.map((participant): ParticipantResult => {
    const own = byParticipant.get(participant.participantId) ?? [];
    const { participantId, name, group, email, studentId, extraTimeMs } = participant;
    const grades = problems.map((problem) =>
      gradeProblem(own, { problem, rules, extraTimeMs, opensAt: session.times.opensAt }),
    );
    return {
      participantId,
      name,
      ...given({ group, email, studentId }),
      points: roundPoints(grades.reduce((sum, { points }) => sum + points, 0)),
      ...(possible === undefined ? {} : { possible: roundPoints(possible) }),
      solved: grades.filter(({ solved }) => solved).length,
      penaltyMinutes: grades.reduce((sum, one) => sum + (one.solved ? one.penaltyMinutes : 0), 0),
      problems: grades,
    };
  });
  const compare = ranksByPoints(problems, rules) ? byPoints : byIcpc;
  const sorted = rows.toSorted(
    (a, b) =>
      compare(a, b) || a.name.localeCompare(b.name, 'en') || (a.participantId < b.participantId ? -1 : 1),
  );
  let rank = 0;
  return sorted.map((row, at) => {
    const before = sorted[at - 1];
    if (before === undefined || compare(before, row) !== 0) rank = at + 1;
    return { rank, ...row };
  });
}

function byPoints(a: ParticipantResult, b: ParticipantResult): number {
  return b.points - a.points;
}

function byIcpc(a: ParticipantResult, b: ParticipantResult): number {
  return b.solved - a.solved || a.penaltyMinutes - b.penaltyMinutes;
}
