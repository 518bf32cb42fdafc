import { useEffect, useState } from 'preact/hooks';
import type { ParticipantView } from '../../core/api/sessions.ts';
import { patientApi } from '../api.ts';
import { toApiError } from '../console-api.ts';

/** A session's roster, asked anew when the session has changed; the one of before stays until there is another. */
export function useRoster(sessionId: string, revision: number) {
  const [roster, setRoster] = useState<readonly ParticipantView[]>();
  const [fault, setFault] = useState<string>();

  useEffect(() => {
    const ending = new AbortController();
    patientApi.call('listParticipants', { params: { sessionId } }, ending.signal).then(
      ({ items }) => {
        setFault(undefined);
        setRoster(items);
      },
      (error: unknown) => {
        if (!ending.signal.aborted) setFault(toApiError(error).message);
      },
    );
    return () => ending.abort();
  }, [sessionId, revision]);

  return { roster, fault };
}
