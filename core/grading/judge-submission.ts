import type { OutputValidation, ProblemLimits, TestCase, TestGroup } from '../problems/problem.ts';
import type { Judge } from './judge.ts';
import type { LanguageId, SourceFile } from './languages/language.ts';
import type { SubmissionResult } from './submission-result.ts';

export type { SubmissionResult, TestCaseResult, Way } from './submission-result.ts';

/** `first-failure`: nothing is said about test cases after the first that fails. `run-all`: within the budget. */
export type StopPolicy = 'first-failure' | 'run-all';

/** What is to be judged, and by whom. */
export interface JudgeSubmissionRequest {
  /** One text, or the files of a package's program. */
  readonly source: string | readonly SourceFile[];
  /** The file or class to start, where a package says so. */
  readonly entryPoint?: string;
  readonly language: LanguageId;
  readonly limits: Pick<ProblemLimits, 'timeMs' | 'memoryKiB' | 'outputKiB'> & Partial<ProblemLimits>;
  /** In judging order. Ids are unique. */
  readonly testCases: readonly TestCase[];
  /** Reads an input or an answer by hash. A rejection ends judging with that error. */
  readonly readTestData: (hash: string) => Promise<Uint8Array>;
  readonly policy: StopPolicy;
  readonly validation: OutputValidation;
  /** Given for scoring problems only; the result then has a score. */
  readonly groups?: readonly TestGroup[];
  readonly judge: Judge;
  /** 32 hex digits, fresh and unguessable at each call. */
  readonly newNonce: () => string;
  /** Whether the host batches this language (its examination says so); default true. */
  readonly batches?: boolean;
  /** Judge calls that this submission may use at most; default 40 + one a test case. */
  readonly maxJudgeCalls?: number;
  readonly signal?: AbortSignal;
}

/** Judges one submission: one judge call where the host's limits allow it. */
export type JudgeSubmission = (request: JudgeSubmissionRequest) => Promise<SubmissionResult>;
