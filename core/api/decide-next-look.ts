import type { Decision } from '../exam/decision.ts';

/** Where a submission stands that waits for a judge. */
export interface QueuePlace {
  /** Submissions that are judged before it. */
  readonly ahead: number;
  /** How long it will still wait, ms from `asOf`; undefined while nobody can tell. */
  readonly expectedWaitMs?: number;
  /** When the queue was looked at, ms since the epoch. */
  readonly asOf: number;
}

/** A submission whose verdict is awaited. */
export interface Awaited {
  /** ms since the epoch */
  readonly submittedAt: number;
  /** Absent while it runs. */
  readonly place?: QueuePlace | undefined;
}

/** When a client asks again. */
export type NextAsk<Action extends string> = Decision<Action> & {
  /** ms; the client adds its jitter. */
  readonly inMs: number;
};

/** The first asks after a submission come soon; later ones a little less often, so that a minute has six all the same. */
const FIRST_MS = [2_000, 4_000, 8_000] as const;
const STILL_MS = 12_000;
/** Up to here somebody asks when the verdict is expected; of what is longer after a quarter, since hosts come and go. */
const NEAR_MS = 20_000;
/** However long it will take, place and wait are told anew after this. */
const LONGEST_MS = 60_000;
/** What a place in the queue is taken to cost until something was judged, ms. */
const ASSUMED_MS_A_PLACE = 100;

/**
 * When to ask again for a verdict: when it is expected, never sooner after many asks than after few, and where it is far now
 * and then. A thousand who wait ask less than 100 times a second together, whether they are judged
 * or nobody is. Pure.
 * @param now ms since the epoch
 */
export function decideNextLook(
  { submittedAt, place }: Awaited,
  now: number,
): NextAsk<'ask-soon' | 'ask-steadily'> {
  const age = now - submittedAt;
  const least = leastWait(age);
  const expected = place === undefined ? 0 : leftOf(place, now);
  if (expected > NEAR_MS)
    return {
      action: 'ask-steadily',
      reason: 'a verdict is expected much later',
      inMs: Math.round(Math.min(LONGEST_MS, NEAR_MS + (expected - NEAR_MS) / 4)),
    };
  if (expected > least)
    return { action: 'ask-soon', reason: 'a verdict is expected then', inMs: Math.round(expected) };
  return least < STILL_MS
    ? { action: 'ask-soon', reason: 'a verdict is awaited', inMs: least }
    : { action: 'ask-steadily', reason: 'a verdict has been awaited for a while', inMs: least };
}

function leastWait(age: number): number {
  // 2, 4 and 8 s lie before 2, 6 and 14 s of age.
  let before = 0;
  for (const inMs of FIRST_MS) {
    if (age < before + inMs / 2) return inMs;
    before += inMs;
  }
  return STILL_MS;
}

function leftOf(
  { ahead, expectedWaitMs = ahead * ASSUMED_MS_A_PLACE, asOf }: QueuePlace,
  now: number,
): number {
  return Math.max(0, expectedWaitMs - Math.max(0, now - asOf));
}
