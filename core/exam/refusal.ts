/** Why something that a person asked for is not done; the words are for that person. */
export interface Refusal<Kind extends string> {
  /** The problem type that the API answers with: one of core/api/problem-details.ts. */
  readonly kind: Kind;
  readonly reason: string;
  /** Everything that is wrong with the request, where that is why. */
  readonly faults?: readonly { readonly field: string; readonly detail: string }[];
  /** When trying again can help, ms. */
  readonly retryAfterMs?: number;
}
