import type { Lateness, SecondLook } from './second-look.ts';
import type { TestCaseVerdict, Verdict, VerdictDetail } from './verdict.ts';

/** How a test case was judged: with others in a batch, or in a judge call of its own. */
export type Way = 'batch' | 'single';

/** One test case's result. */
export interface TestCaseResult {
  readonly testCaseId: string;
  readonly verdict: TestCaseVerdict;
  readonly detail: VerdictDetail;
  readonly cpuMs: number;
  readonly wallMs: number;
  /** Peak resident memory of all its processes. */
  readonly memoryKiB: number;
  /** The first bytes of its output as UTF-8 (invalid bytes replaced); see {@link OUTPUT_HEAD_BYTES}. */
  readonly outputHead: string;
  /** The first bytes of its standard error, likewise; where some are left out it says how many. */
  readonly stderrHead: string;
  /** Length of the whole output. */
  readonly outputBytes: number;
  /** What program and interactor said to each other, as far as it was asked for ({@link showConversation}). */
  readonly conversation?: string;
  /** SHA-256 of the whole output, hex; absent when it was not run or not read to its end. */
  readonly outputSha256?: string;
  readonly way: Way;
  /** Which of the submission's judge calls said so (1-based); 0: not run. */
  readonly call: number;
}

/** How much of an output or of stderr a result keeps, in bytes, unless whoever asks wants more. */
export const OUTPUT_HEAD_BYTES = 1024;

/** A submission, judged. */
export interface SubmissionResult {
  readonly verdict: Verdict;
  /** Present exactly when the problem scores. */
  readonly score?: number;
  readonly firstFailing?: string;
  /** In the problem's order, one for each test case; empty when it did not compile. */
  readonly perCase: readonly TestCaseResult[];
  /** Counts by verdict, absent ones left out. */
  readonly counts: Readonly<Partial<Record<TestCaseVerdict, number>>>;
  /** Judge calls that ran the participant's program. */
  readonly judgeCalls: number;
  /** Judge calls for custom output validators (no participant's code in them). */
  readonly validatorCalls: number;
  /** One call a test case is what it would have taken; this many fewer were made. Never negative. */
  readonly callsSaved: number;
  readonly mode: 'stdio' | 'function';
  /** The compiler's words, trimmed; absent when there were none. */
  readonly compileOutput?: string;
  /** Why it took more than one judge call, one sentence a reason; empty when it took one. */
  readonly whySplit: readonly string[];
  /** Suspicions worth a person's look: times that do not add up, frames that were not ours. */
  readonly notes: readonly string[];
  readonly cpuMs: number;
  readonly wallMs: number;
  readonly memoryKiB: number;
  /**
   * CPU time that the host which judged it needs for known work, over that of the reference
   * (core/examination/measure-speed.ts); absent where it is not known.
   */
  readonly speedFactor?: number;
  /** The limit of CPU time that counted, ms, where it was not the problem's: its host is slower than others of the session. */
  readonly timeLimitMs?: number;
  /** Present where it was judged once more for that. */
  readonly secondLook?: SecondLook;
}

/** A result as judging gives it. */
export interface FreshResult extends SubmissionResult {
  /** Being late was all that was wrong, by little: it is worth a second look. */
  readonly lateness?: Lateness;
}
