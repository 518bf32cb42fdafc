import type { Program } from './program.ts';
import type { PairScore, RankingRules } from './rank-pairs.ts';
import type { SourceRange } from './source-range.ts';

/** What is compared with what, and from where on it is told. */
export const DEFAULT_RULES: RankingRules = { commonShare: 0.25, threshold: 0.75 };

/**
 * What kept a program from being compared, or from being compared whole: `alone` no other is in its language, `short` it
 * is too short, `common` nothing of its own is left, `cut` it is compared up to a limit, `faulty` much of it does not
 * parse, `words` its language has no grammar here.
 */
export type ProgramNote = 'alone' | 'short' | 'common' | 'cut' | 'faulty' | 'words';

/** A program of the report, without its source. */
export interface ReportedProgram extends Omit<Program, 'source'> {
  /** What it has most in common with another, 0 to 1; absent where it was not compared. */
  readonly highest?: number;
  readonly notes: readonly ProgramNote[];
}

/** A piece that both programs of a pair have. */
export interface ReportedFragment {
  readonly left: SourceRange;
  readonly right: SourceRange;
  /** Fingerprints in a row. */
  readonly length: number;
}

/** Two programs that are similar, and where. */
export interface ReportedPair extends PairScore {
  /** Fingerprints of the longest piece, and its lines in the program that has more of them. */
  readonly longest: number;
  readonly longestLines: number;
  /** In the order of the left program; no two overlap in either. */
  readonly fragments: readonly ReportedFragment[];
}

/** How similar the programs of one problem are. */
export interface SimilarityReport {
  readonly rules: RankingRules;
  /** By time of submission. Pairs and clusters name programs by their place here. */
  readonly programs: readonly ReportedProgram[];
  /** The most similar first. */
  readonly pairs: readonly ReportedPair[];
  /** Pairs that are similar at all, those that are not listed too. */
  readonly pairCount: number;
  readonly clusters: readonly (readonly number[])[];
  /** Programs by what they have most in common with another: below 10 %, below 20 %, and so on. */
  readonly histogram: readonly number[];
  /** Fingerprints that count for nothing. */
  readonly ignored: {
    /** Since they are in what everybody was given. */
    readonly template: number;
    /** Since more programs of a language have them than `commonShare` lets count. */
    readonly common: number;
  };
}

/** Bars of the histogram. */
const BARS = 10;

/** Programs by what they have most in common with another, in ten bars. */
export function countByHighest(programs: readonly { readonly highest?: number }[]): readonly number[] {
  const bars = new Array<number>(BARS).fill(0);
  for (const { highest } of programs)
    if (highest !== undefined) bars[Math.min(BARS - 1, Math.floor(highest * BARS))]! += 1;
  return bars;
}
