/** Who may call: the groups of the user pool. Everybody has exactly the rights of their groups. */
export const ROLES = ['operator', 'instructor', 'participant'] as const;
export type Role = (typeof ROLES)[number];

/** Who calls. */
export interface Caller {
  /** As {@link foldUsername} writes it. */
  readonly username: string;
  readonly roles: readonly Role[];
}
