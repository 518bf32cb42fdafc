import type { ParticipantSession, StaffSession } from '../../core/api/sessions.ts';
import type { SubmissionView } from '../../core/api/submissions.ts';
import { api } from '../api.ts';

/** What a participant's page knows of an exam, as the API told it at `at`. */
export interface Desk {
  readonly at: string;
  readonly session: ParticipantSession;
  readonly submissions: readonly SubmissionView[];
  readonly nextAskMs?: number;
}

/** Thrown for a session that this person holds and does not sit. */
export class NotSeatedError extends Error {
  override readonly name = 'NotSeatedError';
  readonly session: StaffSession;
  constructor(session: StaffSession) {
    super(`${session.name} is not this person's exam`);
    this.session = session;
  }
}

/** Asks how the exam stands. @throws NotSeatedError, ApiError */
export async function askDesk(sessionId: string, signal: AbortSignal): Promise<Desk> {
  const session = await api.call('getSession', { params: { sessionId } }, signal);
  if (session.view === 'staff') throw new NotSeatedError(session);
  const { items } = await api.call(
    'listSubmissions',
    { params: { sessionId }, query: { limit: 100 } },
    signal,
  );
  return { at: new Date().toISOString(), session, submissions: items };
}
