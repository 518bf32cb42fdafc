import { type ApiClient, ApiError } from '../../core/api/client.ts';
import type { StaffSession } from '../../core/api/sessions.ts';

/**
 * Ends a session before its time, or cancels it where it has not opened.
 * @returns false when nothing is left to end: its window may close by itself meanwhile
 * Throws ApiError when the API refuses for another reason than the session's state.
 */
export async function endEarly(
  client: ApiClient,
  { sessionId, window, cancelled }: Pick<StaffSession, 'sessionId' | 'window' | 'cancelled'>,
  reason: string,
): Promise<boolean> {
  if (cancelled !== undefined || window === 'closed') return false;
  try {
    await client.call(window === 'before' ? 'cancelSession' : 'endSession', {
      params: { sessionId },
      body: { reason },
    });
    return true;
  } catch (error) {
    if (error instanceof ApiError && error.status === 409) return false;
    throw error;
  }
}
