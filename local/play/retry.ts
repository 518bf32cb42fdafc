import { ApiError } from '../../core/api/client.ts';

/** True for what a client should simply try again: no answer, throttled, or unavailable for a moment. */
export function isWorthRetrying(error: unknown): boolean {
  if (!(error instanceof ApiError)) return true;
  const { status } = error;
  return status === 429 || status === 502 || status === 503 || status === 504 || status === 500;
}
