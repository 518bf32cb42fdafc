/** Which submissions to a problem are judged again: all of its counted ones that have ended, or fewer. */
export interface RejudgingFilter {
  readonly participantId?: string;
  readonly submissionId?: string;
  /** The verdict in force; JE: what was quarantined. */
  readonly verdict?: string;
  readonly language?: string;
}

/** What staff asks for. */
export interface RejudgingWish {
  readonly label: string;
  /** The version of the problem to judge by. */
  readonly version: number;
  readonly filter: RejudgingFilter;
  /** Told to participants whose verdict changes. */
  readonly reason?: string;
  /** The session whose judges do it: this one, or another once its own are gone. */
  readonly judgedIn: string;
}

/**
 * A rejudging: submissions of one problem are judged again beside the verdicts that are in force, until staff applies or
 * discards what came of it. Stored on the session's row, so that applying it is one write, and the same for every reader.
 *
 * `open`: what it takes is being put in the queue; `judging`: all of it is in the queue, or judged (when nothing waits any
 * more it is ready: that is read from the queue, and not stored); `applied`: its verdicts are in force; `discarded`: they
 * are not, and never will be again.
 */
export interface Rejudging extends RejudgingWish {
  readonly rejudgingId: string;
  readonly problemId: string;
  /** The version that the session judged by when it was made. */
  readonly fromVersion: number;
  /** ms since the epoch. Submissions that came later are not in it. */
  readonly createdAt: number;
  readonly createdBy: string;
  readonly state: 'open' | 'judging' | 'applied' | 'discarded';
  /** How many submissions it takes. */
  readonly submissions: number;
  /** When it was applied or discarded, ms since the epoch. */
  readonly endedAt?: number;
  readonly endedBy?: string;
}

interface WithRejudgings {
  readonly rejudgings?: readonly Rejudging[];
}

/** The rejudgings whose verdicts are in force, the latest last. Of one problem only one is open at a time, so they were made in the order in which they were applied. */
export function appliedRejudgings({ rejudgings = [] }: WithRejudgings): readonly Rejudging[] {
  return rejudgings.filter(({ state }) => state === 'applied');
}

/** Whether it is neither applied nor discarded. */
export function isPending({ state }: Pick<Rejudging, 'state'>): boolean {
  return state === 'open' || state === 'judging';
}
