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
