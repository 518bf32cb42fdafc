import type { StageSession } from '../../core/api/stage.ts';

/** How often the stage is asked for, ms: with it, the live views and the panels a page makes fewer than 30 calls a minute. */
export const STAGE_EVERY_MS = 20_000;
/** Least time between two live views of any session, and of one session, ms. */
export const LIVE_EVERY_MS = 3_000;
const ONE_LIVE_EVERY_MS = 10_000;
/** How often each panel asks, ms; the lights are three of them, and a view that asks for no live views has three of its own at most. */
export const PANEL_EVERY_MS = 30_000;

/** Whether there is something to follow: hosts, a queue, or people. */
export function isRunning({ window, fleet, cancelled }: StageSession): boolean {
  return (
    (window === 'open' && cancelled === undefined) ||
    fleet.state === 'launching' ||
    fleet.state === 'ready' ||
    fleet.state === 'draining'
  );
}

/**
 * Whose live view is asked for next: the one that was asked for longest ago, so that each has its turn however many run.
 * @param askedAt by session id, ms of any clock
 * @returns undefined when all are new enough
 */
export function nextToAsk(
  sessions: readonly StageSession[],
  askedAt: ReadonlyMap<string, number>,
  now: number,
): string | undefined {
  const due = sessions
    // What is over without its account is asked once: what its ledger lacks is worth knowing.
    .filter(
      (session) => isRunning(session) || (session.window === 'closed' && !askedAt.has(session.sessionId)),
    )
    .map(({ sessionId }) => ({ sessionId, at: askedAt.get(sessionId) ?? Number.NEGATIVE_INFINITY }))
    .filter(({ at }) => now - at >= ONE_LIVE_EVERY_MS)
    .sort((a, b) => a.at - b.at);
  return due[0]?.sessionId;
}
