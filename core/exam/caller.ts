/** Who may call: the groups of the user pool. Everybody has exactly the rights of their groups. */
export const ROLES = ['operator', 'instructor', 'participant'] as const;
export type Role = (typeof ROLES)[number];

/** Stands among owners for every instructor; no user name has a colon. */
export const EVERY_INSTRUCTOR = 'group:instructor';

/** Who calls. */
export interface Caller {
  /** As {@link foldUsername} writes it; of a machine, the instructor for whom it acts. */
  readonly username: string;
  readonly roles: readonly Role[];
  /** Name of the machine that acts for them; absent when they call themselves. */
  readonly machine?: string;
}

/** Whoever acts, as records name them: `ada`, or `ada (by machine lms)`. */
export function actorOf({ username, machine }: Pick<Caller, 'username' | 'machine'>): string {
  return machine === undefined ? username : `${username} (by machine ${machine})`;
}
