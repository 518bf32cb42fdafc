import { fingerprint, pairUp } from './fingerprints.ts';
import type { TokenStream } from './token-stream.ts';

/** A piece of a program, by offsets in UTF-16 code units. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** A piece that two programs share: the same kinds of things in the same order. */
export interface Fragment {
  readonly left: Span;
  readonly right: Span;
  /** Fingerprints in a row. */
  readonly length: number;
}

/** What two programs share. */
export interface SharedFragments {
  /** Fingerprints of the longest one. */
  readonly longest: number;
  /** In the order of the left program; no two overlap in either. */
  readonly fragments: readonly Fragment[];
}

/** Finds the pieces that two programs share. @param isIgnored which fingerprints count for nothing */
export function findFragments(
  left: TokenStream,
  right: TokenStream,
  isIgnored: (hash: number) => boolean,
): SharedFragments {
  if (
    left.tokens.length === right.tokens.length &&
    left.tokens.every((token, at) => token === right.tokens[at])
  ) {
    // The root begins before the first thing in it.
    const whole = ({ from, to }: TokenStream): Span => ({ from: from[2] ?? 0, to: to.at(-1) ?? 0 });
    const { length } = fingerprint(left);
    return { longest: length, fragments: [{ left: whole(left), right: whole(right), length }] };
  }
  const pair = pairUp(left, right, isIgnored);
  const found = pair
    .buildFragments()
    .map(
      ({ leftSelection, rightSelection, pairs }): Fragment => ({
        left: { from: leftSelection.startCol, to: leftSelection.endCol },
        right: { from: rightSelection.startCol, to: rightSelection.endCol },
        length: pairs.length,
      }),
    )
    .sort((a, b) => b.length - a.length || a.left.from - b.left.from || a.right.from - b.right.from);
  const kept: Fragment[] = [];
  for (const fragment of found) {
    const [one, other] = [
      trim(
        fragment.left,
        kept.map(({ left }) => left),
      ),
      trim(
        fragment.right,
        kept.map(({ right }) => right),
      ),
    ];
    if (one !== undefined && other !== undefined) kept.push({ ...fragment, left: one, right: other });
  }
  return { longest: pair.longest, fragments: kept.sort((a, b) => a.left.from - b.left.from) };
}

/** What of a span is not taken yet: a piece of at least half of it, or nothing. Neighbours overlap by some tokens. */
function trim(span: Span, taken: readonly Span[]): Span | undefined {
  let { from, to } = span;
  for (const other of taken) {
    if (other.to <= from || other.from >= to) continue;
    if (other.from - from > to - other.to) to = other.from;
    else from = other.to;
  }
  return 2 * (to - from) >= span.to - span.from && to > from ? { from, to } : undefined;
}
