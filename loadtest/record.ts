/** What somebody who submitted saw; times in ms after the load began, by the clock of whoever loads. */
export interface SubmissionRecord {
  readonly user: number;
  /** When it was first sent. */
  readonly sentAt: number;
  /** How often it was sent again, by what the answer before said: a status, or `broken` where none came. */
  readonly sentAgain: readonly string[];
  readonly end:
    | { readonly kind: 'accepted'; readonly at: number; readonly submissionId: string }
    /** Refused for good, or nobody had patience left. */
    | { readonly kind: 'refused'; readonly at: number; readonly why: string };
  /** When its verdict was seen; absent where that was waited for in vain. */
  readonly verdict?: { readonly at: number; readonly verdict: string };
  /** The wait that it was told when it was accepted, where it was. */
  readonly wait?: ToldWait;
}

/** A wait as the API told it and as it was by the API's own times, from its look at the queue to the verdict, ms. */
export interface ToldWait {
  readonly toldMs: number;
  readonly realMs: number;
}

/** The queue at one moment, as staff see it. */
export interface QueueSample {
  readonly at: number;
  readonly accepted: number;
  readonly queued: number;
  readonly running: number;
  readonly ended: number;
  /** Submissions that can be judged at the same time. */
  readonly slots: number;
}

/** Processor time of one part of the system during the load. */
export interface ProcessorShare {
  readonly who: string;
  readonly cpuMs: number;
}

/** What starting functions took during the load, where the system that runs them can be asked. */
export interface FunctionUsage {
  readonly name: string;
  readonly invocations: number;
  readonly coldStarts: number;
  /** Of all cold starts together. */
  readonly initMs: number;
  /** Of all invocations together, without cold starts. */
  readonly runMs: number;
  readonly memoryMb: number;
}

/** All that was observed of a load. */
export interface Observation {
  readonly submissions: readonly SubmissionRecord[];
  readonly queue: readonly QueueSample[];
  /** When each request was answered. */
  readonly requests: readonly number[];
  readonly processors: readonly ProcessorShare[];
  readonly functions: readonly FunctionUsage[];
  /** What staff read at the end: accepted submissions by state. */
  readonly stored: { readonly judged: number; readonly quarantined: number; readonly open: number };
  /** Price list's figure for the session so far, USD. */
  readonly usd: number;
}
