import { formatDuration } from './format-quantity.ts';
import type { StaffSession } from './sessions.ts';

/**
 * What comes next of a session's window at `now` (ms since the epoch), counted down: `closes in 4 min 5 s`. A cancelled
 * session has nothing to come; one whose window is over for most says that extra time still runs.
 */
export function describeWindow(
  { cancelled, window, times, settledAt }: Pick<StaffSession, 'cancelled' | 'window' | 'times' | 'settledAt'>,
  now: number,
): string {
  if (cancelled !== undefined) return `cancelled${cancelled.reason === '' ? '' : `: ${cancelled.reason}`}`;
  if (window === 'before') return `opens in ${formatCountdown(Date.parse(times.opensAt) - now)}`;
  if (window === 'closed') return settledAt === undefined ? 'closed, draining' : 'settled';
  const left = Date.parse(times.closesAt) - now;
  if (left > 0) return `open, closes in ${formatCountdown(left)}`;
  return `open for extra time only, closes in ${formatCountdown(Date.parse(times.lastClosesAt) - now)}`;
}

/** A countdown is told in whole seconds: tenths that jump each second say nothing. */
function formatCountdown(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  return seconds < 60 ? `${seconds} s` : formatDuration(seconds * 1000);
}
