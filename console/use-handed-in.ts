import { useEffect, useState } from 'preact/hooks';
import type { AnswerOf } from '../core/api/routes.ts';
import { patientApi } from './api.ts';
import { toApiError } from './console-api.ts';

/** What was handed in with a submission, or why it cannot be had; undefined while it is fetched. */
export function useHandedIn(
  sessionId: string,
  submissionId: string | undefined,
): AnswerOf<'getSubmissionSource'> | { readonly fault: string } | undefined {
  const [handedIn, setHandedIn] = useState<ReturnType<typeof useHandedIn>>();
  useEffect(() => {
    setHandedIn(undefined);
    if (submissionId === undefined) return;
    const ending = new AbortController();
    patientApi
      .call('getSubmissionSource', { params: { sessionId, submissionId } }, ending.signal)
      .then(setHandedIn, (error: unknown) => {
        if (!ending.signal.aborted) setHandedIn({ fault: toApiError(error).message });
      });
    return () => ending.abort();
  }, [sessionId, submissionId]);
  return handedIn;
}
