/** Parts of a list that commas separate, outside quotes. */
const PREFERENCES = /(?:[^,"]|"(?:[^"\\]|\\.)*")+/g;
const WAIT = /^\s*wait\s*=\s*"?(\d{1,9})"?\s*(?:;.*)?$/i;

/**
 * Seconds that a client prefers to wait for the answer, by its `Prefer` header (RFC 7240, 4.3); what comes first counts, and
 * preferences that nobody knows are passed over.
 * @returns undefined where it does not say
 */
export function readWait(prefer: string | undefined): number | undefined {
  for (const [preference] of (prefer ?? '').matchAll(PREFERENCES)) {
    const seconds = WAIT.exec(preference)?.[1];
    if (seconds !== undefined) return Number(seconds);
  }
  return undefined;
}
