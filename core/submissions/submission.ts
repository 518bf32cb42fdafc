import type { SessionPolicy } from '../exam/session.ts';
import type { SubmissionResult } from '../grading/judge-submission.ts';
import type { Setback } from './setbacks.ts';

/** Which queue a submission waits in; lanes are served in this order of urgency. */
export type Lane = 'contest' | 'trial' | 'rejudging';

/** Which submission a rejudging judges again. */
export interface Rejudges {
  readonly sessionId: string;
  readonly submissionId: string;
  readonly rejudgingId: string;
  /** How far its session judges a submission. */
  readonly testCases: SessionPolicy['testCases'];
}

interface SubmissionBase {
  readonly sessionId: string;
  /** Lower-case ULID; sorts by intake time. */
  readonly submissionId: string;
  readonly participantId: string;
  readonly problemId: string;
  readonly problemVersion: number;
  readonly label: string;
  readonly language: string;
  readonly lane: Lane;
  /** ms since the epoch, by the intake's clock. */
  readonly submittedAt: number;
  /** Raw source size, bytes. What was handed in is a row of its own. */
  readonly sourceBytes: number;
  /** Of a trial on an input of the participant's own: its size. It runs on that alone, and nothing is compared. */
  readonly inputBytes?: number;
  /** Who handed it in for the participant, where that was somebody else; as decisions name them. */
  readonly handedInBy?: string;
  /** Place in the queue by start-time fair queueing; smaller is sooner. */
  readonly rank: string;
  /** Times that a lease of this submission has been taken. */
  readonly attempts: number;
  /** What kept it from its verdict so far, oldest first. */
  readonly setbacks?: readonly Setback[];
  /** In the lane `rejudging`: what is judged again. It is no submission of the session in whose queue it is. */
  readonly rejudges?: Rejudges;
}

/** One file of a program. */
export interface HandedInFile {
  /** A plain name without a folder. */
  readonly name: string;
  readonly source: string;
}

/** What somebody handed in, as it came. */
export interface HandedIn {
  /** One source, or the files of a program, in the order in which they came. */
  readonly source: string | readonly HandedInFile[];
  /** Of several files the one that is started, where somebody said which. */
  readonly mainFile?: string;
  /** Of a trial on an input of the participant's own. */
  readonly input?: string;
}

/** The right to judge one submission until a time; a verdict is written only by its holder. */
export interface SubmissionLease {
  /** Unique to one taking of one submission. */
  readonly leaseId: string;
  readonly until: number;
  readonly hostId: string;
}

/** One participant's source for one problem, wherever it is on its way. */
export type Submission =
  | (SubmissionBase & { readonly state: 'queued' })
  | (SubmissionBase & {
      readonly state: 'running';
      readonly lease: SubmissionLease;
      readonly startedAt: number;
    })
  | (SubmissionBase & {
      readonly state: 'judged';
      readonly result: SubmissionResult;
      readonly startedAt: number;
      readonly judgedAt: number;
    })
  | (SubmissionBase & {
      readonly state: 'quarantined';
      readonly reason: string;
      readonly quarantinedAt: number;
    });

export type QueuedSubmission = Extract<Submission, { state: 'queued' }>;
export type RunningSubmission = Extract<Submission, { state: 'running' }>;
