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

/** The first look of all, and the least between two, ms. */
const LEAST_MS = 150;
/** Where verdicts are near, a look finds one a quarter of its age too late at most; later half of it is enough. */
const NEAR_AGE_MS = 2_000;
/** Between two looks at what should long have been judged. */
const STILL_MS = 12_000;
/** Up to here somebody asks when the verdict is expected; of what is longer after a quarter, since hosts come and go. */
const NEAR_MS = 20_000;
/** However long it will take, place and wait are told anew after this. */
const LONGEST_MS = 60_000;
/** What a place in the queue is taken to cost until something was judged, ms. */
const ASSUMED_MS_A_PLACE = 100;

/**
 * When to ask again for a verdict: when it is expected, and then by how old the submission is: at once where a verdict is a
 * matter of a moment, less and less often the longer somebody waits; where it is far, now and then. A thousand who wait ask
 * less than 100 times a second together, whether they are judged or nobody is. Pure.
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
  const share = age < NEAR_AGE_MS ? age / 4 : age / 2;
  return Math.round(Math.min(STILL_MS, Math.max(LEAST_MS, share)));
}

function leftOf(
  { ahead, expectedWaitMs = ahead * ASSUMED_MS_A_PLACE, asOf }: QueuePlace,
  now: number,
): number {
  return Math.max(0, expectedWaitMs - Math.max(0, now - asOf));
}
