/** An instant as `<input type="datetime-local">` has it: in the reader's zone, to the minute. */
export function toLocalInput(instant: string): string {
  const date = new Date(instant);
  const local = new Date(date.getTime() - date.getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 16);
}

/** What was typed there as an instant; undefined for none. */
export function fromLocalInput(text: string): string | undefined {
  const ms = Date.parse(text);
  return Number.isNaN(ms) ? undefined : new Date(ms).toISOString();
}

/** The reader's zone as its name: `Europe/Berlin`. */
export function zoneId(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone;
}
