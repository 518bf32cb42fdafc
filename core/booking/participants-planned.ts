import type { WishedJoining } from './settle-joining.ts';

/** How many a session is planned for: whoever is on the roster, and whoever has a seat there by joining. */
export function participantsPlanned(rostered: number, join: WishedJoining | undefined): number {
  return Math.max(rostered, join?.seats ?? 0);
}
