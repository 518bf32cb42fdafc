import type { ScoreboardRow } from '../submissions/scoreboard.ts';
import { cutToBytes } from './cut-to-bytes.ts';
import type { Scoreboard } from './submissions.ts';

/** As many rows of a board as one answer holds, from the cursor of the page before. */
export function presentBoard(
  board: readonly ScoreboardRow[],
  cursor: string | undefined,
): Pick<Scoreboard, 'rows' | 'cursor'> {
  const from = Number(cursor ?? 0);
  const rows = cutToBytes(board.slice(from), (row) => ({
    ...row,
    problems: row.problems.map((cell) => ({ ...cell })),
  }));
  const next = from + rows.length;
  return { rows, ...(next < board.length ? { cursor: String(next) } : {}) };
}
