import { waitBeforeAsk } from '../../core/api/ask-schedule.ts';

/** Waits between asks after something was handed in and while it waits for its verdict, ms; after them the last. */
const FOLLOWING_WAITS_MS = [2_000, 4_000, 8_000, 10_000, 12_000];

/** What the page leaves between two asks when the API names nothing, ms: at most six calls a minute. */
const STEADY_WAIT_MS = 10_000;

/** A page that nobody looks at asks this rarely, ms. */
const HIDDEN_WAIT_MS = 30_000;

/** Share of a wait that chance adds. It never takes: six calls a minute are a promise. */
const JITTER = 0.2;

/** What decides when the page asks next. */
export interface Asking {
  /** Asks since the last hand-in while something waits for its verdict; undefined while nothing does. */
  readonly following?: number;
  /** `nextAskMs` of the last answer. */
  readonly nextAskMs?: number;
  /** Asks in a row that failed. */
  readonly failures: number;
  /** What the last refusal asked to wait, ms. */
  readonly retryAfterMs?: number;
  /** Nobody looks at the page. */
  readonly hidden: boolean;
}

/**
 * Time until the page asks for the desk again, ms. After a hand-in 2, 4, 8, 10, then every 12 s until the verdict is
 * there; else as the API says.
 * @param random 0 to 1
 */
export function waitBeforeDesk(asking: Asking, random: () => number): number {
  if (asking.failures > 0)
    return Math.max(STEADY_WAIT_MS, waitBeforeAsk(asking.failures, random, asking.retryAfterMs));
  const last = FOLLOWING_WAITS_MS.length - 1;
  const wait =
    asking.following === undefined
      ? (asking.nextAskMs ?? STEADY_WAIT_MS)
      : FOLLOWING_WAITS_MS[Math.min(asking.following, last)]!;
  return Math.round(Math.max(wait, asking.hidden ? HIDDEN_WAIT_MS : 0) * (1 + JITTER * random()));
}
