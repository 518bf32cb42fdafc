import type { SourceRange } from './source-range.ts';

/** A part of a line, and in which fragment it is. */
export interface LinePiece {
  readonly text: string;
  /** Place of the fragment in the list; absent outside of all. */
  readonly fragment?: number;
  /** Whether the fragment begins here. */
  readonly begins: boolean;
}

/**
 * A source line by line, cut where fragments begin and end.
 * @param ranges one of each fragment, none of which overlap; undefined entries are passed over
 */
export function markLines(source: string, ranges: readonly SourceRange[]): readonly (readonly LinePiece[])[] {
  const byPlace = ranges
    .map((range, fragment) => ({ ...range, fragment }))
    .sort((a, b) => a.from - b.from || a.to - b.to);
  const lines: LinePiece[][] = [];
  let start = 0;
  let next = 0;
  for (const line of source.split('\n')) {
    const end = start + line.length;
    const pieces: LinePiece[] = [];
    let at = start;
    const push = (to: number, more: { fragment?: number; begins: boolean }) => {
      if (to > at) pieces.push({ text: source.slice(at, to), ...more });
      at = Math.max(at, to);
    };
    for (; next < byPlace.length; next++) {
      const { from = 0, to = 0, fragment = 0 } = byPlace[next] ?? {};
      if (from > end) break;
      push(Math.max(from, start), { begins: false });
      push(Math.min(to, end), { fragment, begins: from >= start });
      if (to > end) break;
    }
    push(end, { begins: false });
    lines.push(pieces);
    start = end + 1;
  }
  // What ends a file is no line of its own.
  return lines.length > 1 && lines.at(-1)?.length === 0 ? lines.slice(0, -1) : lines;
}
