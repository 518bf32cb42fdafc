/** Keeps which session a join code is of, and how often codes were tried. Implementation: adapters/dynamodb/join-store.ts. */
export interface JoinStore {
  /**
   * Gives a code to a session, once.
   * @param insteadOf the session that had it
   * @returns false when it is another session's
   */
  claimCode(code: string, sessionId: string, insteadOf?: string): Promise<boolean>;
  /** The session that a code was given to, whether it still has it or not. */
  findSessionId(code: string): Promise<string | undefined>;
  /**
   * Counts tries of `who` in the span of `spanMs` that `now` is in (ms).
   * @param more 0 to read only
   * @returns how many there are then
   */
  countTries(who: string, more: 0 | 1, now: number, spanMs: number): Promise<number>;
}
