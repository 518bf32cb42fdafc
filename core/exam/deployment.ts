/** Where a session's judging happens. */
export type Deployment =
  /** Hosts that Assize launches for this session and terminates after it. */
  | { readonly kind: 'fleet' }
  /** Judge0 hosts that somebody keeps, examined with a session's first work. */
  | { readonly kind: 'direct'; readonly judges: readonly DirectJudge[] }
  /** A hosted Judge0 API with a key and a quota. */
  | { readonly kind: 'pooled'; readonly judge: DirectJudge };

/** A Judge0 that is not ours. The token is the name of an SSM parameter, never the token itself. */
export interface DirectJudge {
  readonly url: string;
  readonly tokenParameter: string;
  readonly slots: number;
}
