import type { Roster, RosterEntry } from '../../core/roster/read-roster.ts';

/** A roster as it is being put together: read from a file, and changed by hand. */
export interface RosterDraft extends Roster {
  readonly fileName?: string;
}

export const EMPTY_ROSTER: RosterDraft = { entries: [], faults: [], notes: [] };

/** Somebody more, in place of whoever has the same user name. */
export function addEntry(roster: RosterDraft, entry: RosterEntry): RosterDraft {
  const key = entry.participantId.toLowerCase();
  return {
    ...roster,
    entries: [...roster.entries.filter(({ participantId }) => participantId.toLowerCase() !== key), entry],
  };
}

/** Somebody less. */
export function dropEntry(roster: RosterDraft, participantId: string): RosterDraft {
  return { ...roster, entries: roster.entries.filter((entry) => entry.participantId !== participantId) };
}
