import type { ReviewsCost } from '../costs/review-cost.ts';
import type { Page } from '../exam/page.ts';
import type { ReviewReport } from './report.ts';
import type { DoneReview, FailedReview, QueuedReview, Review, ReviewLease, RunningReview } from './review.ts';

/** A result as it is kept: of a source, and of nobody. */
export interface KeptResult {
  readonly report: ReviewReport;
  /** When it was made, ms since the epoch. */
  readonly madeAt: number;
}

/** That a source could not be looked at. */
export interface KeptFailure {
  readonly reason: string;
  /** ms since the epoch. */
  readonly failedAt: number;
  /** From when the source is tried again, ms since the epoch. */
  readonly againAt: number;
}

/** When a review is gone on with that was put off, and what it cost by then. */
export interface ReviewPutOff {
  /** ms since the epoch: nobody takes it sooner. */
  readonly until: number;
  readonly usd: number;
}

/** The store refuses what it was given to keep, now and each time; the message is for whoever asked for the review. */
export class UnkeepableError extends Error {
  override readonly name = 'UnkeepableError';
}

/** How a review ended, beside what it is. */
export type ReviewEnd =
  | Pick<DoneReview, 'state' | 'reviewedAt' | 'resultKey' | 'summary' | 'cachedFrom' | 'usd'>
  | Pick<FailedReview, 'state' | 'failedAt' | 'reason' | 'usd'>;

/** In whose list a review is. */
export type ReviewList = { readonly owner: string } | { readonly sessionId: string };

/** What a client used an idempotency key for. */
export interface ReviewKeyUse {
  readonly reviewId: string;
  /** Of the content. */
  readonly digest: string;
}

/** What a client has asked for in a month. */
export interface ReviewUse {
  readonly month: number;
  readonly day: number;
}

/** Most of each; what a plan allows. */
export interface ReviewPlan {
  readonly perDay: number;
  readonly perMonth: number;
}

/** Keeps reviews, sources and results, and who asked how often. Implementation: adapters/dynamodb/review-store.ts. */
export interface ReviewStore {
  /** Writes a review that waits, and its source, once. @returns false when the id is taken: what is there is left alone */
  add(review: QueuedReview, source: string): Promise<boolean>;
  /** Writes a review that is answered by a result that was kept. @returns false as `add` */
  addAnswered(review: DoneReview): Promise<boolean>;
  /**
   * Has a review done anew that is over. @param before as it was read: where it is another by now nothing is written, so that `review`
   * tells all that was spent before @returns false when it is not over, is another by now, or is not there
   */
  renew(review: QueuedReview, source: string, before: Pick<Review, 'requestedAt'>): Promise<boolean>;
  get(reviewId: string): Promise<Review | undefined>;
  /** What was reviewed, for as long as its reviews are kept. */
  getSource(sourceHash: string): Promise<string | undefined>;
  /** A page of a list, newest first. */
  list(
    of: ReviewList,
    options: { readonly limit: number; readonly cursor?: string | undefined },
  ): Promise<Page<Review>>;

  /** What all reviews of a session cost that are over, and how many are not: strongly consistent, whatever lists show. */
  sumUp(sessionId: string): Promise<ReviewsCost & { readonly open: number }>;

  /** Reviews that wait, or whose lease is over by `now` (ms since the epoch): the longest waiting first; eventually consistent. */
  listDue(now: number, limit: number): Promise<readonly string[]>;
  /** Takes what waits, or what its holder has let go. @returns undefined when there is nothing to take any more */
  lease(reviewId: string, lease: ReviewLease, now: number): Promise<RunningReview | undefined>;
  /** Puts a review off of whose detectors nothing came for want of a processor, by whoever holds its lease. @returns false when that is over */
  putOff(review: RunningReview, to: ReviewPutOff): Promise<boolean>;
  /** Ends a review, once, by whoever holds its lease. @returns false when that is over */
  end(review: RunningReview, end: ReviewEnd): Promise<boolean>;

  /** Keeps a result. A later one under the same key takes its place. @throws UnkeepableError where it is none that can be kept */
  keepResult(resultKey: string, result: KeptResult): Promise<void>;
  getResult(resultKey: string): Promise<KeptResult | undefined>;
  /** Keeps until `againAt` why there is no result. */
  keepFailure(resultKey: string, failure: KeptFailure): Promise<void>;
  getFailure(resultKey: string): Promise<KeptFailure | undefined>;

  /**
   * Takes a key for a review, once.
   * @param instead of this review, which has no more use for it
   * @returns what it is used for: this, or what was before
   */
  claimKey(owner: string, key: string, use: ReviewKeyUse, instead?: string): Promise<ReviewKeyUse>;

  /** Counts one review of a client, if the plan allows one more. @returns undefined when it does not */
  count(client: string, plan: ReviewPlan, now: number): Promise<ReviewUse | undefined>;
  /** Takes back what `count` has counted at `now`: nothing came of it. */
  takeBack(client: string, now: number): Promise<void>;
  /** What a client has asked for by now. */
  getUse(client: string, now: number): Promise<ReviewUse>;
}
