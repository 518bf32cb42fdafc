/** A place in a source: lines and columns count from 1, offsets and columns in UTF-16 code units; the end is behind the last sign. */
export interface SourceRange {
  readonly from: number;
  readonly to: number;
  readonly startLine: number;
  readonly startColumn: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** Makes ranges of a source from offsets, without the white space at their ends. */
export function rangesOf(source: string): (from: number, to: number) => SourceRange {
  const starts = [0, ...Array.from(source.matchAll(/\n/g), ({ index }) => index + 1)];
  const locate = (offset: number) => {
    let [low, high] = [0, starts.length];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle;
    }
    return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
  };
  return (from, to) => {
    const text = source.slice(from, to);
    const start = from + Math.min(text.length, text.length - text.trimStart().length);
    const end = Math.max(start, to - (text.length - text.trimEnd().length));
    const [first, last] = [locate(start), locate(end)];
    return {
      from: start,
      to: end,
      startLine: first.line,
      startColumn: first.column,
      endLine: last.line,
      endColumn: last.column,
    };
  };
}
