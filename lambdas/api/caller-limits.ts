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

  /** Counts a request. @throws ApiProblem `too-many-requests` with how long to wait */
  take(username: string, now: number): void {
    const bucket = this.#buckets.get(username) ?? new TokenBucket(RATE, BURST, now);
    this.#buckets.set(username, bucket);
    if (!bucket.take(now))
      throw new ApiProblem(
        'too-many-requests',
        `you ask more than ${RATE} times a second: wait as long as Retry-After says between two tries`,
        { retryAfterMs: Math.max(1_000, bucket.waitMs(now)) },
      );
  }
}
