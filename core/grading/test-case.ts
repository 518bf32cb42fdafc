/** SHA-256 of some stored bytes, 64 lower-case hex digits. The bytes live at `testdata/<hash>`. */
export type ContentHash = string;

/** One input and its answer. */
export interface TestCase {
  /** Path below `data/` without extension: `sample/1`, `secret/03-big`, `secret/small/01`. Unique, in judging order. */
  readonly id: string;
  /** Samples are shown to participants and are what a trial runs on. */
  readonly sample: boolean;
  /** Name of its {@link TestGroup}: `sample`, `secret`, or `secret/<group>`. */
  readonly group: string;
  readonly inputHash: ContentHash;
  readonly inputBytes: number;
  readonly answerHash: ContentHash;
  readonly answerBytes: number;
  /** Arguments of the output validator for this test case; absent = the problem's own ({@link OutputValidation}). */
  readonly validatorArgs?: readonly string[];
  /** What a participant who fails it may be told. */
  readonly hint?: string;
}

/** How the scores below a group become the group's score. `pass-fail` is all or nothing. */
export type Aggregation = 'pass-fail' | 'sum' | 'min';

/** A set of test cases that is scored together. */
export interface TestGroup {
  /** `sample`, `secret`, or `secret/<group>`. */
  readonly name: string;
  readonly aggregation: Aggregation;
  /**
   * Points when everything in the group is right; `null` in a pass-fail problem and where the score is unbounded
   * (then a custom validator must give it). With `sum` a test case is worth maxScore / number of test cases. Samples
   * carry no points: 0 in a scoring problem.
   */
  readonly maxScore: number | null;
  /** Groups (or `sample`) that must be all right before this one counts. Earlier in order than this group. */
  readonly requires: readonly string[];
}
