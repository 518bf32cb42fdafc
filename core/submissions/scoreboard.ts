import { given } from '../exam/given.ts';
import type { Participant, Session } from '../exam/session.ts';
import type { SubmissionDigest } from './submission-digest.ts';

/** A rejected try before the accepted one costs this many minutes (ICPC rules). */
export const PENALTY_MINUTES = 20;

/** What rows are ranked by. */
export type ScoreboardStyle = 'icpc' | 'score';

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
 * up. Compile errors, judge errors and trials are no tries.
 */
export function rankParticipants(
  session: Session,
  roster: readonly Participant[],
  submissions: readonly SubmissionDigest[],
  style: ScoreboardStyle,
): ScoreboardRow[] {
  const byParticipant = Map.groupBy(
    submissions.filter(({ trial }) => !trial),
    ({ participantId }) => participantId,
  );
  return rankRows(
    roster.map(({ participantId, name, group }) => {
      const own = byParticipant.get(participantId) ?? [];
      return {
        participantId,
        name,
        ...given({ group }),
        problems: session.problems.map(({ label }) => cellOf(label, own, session.times.opensAt)),
      };
    }),
    style,
  );
}

/** A row before it is ranked. */
interface UnrankedRow {
  readonly name: string;
  readonly problems: readonly {
    readonly tries: number;
    readonly solvedAtMinutes?: number | undefined;
    readonly score?: number | undefined;
  }[];
}

/** Adds up what the cells of each row say, puts the rows in order, and ranks them; equal results share a rank. */
export function rankRows<Row extends UnrankedRow>(
  rows: readonly Row[],
  style: ScoreboardStyle,
): (Row & Pick<ScoreboardRow, 'rank' | 'solved' | 'penaltyMinutes' | 'score'>)[] {
  const added = rows.map((row) => {
    const solved = row.problems.filter(({ solvedAtMinutes }) => solvedAtMinutes !== undefined);
    return {
      ...row,
      solved: solved.length,
      penaltyMinutes: solved.reduce(
        (sum, cell) => sum + (cell.solvedAtMinutes ?? 0) + PENALTY_MINUTES * (cell.tries - 1),
        0,
      ),
      score: row.problems.reduce((sum, { score = 0 }) => sum + score, 0),
    };
  });
  const compare = (a: (typeof added)[number], b: (typeof added)[number]) =>
    style === 'score' ? b.score - a.score : b.solved - a.solved || a.penaltyMinutes - b.penaltyMinutes;
  added.sort((a, b) => compare(a, b) || (a.name < b.name ? -1 : 1));
  let rank = 0;
  return added.map((row, index) => {
    const before = added[index - 1];
    if (before === undefined || compare(before, row) !== 0) rank = index + 1;
    return { ...row, rank };
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
