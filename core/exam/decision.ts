/**
 * What a pure decision answers: what to do, and why in words that a person can read.
 * Every automatic act is recorded with its reason (promise 9).
 */
export interface Decision<Action extends string> {
  readonly action: Action;
  readonly reason: string;
}

/** A recorded automatic act. */
export interface RecordedDecision {
  readonly at: number;
  /** `session`, `fleet`, `host:<id>` */
  readonly subject: string;
  readonly action: string;
  readonly reason: string;
}

/** Keeps a session's decisions. */
export interface DecisionLog {
  recordDecision(sessionId: string, decision: RecordedDecision): Promise<void>;
  listDecisions(sessionId: string, limit: number): Promise<readonly RecordedDecision[]>;
}
