/**
 * What a pure decision answers: what to do, and why in words that a person can read.
 * Every automatic act is recorded with its reason (promise 9).
 */
export interface Decision<Action extends string> {
  readonly action: Action;
  readonly reason: string;
}
