import pc from 'picocolors';
import { visibleLength } from './screen.ts';

/** Columns side by side, as wide as their widest cell; the head is dim. Nothing for no rows. */
export function renderTable(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  if (rows.length === 0) return [];
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => visibleLength(row[column] ?? ''))),
  );
  const line = (cells: readonly string[], paint: (text: string) => string) =>
    cells
      .map((cell, column) => paint(cell) + ' '.repeat((widths[column] ?? 0) - visibleLength(cell)))
      .join('  ')
      .trimEnd();
  return [line(head, pc.dim), ...rows.map((row) => line(row, (text) => text))];
}
