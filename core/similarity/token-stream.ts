/**
 * A program as the comparison sees it: the syntax tree written down with brackets, by kinds of nodes alone. What things
 * are called, how long white space is and what comments say is not in it.
 */
export interface TokenStream {
  readonly tokens: readonly string[];
  /** Where each token begins and ends, offsets in UTF-16 code units; neither ever goes back. */
  readonly from: readonly number[];
  readonly to: readonly number[];
  /** Whether the program goes on beyond what is read of one. */
  readonly isCut: boolean;
  /** Places that do not parse. */
  readonly faults: number;
}

/** Reads a program. Never fails: what does not parse is passed over, and counted. */
export type Tokenizer = (source: string) => TokenStream;

/** Most tokens of one program, about 700 lines; what comes behind them is not compared. It bounds the time that a pair takes. */
export const MAX_TOKENS = 24_000;

/** Most of a program that is read, UTF-16 code units. */
export const MAX_LENGTH = 32 * 1024;

/** Most brackets that are open at once. */
export const MAX_NESTING = 200;

const BRACKET = /"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|\/\/.*|(?<open>[([{])|(?<close>[)\]}])/g;

/**
 * What of a program is read: up to MAX_LENGTH, and up to where its brackets are nested deeper than MAX_NESTING. What is
 * made to have many readings costs a parser the square of its length and its depth, and no program of a person is such.
 */
export function readablePart(source: string): string {
  // Grammars end a line at a line feed; of as many signs, so that every place stays what it is.
  const part = source
    .slice(0, MAX_LENGTH)
    .replace(/\r(?=\n)/g, ' ')
    .replaceAll('\r', '\n');
  let depth = 0;
  for (const { index, groups } of part.matchAll(BRACKET)) {
    if (groups?.['open'] !== undefined) depth += 1;
    else if (groups?.['close'] !== undefined) depth = Math.max(0, depth - 1);
    if (depth > MAX_NESTING) return part.slice(0, index);
  }
  return part;
}
