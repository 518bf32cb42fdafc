/** Waits after the first asks, ms; after them every `STEADY_WAIT_MS`. */
const FIRST_WAITS_MS = [1_000, 2_000, 4_000];

/** What a client that waits for something leaves between two asks, ms. The stage's throttle is derived from it. */
export const STEADY_WAIT_MS = 5_000;

/** Longest wait that a `Retry-After` can ask for, ms: what is longer is a mistake, and an exam goes on. */
const MAX_RETRY_AFTER_MS = 60_000;

/** Share of a wait that chance adds or takes, so that clients that began together do not ask together. */
const JITTER = 0.2;

/** Statuses after which the same call may succeed: throttled, or a gateway or function that was not there. */
const PASSING_STATUSES: ReadonlySet<number> = new Set([429, 500, 502, 503, 504]);

/**
 * Time until a client asks again, ms: 1, 2, 4, then every 5 s, a fifth more or less by chance; never sooner than the
 * API asked for.
 * @param asked how often it has asked already, from 1
 * @param random 0 to 1
 */
export function waitBeforeAsk(asked: number, random: () => number, retryAfterMs = 0): number {
  const wait = (FIRST_WAITS_MS[asked - 1] ?? STEADY_WAIT_MS) * (1 - JITTER + 2 * JITTER * random());
  const demanded = Math.min(retryAfterMs, MAX_RETRY_AFTER_MS);
  // Whoever was told the same second must not come in the same instant.
  return demanded > wait ? waitAsTold(demanded, random) : Math.round(wait);
}

/**
 * Time until a client asks again that was told when, ms: never sooner, and up to a fifth later by chance.
 * @param random 0 to 1
 */
export function waitAsTold(nextAskMs: number, random: () => number): number {
  return Math.round(Math.min(nextAskMs, MAX_RETRY_AFTER_MS) * (1 + JITTER * random()));
}

/**
 * Milliseconds that a `Retry-After` header asks to wait: seconds, or a date as HTTP writes it.
 * @returns undefined for no header, and for one that is neither
 */
export function readRetryAfter(header: string | null | undefined, now: number): number | undefined {
  if (header === null || header === undefined || header.trim() === '') return undefined;
  if (/^\s*\d+\s*$/.test(header)) return Number(header) * 1_000;
  const at = Date.parse(header);
  return Number.isNaN(at) ? undefined : Math.max(0, at - now);
}

/** Whether the same call may succeed a little later, by the status that it was answered with. */
export function isPassingStatus(status: number): boolean {
  return PASSING_STATUSES.has(status);
}
