/** The time of day in the reader's zone, `14:03:07`; a table of such times names the zone once, by `zoneName`. */
export function formatTime(instant: string): string {
  return new Date(instant).toLocaleTimeString([], {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hour12: false,
  });
}

/** Day and time in the reader's zone, with the zone. */
export function formatDateTime(instant: string): string {
  return new Date(instant).toLocaleString([], {
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    timeZoneName: 'short',
  });
}

/** An instant as somebody needs it who reads it at `now`: the time alone when that is today, day and zone with it otherwise. */
export function formatSoon(instant: string, now: number): string {
  const date = new Date(instant);
  return date.toDateString() === new Date(now).toDateString()
    ? date.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' })
    : formatDateTime(instant);
}

/** What the reader's zone is called at an instant: `UTC`, `GMT+1`, `EST`. */
export function zoneName(instant: string): string {
  const parts = new Intl.DateTimeFormat([], { timeZoneName: 'short' }).formatToParts(new Date(instant));
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? '';
}

const INSTANT = /\b\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?Z/g;

/** A sentence of the API with its times, which it tells in UTC as machines read them, in the reader's zone. */
export function tellInstants(text: string, format: (instant: string) => string = formatDateTime): string {
  return text.replace(INSTANT, (instant) => format(instant));
}
