/** Whom something is told: everybody on the roster, a group of it, or those who are named. */
export type Recipients =
  | 'everybody'
  | { readonly group: string }
  | { readonly participantIds: readonly string[] };
