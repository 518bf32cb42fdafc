import type { Session } from '../exam/session.ts';

/** Between two passes, and between two glances in between, ms. */
export interface WatchPace {
  readonly passMs: number;
  readonly glanceMs: number;
}

/** Of a fleet at rest that nobody worries about. */
const USUAL: WatchPace = { passMs: 30_000, glanceMs: 10_000 };
/** A pass runs a program on each host, which takes a worker: it comes twice as often, no more. */
const WATCHED_PASS_MS = 15_000;

/** What somebody may ask for: how often hosts are glanced at, and for how long, ms. */
export const WATCH_BOUNDS = { leastMs: 2_000, mostMs: 10_000, longestMs: 4 * 3_600_000 } as const;

/** How often a fleet at rest is looked at. Pure. @param now ms since the epoch */
export function paceOf(session: Pick<Session, 'watch'> | undefined, now: number): WatchPace {
  const watch = session?.watch;
  return watch === undefined || now >= watch.until
    ? USUAL
    : { passMs: WATCHED_PASS_MS, glanceMs: Math.max(WATCH_BOUNDS.leastMs, watch.everyMs) };
}
