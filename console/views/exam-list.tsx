import { useEffect, useState } from 'preact/hooks';
import { formatDuration } from '../../core/api/format-quantity.ts';
import type { ParticipantSession } from '../../core/api/sessions.ts';
import { patientApi } from '../api.ts';
import { toApiError } from '../console-api.ts';
import { formatDateTime } from '../format.ts';
import { writeRoute } from '../route.ts';
import { WindowBadge } from './badges.tsx';
import { JoinForm } from './join-form.tsx';

/** The sessions that have the caller on their roster and are not over. */
export function ExamList() {
  const [sessions, setSessions] = useState<readonly ParticipantSession[]>();
  const [error, setError] = useState<string>();
  const [asked, setAsked] = useState(0);

  useEffect(() => {
    const ending = new AbortController();
    patientApi.call('listSessions', { query: {} }, ending.signal).then(
      ({ items }) => {
        setError(undefined);
        setSessions(items.filter((session) => session.view === 'participant'));
      },
      (failure: unknown) => {
        if (!ending.signal.aborted) setError(toApiError(failure).message);
      },
    );
    return () => ending.abort();
  }, [asked]);

  return (
    <div class="stack">
      <section class="card">
        <h1>Your exams</h1>
        {error !== undefined && (
          <p role="alert" class="error">
            {error}
          </p>
        )}
        {sessions?.length === 0 && (
          <p>
            No exam has you on its roster that is not over. If you were told a code, join with it; if you
            expected an exam, ask your instructor.
          </p>
        )}
        {sessions === undefined && error === undefined && <p class="muted">Loading your exams …</p>}
        <ul class="exams">
          {sessions?.map((session) => (
            <li key={session.sessionId}>
              <a
                class="exam-link"
                href={writeRoute({ page: 'exam', sessionId: session.sessionId, part: { view: 'overview' } })}
              >
                <strong>{session.name}</strong>
                <WindowBadge state={session.window} cancelled={session.cancelled !== undefined} />
                <span class="muted">
                  {formatDateTime(session.times.opensAt)} to {formatDateTime(session.you.closesAt)}
                  {session.you.extraTimeMs > 0 &&
                    ` (with ${formatDuration(session.you.extraTimeMs)} of extra time)`}
                </span>
              </a>
            </li>
          ))}
        </ul>
        <button type="button" class="quiet small" onClick={() => setAsked(asked + 1)}>
          Look again
        </button>
      </section>
      <JoinForm />
    </div>
  );
}
