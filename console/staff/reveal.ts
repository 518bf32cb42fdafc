import type { Scoreboard } from '../../core/api/submissions.ts';
import { rankRows } from '../../core/submissions/scoreboard.ts';

type Row = Scoreboard['rows'][number];
type Cell = Row['problems'][number];

/** A cell as a frozen board shows it: with what came since, and is not told yet. */
export type ShownCell = Cell & { readonly hidden: boolean };
export interface ShownRow extends Omit<Row, 'problems'> {
  readonly problems: readonly ShownCell[];
}

/** Which cell of which row: what was revealed is kept as these. */
export function cellKey(participantId: string, label: string): string {
  return `${participantId} ${label}`;
}

/**
 * A frozen board on which some cells have been revealed: those show what stands in `now`, the others what stood when it was
 * frozen, marked where something came since. Rows are ranked by what is shown. Somebody who is new since then is shown
 * without anything.
 */
export function boardWith(frozen: Scoreboard, now: Scoreboard, revealed: ReadonlySet<string>): ShownRow[] {
  const before = new Map(frozen.rows.map((row) => [row.participantId, row]));
  const rows = now.rows.map((row) => {
    const old = before.get(row.participantId);
    const problems = row.problems.map((cell): ShownCell => {
      const then = old?.problems.find(({ label }) => label === cell.label) ?? {
        label: cell.label,
        tries: 0,
        pending: 0,
      };
      return revealed.has(cellKey(row.participantId, cell.label)) || isSame(then, cell)
        ? { ...cell, hidden: false }
        : { ...then, hidden: true };
    });
    return { ...row, problems };
  });
  return rankRows(rows, now.style);
}

/**
 * The cell that is revealed next: from the last row upwards, in a row from left to right, so that who is in front is known
 * last. Undefined when all is told.
 */
export function nextReveal(rows: readonly ShownRow[]): string | undefined {
  for (const row of rows.toReversed()) {
    const cell = row.problems.find(({ hidden }) => hidden);
    if (cell !== undefined) return cellKey(row.participantId, cell.label);
  }
  return undefined;
}

function isSame(a: Cell, b: Cell): boolean {
  return (
    a.tries === b.tries &&
    a.pending === b.pending &&
    a.solvedAtMinutes === b.solvedAtMinutes &&
    a.score === b.score
  );
}
