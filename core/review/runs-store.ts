/** That the judges of a session are to run compilers over what counts, before they go. */
export interface RunsAsked {
  readonly sessionId: string;
  /** ms since the epoch; tells one asking from a later one. */
  readonly askedAt: number;
  /** What counts is known. */
  readonly chosen?: true;
  /** All are in the queue. */
  readonly queued?: true;
}

/** Keeps of which sessions compilers are asked. Implementation: adapters/dynamodb/runs-store.ts. */
export interface RunsStore {
  /** Notes that it is asked for, in the place of what was asked before of the session. */
  ask(sessionId: string, at: number): Promise<void>;
  /** As it stands now. */
  get(sessionId: string): Promise<RunsAsked | undefined>;
  /** Notes which submissions count, unless somebody has asked anew meanwhile. */
  choose(asked: RunsAsked, submissionIds: readonly string[]): Promise<void>;
  /** Which submissions count, once that is known. */
  listChosen(asked: RunsAsked): Promise<readonly string[]>;
  /** Notes that all are in the queue, unless somebody has asked anew meanwhile. */
  noteQueued(asked: RunsAsked): Promise<void>;
}
