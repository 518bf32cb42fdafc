import pc from 'picocolors';
import stringWidth from 'string-width';

/** Columns side by side, as wide as their widest cell; the head is dim. Nothing for no rows. */
export function renderTable(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  if (rows.length === 0) return [];
  const widths = head.map((title, column) =>
    Math.max(stringWidth(title), ...rows.map((row) => stringWidth(row[column] ?? ''))),
  );
  const line = (cells: readonly string[], paint: (text: string) => string) =>
    cells
      .map((cell, column) => paint(cell) + ' '.repeat((widths[column] ?? 0) - stringWidth(cell)))
      .join('  ')
      .trimEnd();
  return [line(head, pc.dim), ...rows.map((row) => line(row, (text) => text))];
}
