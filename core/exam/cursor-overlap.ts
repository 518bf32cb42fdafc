/**
 * What was written this long before a reader's cursor is told again, ms: a decision is on the session's row only when the
 * cloud has answered and the write is done, and clocks of writers differ. Readers know by its id what they have.
 */
export const CURSOR_OVERLAP_MS = 2 * 60_000;
