import { RecentlyUsed } from '../../adapters/recently-used.ts';
import { ApiProblem } from '../../core/api/problem-details.ts';
import { TokenBucket } from '../../shared/token-bucket.ts';
import type { TokenHolder } from './caller.ts';

/** What callers of a kind may ask. */
interface CallerClass {
  /** As RateLimit headers call it. */
  readonly policy: string;
  /** Requests a second, in the long run. */
  readonly rate: number;
  /** Requests that may come at once above it. */
  readonly burst: number;
}
/** Ten open pages of a live session. */
const PERSON: CallerClass = { policy: 'caller', rate: 10, burst: 100 };
/** A learning platform with all its instructors: a request for each of 200 sessions at once. */
const MACHINE: CallerClass = { policy: 'machine', rate: 20, burst: 200 };
/** Callers that an instance remembers; who has not asked for longest is forgotten, and starts with a full bucket. */
const MAX_CALLERS = 5_000;

/**
 * What one caller may ask of one instance of the API, so that somebody who loops costs the others no time of the function
 * and no capacity of the tables. API Gateway knows no callers: HTTP APIs throttle by account, stage and route. Kept in
 * memory, not in a table: a count that costs as much as what it saves from is no protection, and an account has few instances.
 * A machine is one caller, for whomever it acts: it takes nothing of the instructor's own.
 */
export class CallerLimits {
  readonly #buckets = new RecentlyUsed<TokenBucket>(MAX_CALLERS);

  /** Counts a request. Answers where the caller stands now; one that is not `allowed` is to be refused. */
  take(holder: TokenHolder, now: number): CallerStanding {
    const kind = holder.kind === 'person' ? PERSON : MACHINE;
    // No user name has a space.
    const key = holder.kind === 'person' ? holder.caller.username : `machine ${holder.machine.name}`;
    const bucket = this.#buckets.get(key) ?? new TokenBucket(kind.rate, kind.burst, now);
    this.#buckets.set(key, bucket);
    const allowed = bucket.take(now);
    return { ...kind, allowed, left: bucket.left(now), waitMs: bucket.waitMs(now) };
  }
}

/** What is left to a caller. */
export interface CallerStanding extends CallerClass {
  readonly allowed: boolean;
  /** Requests that may come at once now. */
  readonly left: number;
  /** Until the next may come; 0 while some are left. */
  readonly waitMs: number;
}

/**
 * The limit and what is left of it, as draft-ietf-httpapi-ratelimit-headers writes them: `w` is the time in which an empty
 * bucket is full again; `t` is when more is there, in whole seconds, not when all is; no Retry-After of ours may name an
 * earlier time.
 */
export function rateLimitHeaders({ policy, rate, burst, left }: CallerStanding): Record<string, string> {
  return {
    'ratelimit-policy': `"${policy}";q=${burst};w=${Math.ceil(burst / rate)}`,
    ratelimit: `"${policy}";r=${left};t=${Math.ceil(1 / rate)}`,
  };
}

/** @throws ApiProblem `too-many-requests` for a caller who is not allowed, with how long to wait */
export function requireAllowed({ allowed, waitMs, rate }: CallerStanding): void {
  if (allowed) return;
  throw new ApiProblem(
    'too-many-requests',
    `you ask more than ${rate} times a second: wait as long as Retry-After says between two tries`,
    { retryAfterMs: Math.max(1_000, waitMs) },
  );
}
