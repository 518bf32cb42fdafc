/** How long before the end participants are warned, ms. */
const WARNINGS_MS = [10 * 60_000, 2 * 60_000];

/**
 * The warning that is due when the time left has gone from `before` to `now` ms: the latest threshold that was passed.
 * Whoever opens the page after a threshold sees the clock and is not warned of it.
 */
export function dueWarning(before: number | undefined, now: number): string | undefined {
  if (before === undefined || now <= 0) return undefined;
  const passed = WARNINGS_MS.filter((threshold) => before > threshold && now <= threshold);
  const latest = Math.min(...passed);
  return passed.length === 0 ? undefined : `${latest / 60_000} minutes left`;
}
