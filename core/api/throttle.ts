import { STEADY_WAIT_MS } from './ask-schedule.ts';

/** What API Gateway lets through for a stage; more is answered 429, and clients ask again later. */
export interface Throttle {
  /** Requests per second. */
  readonly rate: number;
  /** Requests that may come at once above the rate. */
  readonly burst: number;
}

/** Requests per second for staff: pages that follow a session, and the first asks of who has just logged in. */
const STAFF_RATE = 50;
/** API Gateway's bucket for an account and region, which no stage can exceed (quotas of API Gateway: 10,000 and 5,000). */
const ACCOUNT: Throttle = { rate: 10_000, burst: 5_000 };

/**
 * The throttle of one route that needs no token, for everybody together: what API Gateway lets through there is all that a
 * flood of strangers can take of the function. A tenth of the participants may open the page or log in at once.
 */
export function openRouteThrottleOf(participants: number): Throttle {
  return {
    rate: Math.max(10, Math.ceil(participants / 100)),
    burst: Math.max(50, Math.ceil(participants / 10)),
  };
}

/**
 * The throttle of a stage on which so many participants sit exams at the same time: each may be waiting for a verdict, asking every
 * 5 s, and may do as much again (submit, read, the quicker asks at first); when the window opens all read their
 * problems at once.
 */
export function throttleOf(participants: number): Throttle {
  return {
    rate: Math.min(ACCOUNT.rate, Math.ceil((2 * participants * 1_000) / STEADY_WAIT_MS) + STAFF_RATE),
    burst: Math.min(ACCOUNT.burst, 2 * participants + 2 * STAFF_RATE),
  };
}
