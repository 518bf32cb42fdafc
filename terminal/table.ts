import pc from 'picocolors';
import stringWidth from 'string-width';

/** Columns side by side, as wide as their widest cell; the head is dim. Nothing for no rows. */
export function renderTable(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  if (rows.length === 0) return [];
  const widths = head.map((title, column) =>
    Math.max(stringWidth(title), ...rows.map((row) => stringWidth(row[column] ?? ''))),
  );
  const line = (cells: readonly string[], paint: (text: string) => string) => {
    // What follows the last text of a line is not painted either: no blanks stand at its end, with colours or without.
    const last = cells.findLastIndex((cell) => stringWidth(cell) > 0);
    return cells
      .slice(0, last + 1)
      .map((cell, column) =>
        column === last ? paint(cell) : paint(cell) + ' '.repeat((widths[column] ?? 0) - stringWidth(cell)),
      )
      .join('  ');
  };
  return [line(head, pc.dim), ...rows.map((row) => line(row, (text) => text))];
}
