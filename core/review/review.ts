import type { RuleKind, Severity } from './rule.ts';

/** Which rules look at a source. */
export type ReviewKind = RuleKind | 'all';

/** What is to be reviewed. */
export interface ReviewWish {
  readonly source: string;
  readonly language: string;
  /** What the file is called. */
  readonly name?: string;
  readonly kind: ReviewKind;
}

/** Whose submission a review is of. */
export interface ReviewedSubmission {
  readonly sessionId: string;
  readonly submissionId: string;
  readonly participantId: string;
  /** Label of the problem. */
  readonly problem: string;
  /** Whose samples a program may know by heart. */
  readonly problemId: string;
  readonly problemVersion: number;
}

/** What every review has. Times are ms since the epoch. */
interface ReviewBase {
  readonly reviewId: string;
  /** In whose list it is: a user name; of a submission its session's staff. */
  readonly owner: string;
  /** Who asked, for people. */
  readonly requestedBy: string;
  readonly requestedAt: number;
  readonly language: string;
  readonly name?: string;
  readonly kind: ReviewKind;
  /** Of the source. */
  readonly bytes: number;
  /** SHA-256 of the source: where it is kept. */
  readonly sourceHash: string;
  readonly submission?: ReviewedSubmission;
  /** How often it was begun. */
  readonly attempts: number;
  /** How often its detectors were ended for want of a processor, and it was put off. */
  readonly starvedTries?: number;
  /** What was spent on it before it was begun last, USD. */
  readonly usdBefore?: number;
}

/** The right to do a review until a time. */
export interface ReviewLease {
  readonly leaseId: string;
  readonly until: number;
}

/** What a report comes to in a line of a list. */
export interface ReviewSummary {
  readonly score: number;
  readonly counts: Readonly<Record<Severity, number>>;
  /** Rules that found something, most first. */
  readonly rules: readonly { readonly ruleId: string; readonly severity: Severity; readonly count: number }[];
}

export interface QueuedReview extends ReviewBase {
  readonly state: 'queued';
}

export interface RunningReview extends ReviewBase {
  readonly state: 'running';
  readonly lease: ReviewLease;
}

export interface DoneReview extends ReviewBase {
  readonly state: 'reviewed';
  readonly reviewedAt: number;
  /** Where its result is kept: core/review/result-key.ts. */
  readonly resultKey: string;
  readonly summary: ReviewSummary;
  /** When the result was made, where it was kept of an earlier review. */
  readonly cachedFrom?: number;
  /** What it cost, USD: core/review/review-cost.ts. */
  readonly usd: number;
}

export interface FailedReview extends ReviewBase {
  readonly state: 'failed';
  readonly failedAt: number;
  readonly reason: string;
  readonly usd: number;
}

/** A review, on its way or done. */
export type Review = QueuedReview | RunningReview | DoneReview | FailedReview;

/** All that was spent on a review by now, also before it was done anew, USD. */
export function spentUsd(review: Review): number {
  return (review.usdBefore ?? 0) + (isOver(review) ? review.usd : 0);
}

/** Whether nothing more becomes of it. */
export function isOver(review: Review): review is DoneReview | FailedReview {
  return review.state === 'reviewed' || review.state === 'failed';
}
