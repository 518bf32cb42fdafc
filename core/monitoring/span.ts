/** From `from` on, and before `until`; ms since the epoch. */
export interface Span {
  readonly from: number;
  readonly until: number;
}
