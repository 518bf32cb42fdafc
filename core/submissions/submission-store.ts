import type { Page } from '../exam/page.ts';
import type { SubmissionResult } from '../grading/judge-submission.ts';
import type { Setback } from './setbacks.ts';
import type {
  HandedIn,
  Lane,
  QueuedSubmission,
  RunningSubmission,
  Submission,
  SubmissionLease,
} from './submission.ts';
import type { SubmissionDigest } from './submission-digest.ts';

/** Thrown by a store for a row that it will never take as it is; the message says why. */
export class RefusedRowError extends Error {
  override readonly name = 'RefusedRowError';
}

/** A submission and what is judged. */
export interface AcceptedSubmission {
  readonly submission: QueuedSubmission;
  readonly handedIn: HandedIn;
}

/** A submission that waits, as the queue index tells it. */
export interface WaitingSubmission {
  readonly sessionId: string;
  readonly submissionId: string;
  readonly rank: string;
  /** What matters to whoever might take it; absent where its row lacks any of it. */
  readonly about?: Pick<QueuedSubmission, 'participantId' | 'language' | 'lane'>;
  /** A host was lost with it (`isSuspect`). */
  readonly isSuspect?: true;
}

/** Counts of a session's submissions by state, from the rows themselves. */
export interface SubmissionCounts {
  readonly accepted: number;
  readonly queued: number;
  readonly running: number;
  readonly judged: number;
  readonly quarantined: number;
}

/** What was quarantined for this reason and no other, before a time (ms since the epoch). */
export interface QuarantinedSo {
  readonly reason: string;
  readonly before: number;
}

/** Keeps submissions. The table is the queue. Implementation: adapters/dynamodb/submission-store.ts. */
export interface SubmissionStore {
  /** Writes what was handed in, then the submission, once. @returns false when a submission with this id exists. */
  accept(submission: QueuedSubmission, handedIn: HandedIn): Promise<boolean>;
  /** As `accept`, of many at once, each for itself. @returns false also for one that was not got to */
  acceptAll(accepted: readonly AcceptedSubmission[]): Promise<readonly boolean[]>;
  /**
   * Puts a submission in the queue that is judged again (`queueAgain`), once. It is in no list, count or feed.
   * @param anew which of those that are there, and were quarantined, is put there anew @returns false when it is there
   */
  acceptAgain(submission: QueuedSubmission, anew?: QuarantinedSo): Promise<boolean>;
  /** A submission, or by what a rejudging calls it what came of judging it again. */
  get(sessionId: string, submissionId: string): Promise<Submission | undefined>;
  /** States of those of these submissions, each named once, that are there. */
  getStates(
    sessionId: string,
    submissionIds: readonly string[],
  ): Promise<ReadonlyMap<string, Submission['state']>>;
  getHandedIn(sessionId: string, submissionId: string): Promise<HandedIn | undefined>;
  list(
    sessionId: string,
    options: {
      readonly participantId?: string;
      readonly limit: number;
      readonly cursor?: string;
      readonly newestFirst?: boolean;
    },
  ): Promise<Page<Submission>>;
  /** Counts as they stand now: who asks may end hosts by the answer. Reads no results. */
  count(sessionId: string): Promise<SubmissionCounts>;
  /** The waiting submissions of a lane, soonest first, by the index (eventually consistent). */
  listWaiting(sessionId: string, lane: Lane, limit: number): Promise<readonly WaitingSubmission[]>;
  /** Takes a queued submission, or a running one whose lease has expired by `now`. @returns undefined when it cannot be had. */
  lease(
    sessionId: string,
    submissionId: string,
    lease: SubmissionLease,
    now: number,
  ): Promise<RunningSubmission | undefined>;
  /** Prolongs by condition on the lease. @returns false when the lease is lost. */
  renewLease(submission: RunningSubmission, until: number): Promise<boolean>;
  /** Puts a submission back by condition on the lease, with its rank kept and the setback recorded. */
  giveBack(submission: RunningSubmission, setback: Setback): Promise<boolean>;
  /**
   * The one conditional write of the verdict and its announcement. Throws RefusedRowError.
   * @returns false when the lease is lost.
   */
  judge(submission: RunningSubmission, result: SubmissionResult, judgedAt: number): Promise<boolean>;
  quarantine(submission: RunningSubmission, reason: string, at: number): Promise<boolean>;
  /** Running submissions whose lease ended before `now`. */
  listExpired(sessionId: string, now: number, limit: number): Promise<readonly WaitingSubmission[]>;
  /** Judged or quarantined submissions that nobody was told of yet. */
  listUnannounced(sessionId: string, limit: number): Promise<readonly Submission[]>;
  markAnnounced(sessionId: string, submissionId: string): Promise<void>;
  /** The queue's virtual time: the largest start tag taken up so far; 0 in a new queue. See fair-queueing.ts. */
  getVirtualTime(sessionId: string, lane: Lane): Promise<number>;
  /** Raises it; a smaller one changes nothing. */
  advanceVirtualTime(sessionId: string, lane: Lane, startTag: number): Promise<void>;
  /**
   * Submissions in short, with ids from `fromSubmissionId` on ('' for all), oldest first, every one, as they stand now:
   * what a feed has not seen the end of. Reads no results.
   */
  listDigestsFrom(sessionId: string, fromSubmissionId: string): Promise<readonly SubmissionDigest[]>;
  /** All that a rejudging judges again, in short, as it stands now, under their own ids. @param sessionId whose judges do it */
  listRejudged(sessionId: string, rejudgingId: string): Promise<readonly SubmissionDigest[]>;
}
