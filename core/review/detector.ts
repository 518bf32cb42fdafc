import type { Finding } from './finding.ts';
import type { Rule } from './rule.ts';

/** What a detector is given. It is data: nothing of it is ever run. */
export interface ReviewedSource {
  /** `solidity`, or a language of exams. */
  readonly language: string;
  readonly source: string;
  /** Samples of the problem that it answers, to tell a program that knows them by heart. */
  readonly samples?: readonly { readonly input: string; readonly answer: string }[];
}

/** Something that was not looked at, so that no finding there means nothing. */
export interface Gap {
  /** E.g. `lines 400 to 2,000`, or `compiler warnings`. */
  readonly what: string;
  /** A sentence. */
  readonly why: string;
}

/** What came of looking at a source. */
export interface Detection {
  readonly findings: readonly Finding[];
  readonly gaps: readonly Gap[];
}

/**
 * Looks at a source. Never throws for what a source holds, ends in time that is bounded by its length, and finds the same each time:
 * a syntax error is a finding with its line, and what can be read around it is looked at all the same.
 */
export type Detector = (source: ReviewedSource) => Detection;

/** Rules that look at some languages. */
export interface RuleSet {
  readonly rules: readonly Rule[];
  /** Raised with every change of what is found by them: results that were kept under another are of no use then. */
  readonly version: number;
}

/** Detectors of some languages, with the rules that they know. */
export interface DetectorSet extends RuleSet {
  readonly detect: Detector;
}

/**
 * Fetches the detectors of a language that its family of languages has: grammars are files of their own in a bundle. What
 * was fetched is kept by whoever asks.
 */
export type LoadDetectors = (language: string) => Promise<DetectorSet>;

/** Detectors had to be ended over a source; the message is for whoever sent it. */
export class DetectionError extends Error {
  override readonly name = 'DetectionError';
  /** They had next to nothing of a processor meanwhile: no source is to blame for that. */
  readonly starved: boolean;

  constructor(message: string, { starved = false }: { readonly starved?: boolean } = {}) {
    super(message);
    this.starved = starved;
  }
}
