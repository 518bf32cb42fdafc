import { isPassingStatus, waitBeforeAsk } from '../core/api/ask-schedule.ts';
import { NO_ANSWER, retryAfterMsOf, toApiError } from './console-api.ts';

/** What a form leaves between two asks after one that failed, ms, at least: beside it a live view asks, too. */
const LEAST_WAIT_MS = 10_000;

/**
 * Time until what failed is asked again, ms; undefined where the answer would be the same.
 * @param failures in a row, from 1
 * @param random 0 to 1
 */
export function waitAfterFailure(error: unknown, failures: number, random: () => number): number | undefined {
  const { status } = toApiError(error);
  if (status !== NO_ANSWER && !isPassingStatus(status)) return undefined;
  return Math.max(LEAST_WAIT_MS, waitBeforeAsk(failures, random, retryAfterMsOf(error)));
}
