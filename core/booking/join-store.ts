/** Which session a code was given to, and when: ms since the epoch. */
export interface CodeClaim {
  readonly sessionId: string;
  readonly claimedAt: number;
}

/** Keeps which session a join code is of, and how often codes were tried. Implementation: adapters/dynamodb/join-store.ts. */
export interface JoinStore {
  /**
   * Gives a code to a session that has it or finds it free.
   * @param now ms since the epoch
   * @param insteadOf the claim that is over, as it was found
   * @returns false when it is another session's
   */
  claimCode(code: string, sessionId: string, now: number, insteadOf?: CodeClaim): Promise<boolean>;
  /** The claim that a code was given by, whether its session still has the code or not. */
  findClaim(code: string): Promise<CodeClaim | undefined>;
  /**
   * Counts tries of `who` in the span of `spanMs` that `now` is in (ms).
   * @param more 0 to read only
   * @returns how many there are then
   */
  countTries(who: string, more: 0 | 1, now: number, spanMs: number): Promise<number>;
}
