import type { Signature } from '../grading/function/signature.ts';
import type { Verdict } from '../grading/verdict.ts';

/**
 * What a problem is, once its package has been read: everything that judging, booking and the API need, as plain
 * JSON. Bytes (inputs, answers, validators, jury programs) are not in here but named by their SHA-256; the
 * {@link TestDataStore} holds them.
 */

/** SHA-256 of some stored bytes, 64 lower-case hex digits. The bytes live at `testdata/<hash>`. */
export type ContentHash = string;

/** The verdicts that a package can expect of a jury submission. JE is ours and can never be expected. */
export type ExpectableVerdict = Exclude<Verdict, 'JE'>;

/** A file of the package whose bytes are stored by content. */
export interface StoredFile {
  /** Path relative to the program's or the statement's own folder, with `/`. */
  readonly name: string;
  readonly hash: ContentHash;
  readonly bytes: number;
}

/** What one run may use. All of these hold for one test case unless they say otherwise. */
export interface ProblemLimits {
  /** CPU time of one test case in ms. */
  readonly timeMs: number;
  /** Peak memory of one test case in KiB. */
  readonly memoryKiB: number;
  /** Standard output of one test case in KiB. */
  readonly outputKiB: number;
  /** Size of a participant's source in KiB. */
  readonly sourceKiB: number;
  /** Compilation: CPU ms and KiB. */
  readonly compileTimeMs: number;
  readonly compileMemoryKiB: number;
  /** One run of a custom output validator: CPU ms, KiB of memory, KiB of feedback. */
  readonly validationTimeMs: number;
  readonly validationMemoryKiB: number;
  readonly validationOutputKiB: number;
}

/** Limits where the package gives none. The format leaves them to the system; these fit a stock Judge0 host. */
export const DEFAULT_LIMITS: ProblemLimits = {
  timeMs: 2_000,
  memoryKiB: 256 * 1024,
  outputKiB: 8 * 1024,
  sourceKiB: 128,
  compileTimeMs: 15_000,
  compileMemoryKiB: 512 * 1024,
  validationTimeMs: 10_000,
  validationMemoryKiB: 512 * 1024,
  validationOutputKiB: 1024,
};

/** Where the time limit of a version comes from; `default` means that nobody has chosen it. */
export type TimeLimitOrigin = 'problem.yaml' | 'domjudge-problem.ini' | '.timelimit' | 'default';

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

/** A program of the package (validator or jury submission). */
export interface PackageProgram {
  /** A language of `core/grading/languages`. */
  readonly language: string;
  readonly files: readonly StoredFile[];
  /** The file (or, in Java, the class) to start, where the package says. */
  readonly entryPoint?: string;
}

/** How outputs are judged. */
export type OutputValidation =
  | { readonly kind: 'default'; readonly args: readonly string[] }
  | { readonly kind: 'custom'; readonly args: readonly string[]; readonly program: PackageProgram };

/** What a jury submission must get on a set of test cases. */
export interface Requirement {
  /** Pattern of test case or group names (`secret/big*`), or `''` for every test case. `*` stops at `/`. */
  readonly of: string;
  /** Every test case there has one of these verdicts. */
  readonly permitted: readonly ExpectableVerdict[];
  /** At least one test case there has one of these. */
  readonly required: readonly ExpectableVerdict[];
  /** The score of the submission (or of that group) lies in this range, both ends included. */
  readonly score?: readonly [number, number];
  /** This appears in the judge message of at least one test case there. */
  readonly message?: string;
  /** Whether the time limit is derived from it: `lower` = must fit, `upper` = must not. Absent = neither. */
  readonly timeLimit?: 'lower' | 'upper';
}

/** A program of the problem setters, with what it must get. */
export interface JurySubmission {
  /** Path below `submissions/`: `accepted/solve.cpp`. */
  readonly path: string;
  readonly program: PackageProgram;
  readonly requirements: readonly Requirement[];
  /** The one verdict that people name it by, for tables; the requirements decide. `null`: any rejection. */
  readonly expected: ExpectableVerdict | null;
}

