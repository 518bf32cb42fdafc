/** What a rehearsal looks at, in this order. */
export const REHEARSAL_CHECKS = {
  booking: 'The exam can be booked as planned',
  account: 'The account has what the exam needs',
  host: 'A host comes up and passes its examination',
  languages: 'The host judges the languages of the exam',
  jury: "The jury's programs get their verdicts on it",
  class: 'A class at the planned load gets its verdicts',
  wait: 'Verdicts come soon enough in the rush',
  end: 'The host is gone and the account balances',
} as const;
export type RehearsalCheck = keyof typeof REHEARSAL_CHECKS;

/** `good`; `note`: to be known, the exam may be held; `bad`: it may not, as things stand; `untried`: nobody knows. */
export type FindingKind = 'good' | 'note' | 'bad' | 'untried';

/** One thing that was found. */
export interface RehearsalFinding {
  readonly check: RehearsalCheck;
  readonly kind: FindingKind;
  /** A sentence: what was seen, and what to do where it is bad. */
  readonly detail: string;
}

/** How long verdicts took, or are to take, ms from intake to verdict. */
export interface Waits {
  readonly count: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly longestMs: number;
}

/** All that a rehearsal came to. */
export interface RehearsalReport {
  /** ISO 8601. */
  readonly at: string;
  readonly exam: {
    readonly name: string;
    readonly sessionId?: string;
    readonly participants: number;
    /** Absent where it cannot be booked. */
    readonly planned?: {
      readonly opensAt: string;
      readonly closesAt: string;
      readonly hosts: number;
      readonly instanceType: string;
      readonly expectedSubmissions: number;
      readonly estimateUsd: number;
    };
  };
  /** Absent where none was held. */
  readonly rehearsal?: {
    readonly sessionId: string;
    readonly estimateUsd: number;
    /** So far, and final once `settled`. */
    readonly usd?: number;
    readonly settled: boolean;
  };
  readonly measured?: {
    /** From the host's launch until it judged, ms. */
    readonly hostReadyMs?: number;
    readonly speedFactor?: number;
    readonly slots?: number;
    readonly played?: Waits & { readonly perMinute: number; readonly users: number };
    /** Of the exam's busiest sixth, at the hosts that are booked. */
    readonly predicted?: Waits;
  };
  readonly jury: readonly JuryLine[];
  readonly findings: readonly RehearsalFinding[];
  readonly go: boolean;
  /** Why not, or why: a sentence each. */
  readonly reasons: readonly string[];
}

/** A program of the jury, and what it came to. */
export interface JuryLine {
  readonly label: string;
  readonly path: string;
  readonly language: string;
  readonly expected: string;
  /** Absent where it was not judged. */
  readonly verdict?: string;
  /** Of its slowest test case, ms. */
  readonly cpuMs?: number;
  /** Why it is not as expected, or was not judged; empty when all is well. */
  readonly complaints: readonly string[];
}
