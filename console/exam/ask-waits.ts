import { waitAsTold, waitBeforeAsk } from '../../core/api/ask-schedule.ts';

/** What the page leaves between two asks after one that failed, ms, at least. */
const STEADY_WAIT_MS = 10_000;

/** A verdict that is nearer than this comes with the answer to its submission; the API answers at once where it is not, s. */
export const PREFER_NEAR = 'wait=2';

/** A page that nobody looks at asks this rarely, ms. */
const HIDDEN_WAIT_MS = 30_000;

/** What decides when the page asks next. */
export interface Asking {
  /** `nextAskMs` of the last answer: it follows a verdict closely, and else steadily. */
  readonly nextAskMs?: number;
  /** Asks in a row that failed. */
  readonly failures: number;
  /** What the last refusal asked to wait, ms. */
  readonly retryAfterMs?: number;
  /** Nobody looks at the page. */
  readonly hidden: boolean;
}

/**
 * Time until the page asks for the desk again, ms: as the API says, and a fifth more by chance.
 * @param random 0 to 1
 */
export function waitBeforeDesk(asking: Asking, random: () => number): number {
  if (asking.failures > 0)
    return Math.max(STEADY_WAIT_MS, waitBeforeAsk(asking.failures, random, asking.retryAfterMs));
  const wait = Math.max(asking.nextAskMs ?? STEADY_WAIT_MS, asking.hidden ? HIDDEN_WAIT_MS : 0);
  // Chance adds and never takes: six calls a minute are a promise.
  return waitAsTold(wait, random);
}