/** A statement in one natural language. */
export type Statement =
  | {
      readonly language: string;
      readonly format: 'md' | 'tex';
      readonly text: string;
      readonly attachments: readonly StoredFile[];
    }
  | {
      readonly language: string;
      readonly format: 'pdf';
      readonly file: StoredFile;
      readonly attachments: readonly StoredFile[];
    };

/** A package, read: the manifest of one version before it has a number. */
export interface ProblemManifest {
  readonly formatVersion: 'legacy' | '2025-09';
  readonly kind: 'pass-fail' | 'scoring';
  /** Name by natural language; at least one. `en` first where it exists. */
  readonly names: Readonly<Record<string, string>>;
  readonly uuid?: string;
  /** Licence of the problem as the package states it. */
  readonly licence: string;
  readonly statements: readonly Statement[];
  readonly attachments: readonly StoredFile[];
  readonly limits: ProblemLimits;
  readonly timeLimitOrigin: TimeLimitOrigin;
  /** Safety margins for a proposed time limit: x the slowest accepted, and to the fastest too slow. */
  readonly timeMultipliers: { readonly accepted: number; readonly tooSlow: number };
  /** The unit in ms that a proposed time limit is a whole multiple of. */
  readonly timeResolutionMs: number;
  /** Languages that participants may use; `null` = all that the session's hosts offer. */
  readonly languages: readonly string[] | null;
  readonly validation: OutputValidation;
  /** Present in a function problem: participants write `solve`, inputs are its arguments and answers its results, as JSON. */
  readonly signature?: Signature;
  /** Judging order: samples first, then secret, each by name. */
  readonly testCases: readonly TestCase[];
  readonly groups: readonly TestGroup[];
  readonly jurySubmissions: readonly JurySubmission[];
}

/** One immutable version of a problem, as stored at `problems/<problemId>/<version>.json`. */
export interface ProblemVersion {
  readonly problemId: string;
  /** 1, 2, ... in the order of import; numbers can be missing, never reused. */
  readonly version: number;
  /** The import that made it. */
  readonly importId: string;
  /** ISO 8601. */
  readonly importedAt: string;
  readonly manifest: ProblemManifest;
}

/** What lists show of a problem: its newest version in short. */
export interface Problem {
  readonly problemId: string;
  readonly name: string;
  readonly currentVersion: number;
  readonly kind: 'pass-fail' | 'scoring';
  readonly timeMs: number;
  readonly memoryKiB: number;
  readonly languages: readonly string[] | null;
  readonly sampleTestCases: number;
  readonly secretTestCases: number;
  /** Bytes of all inputs and answers. */
  readonly testDataBytes: number;
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** A problem id: a lower-case letter, then letters, digits and single dashes; at most 48 characters. */
export const PROBLEM_ID_PATTERN = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;

/** Whether this text can be a problem's id. */
export function isProblemId(text: string): boolean {
  return text.length <= 48 && PROBLEM_ID_PATTERN.test(text);
}

/** The name to show: English where there is one, else the first. */
export function nameOf(manifest: Pick<ProblemManifest, 'names'>): string {
  return manifest.names['en'] ?? Object.values(manifest.names)[0] ?? '';
}

/** The short form of a version that lists show. */
export function summarize(version: ProblemVersion, createdAt: string): Problem {
  const { manifest } = version;
  const samples = manifest.testCases.filter((testCase) => testCase.sample).length;
  return {
    problemId: version.problemId,
    name: nameOf(manifest),
    currentVersion: version.version,
    kind: manifest.kind,
    timeMs: manifest.limits.timeMs,
    memoryKiB: manifest.limits.memoryKiB,
    languages: manifest.languages,
    sampleTestCases: samples,
    secretTestCases: manifest.testCases.length - samples,
    testDataBytes: manifest.testCases.reduce(
      (sum, { inputBytes, answerBytes }) => sum + inputBytes + answerBytes,
      0,
    ),
    createdAt,
    updatedAt: version.importedAt,
  };
}
