import type { Frame } from '../grading/frame.ts';
import type { Signature } from '../grading/function/signature.ts';
import type { IncludedByLanguage } from '../grading/included-code.ts';
import type { OutputValidation, PackageProgram, StoredFile } from '../grading/output-validation.ts';
import type { ProblemLimits } from '../grading/problem-limits.ts';
import type { TestCase, TestGroup } from '../grading/test-case.ts';
import type { Verdict } from '../grading/verdict.ts';

/**
 * What a problem is, once its package has been read: everything that judging, booking and the API need, as plain
 * JSON. Bytes (inputs, answers, validators, jury programs) are not in here but named by their SHA-256; the
 * {@link TestDataStore} holds them.
 */

/** The verdicts that a package can expect of a jury submission. JE is ours and can never be expected. */
export type ExpectableVerdict = Exclude<Verdict, 'JE'>;

/** Where the time limit of a version comes from; `default` means that nobody has chosen it. */
export type TimeLimitOrigin = 'problem.yaml' | 'domjudge-problem.ini' | '.timelimit' | 'default';

/** What a jury submission must get on a set of test cases. */
export interface Requirement {
  /** Pattern of test case or group names (`secret/big*`), or `''` for every test case. `*` stops at `/`. */
  readonly of: string;
  /** Every test case there has one of these verdicts. */
  readonly permitted: readonly ExpectableVerdict[];
  /** At least one test case there has one of these. */
  readonly required: readonly ExpectableVerdict[];
  /** Not each test case is asked about but the submission's verdict, that of its first failing test case. */
  readonly whole?: true;
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
  /** Present where test cases are code that is put together with participants' programs. */
  readonly frame?: Frame;
  /** Judging order: samples first, then secret, each by name. */
  readonly testCases: readonly TestCase[];
  readonly groups: readonly TestGroup[];
  /** What judging puts beside every program in a language (`include/`). */
  readonly included?: IncludedByLanguage;
  /** Of an interactive problem: conversations that are shown as samples, by their names (`sample/1`). */
  readonly interactions?: readonly StoredFile[];
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
