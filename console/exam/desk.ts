import { ApiError } from '../../core/api/client.ts';
import type { Desk } from '../../core/api/desk.ts';
import type { StaffSession } from '../../core/api/sessions.ts';
import { api } from '../api.ts';

/** Thrown for a session that this person holds and does not sit. */
export class NotSeatedError extends Error {
  override readonly name = 'NotSeatedError';
  readonly session: StaffSession;
  constructor(session: StaffSession) {
    super(`${session.name} is not this person's exam`);
    this.session = session;
  }
}

/**
 * Asks how the exam stands.
 * @param since `cursor` of the answer before
 * @throws NotSeatedError, ApiError
 */
export async function askDesk(
  sessionId: string,
  since: string | undefined,
  signal: AbortSignal,
): Promise<Desk> {
  const params = { sessionId };
  try {
    return await api.call('getDesk', { params, query: since === undefined ? {} : { since } }, signal);
  } catch (error) {
    const mayHoldIt = error instanceof ApiError && (error.status === 404 || error.status === 403);
    if (!mayHoldIt || since !== undefined) throw error;
    const session = await api.call('getSession', { params }, signal).catch(() => {
      throw error;
    });
    if (session.view === 'staff') throw new NotSeatedError(session);
    throw error;
  }
}
