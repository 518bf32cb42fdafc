import { RecentlyUsed } from '../../adapters/recently-used.ts';
import { ApiProblem } from '../../core/api/problem-details.ts';

import { TokenBucket } from '../../shared/token-bucket.ts';

/** Requests of one caller a second, in the long run: ten open pages of a live session. */
const RATE = 10;
/** Requests that may come at once above it. */
const BURST = 100;
/** Callers that an instance remembers; who has not asked for longest is forgotten, and starts with a full bucket. */
const MAX_CALLERS = 5_000;

/**
 * What one caller may ask of one instance of the API, so that somebody who loops costs the others no time of the function
 * and no capacity of the tables. API Gateway knows no callers: HTTP APIs throttle by account, stage and route. Kept in
 * memory, not in a table: a count that costs as much as what it saves from is no protection, and an account has few instances.
 */
export class CallerLimits {
  readonly #buckets = new RecentlyUsed<TokenBucket>(MAX_CALLERS);

  /** Counts a request. Answers where the caller stands now; one that is not `allowed` is to be refused. */
  take(username: string, now: number): CallerStanding {
    const bucket = this.#buckets.get(username) ?? new TokenBucket(RATE, BURST, now);
    this.#buckets.set(username, bucket);
    const allowed = bucket.take(now);
    return { allowed, left: bucket.left(now), waitMs: bucket.waitMs(now) };
  }
}

/** What is left to a caller. */
export interface CallerStanding {
  readonly allowed: boolean;
  /** Requests that may come at once now. */
  readonly left: number;
  /** Until the next may come; 0 while some are left. */
  readonly waitMs: number;
}

/** Seconds in which an empty bucket is full again. */
const WINDOW_S = BURST / RATE;

/**
 * The limit and what is left of it, as draft-ietf-httpapi-ratelimit-headers-10 writes them: `t` is when more is there, in
 * whole seconds, not when all is; no Retry-After of ours may name an earlier time.
 */
export function rateLimitHeaders({ left }: CallerStanding): Record<string, string> {
  return {
    'ratelimit-policy': `"caller";q=${BURST};w=${WINDOW_S}`,
    ratelimit: `"caller";r=${left};t=${Math.ceil(1 / RATE)}`,
  };
}

/** @throws ApiProblem `too-many-requests` for a caller who is not allowed, with how long to wait */
export function requireAllowed({ allowed, waitMs }: CallerStanding): void {
  if (allowed) return;
  throw new ApiProblem(
    'too-many-requests',
    `you ask more than ${RATE} times a second: wait as long as Retry-After says between two tries`,
    { retryAfterMs: Math.max(1_000, waitMs) },
  );
}
