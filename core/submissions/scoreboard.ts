import type { Participant, Session } from '../exam/session.ts';
import type { SubmissionDigest } from './submission-digest.ts';

/** A rejected try before the accepted one costs this many minutes (ICPC rules). */
export const PENALTY_MINUTES = 20;

/** One problem of one participant. */
export interface ScoreboardCell {
  readonly label: string;
  readonly tries: number;
  readonly pending: number;
  readonly solvedAtMinutes?: number;
  readonly score?: number;
}

export interface ScoreboardRow {
  readonly rank: number;
  readonly participantId: string;
  readonly name: string;
  readonly group?: string;
  readonly solved: number;
  readonly penaltyMinutes: number;
  readonly score: number;
  readonly problems: readonly ScoreboardCell[];
}

/**
 * The scoreboard from what was judged. ICPC style: more solved first, then less penalty (minutes from the opening to
 * each accepted submission, and 20 for each rejected one before it). By score: the best score of each problem, added
 * up. Compile errors, judge errors and trials are no tries. Equal results share a rank.
 */
export function rankParticipants(
  session: Session,
  roster: readonly Participant[],
  submissions: readonly SubmissionDigest[],
  style: 'icpc' | 'score',
): ScoreboardRow[] {
  const byParticipant = Map.groupBy(
    submissions.filter(({ trial }) => !trial),
    ({ participantId }) => participantId,
  );
  const rows = roster.map(({ participantId, name, group }) => {
    const own = byParticipant.get(participantId) ?? [];
    const cells = session.problems.map(({ label }) => cellOf(label, own, session.times.opensAt));
    const solved = cells.filter(({ solvedAtMinutes }) => solvedAtMinutes !== undefined);
    return {
      participantId,
      name,
      ...(group === undefined ? {} : { group }),
      solved: solved.length,
      penaltyMinutes: solved.reduce(
        (sum, cell) => sum + (cell.solvedAtMinutes ?? 0) + PENALTY_MINUTES * (cell.tries - 1),
        0,
      ),
      score: cells.reduce((sum, { score = 0 }) => sum + score, 0),
      problems: cells,
    };
  });
  const compare = (a: (typeof rows)[number], b: (typeof rows)[number]) =>
    style === 'score' ? b.score - a.score : b.solved - a.solved || a.penaltyMinutes - b.penaltyMinutes;
  rows.sort((a, b) => compare(a, b) || (a.name < b.name ? -1 : 1));
  let rank = 0;
  return rows.map((row, index) => {
    const before = rows[index - 1];
    if (before === undefined || compare(before, row) !== 0) rank = index + 1;
    return { rank, ...row };
  });
}

function cellOf(label: string, own: readonly SubmissionDigest[], opensAt: number): ScoreboardCell {
  const tries = own
    .filter((one) => one.label === label && one.verdict !== 'CE' && one.verdict !== 'JE')
    .sort((a, b) => a.submittedAt - b.submittedAt);
  const accepted = tries.findIndex(({ verdict }) => verdict === 'AC');
  const counted = accepted < 0 ? tries : tries.slice(0, accepted + 1);
  const scores = tries.flatMap(({ score }) => score ?? []);
  const solved = tries[accepted];
  return {
    label,
    tries: counted.filter(({ verdict }) => verdict !== undefined).length,
    pending: counted.filter(({ verdict }) => verdict === undefined).length,
    ...(solved === undefined
      ? {}
      : { solvedAtMinutes: Math.floor(Math.max(0, solved.submittedAt - opensAt) / 60_000) }),
    ...(scores.length === 0 ? {} : { score: Math.max(...scores) }),
  };
}
