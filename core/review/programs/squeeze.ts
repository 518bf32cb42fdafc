import { blank, markText } from '../models/mark-text.ts';

/** A program without what says nothing to its compiler, and where its places stand in the source. */
export interface Squeezed {
  readonly text: string;
  /** Offset in the source of an offset in the text. */
  readonly placeOf: (offset: number) => number;
}

/** Lines of nothing, blanks at the end of others, and rows of blanks that nobody writes, but for one. */
const NEEDLESS = /(?<=^|\n)(?:[ \t]*\n)+|[ \t]+(?=\n)|(?<=[ \t])[ \t]{200,}/g;

/**
 * A program without comments, empty lines and long rows of blanks, so that nobody hides code behind a long remark.
 * Comments are known by their signs alone, so what is short enough to be read as it stands is not for this.
 * @param source its lines end with line feeds alone
 */
export function squeeze(source: string, language: string): Squeezed {
  const plain = blank(source, markText(source, language)?.comments ?? []);
  const parts: string[] = [];
  /** Where each part begins: in the text, and in the source. */
  const starts: { readonly inText: number; readonly inSource: number }[] = [];
  let [at, length] = [0, 0];
  const keep = (from: number, to: number) => {
    starts.push({ inText: length, inSource: from });
    parts.push(plain.slice(from, to));
    length += to - from;
  };
  for (const { index, 0: needless } of plain.matchAll(NEEDLESS)) {
    keep(at, index);
    at = index + needless.length;
  }
  keep(at, plain.length);
  const placeOf = (offset: number) => {
    let [low, high] = [0, starts.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (starts[middle]!.inText <= offset) low = middle;
      else high = middle - 1;
    }
    const { inText, inSource } = starts[low]!;
    return inSource + offset - inText;
  };
  return { text: parts.join(''), placeOf };
}
