import { useEffect, useState } from 'preact/hooks';
import type { ApiError } from '../../core/api/client.ts';
import type { AnswerOf } from '../../core/api/routes.ts';
import { patientApi } from '../api.ts';
import { toApiError } from '../console-api.ts';

/** A problem as it is put before participants. */
export type Problem = AnswerOf<'getSessionProblem'>;

/** Problems that this page has read; what is booked does not change. */
const known = new Map<string, Problem>();

/**
 * A problem of an exam. It is read once, so that turning back to it needs no network.
 * @param statement the natural language of its statement; the usual one when absent
 */
export function useProblem(
  sessionId: string,
  label: string,
  statement?: string,
): { readonly problem?: Problem; readonly error?: ApiError; again(): void } {
  const key = `${sessionId}/${label}/${statement ?? ''}`;
  const [state, setState] = useState<{ problem?: Problem; error?: ApiError }>({});
  const [asked, setAsked] = useState(0);

  useEffect(() => {
    const found = known.get(key);
    if (found !== undefined) return setState({ problem: found });
    // Until another language is there, the one that is shown stays.
    const ending = new AbortController();
    const ask = () => setAsked((times) => times + 1);
    fetchProblem(sessionId, label, statement, ending.signal).then(
      (problem) => {
        known.set(key, problem);
        setState({ problem });
      },
      (error: unknown) => {
        if (!ending.signal.aborted) setState({ error: toApiError(error) });
      },
    );
    window.addEventListener('online', ask);
    return () => {
      ending.abort();
      window.removeEventListener('online', ask);
    };
  }, [key, asked]);

  return { ...state, again: () => setAsked(asked + 1) };
}

/** The problem with its statement in this language; where there is none in it, in the usual one. */
async function fetchProblem(
  sessionId: string,
  label: string,
  statement: string | undefined,
  signal: AbortSignal,
): Promise<Problem> {
  const params = { sessionId, label };
  if (statement === undefined) return await patientApi.call('getSessionProblem', { params }, signal);
  try {
    return await patientApi.call('getSessionProblem', { params, query: { statement } }, signal);
  } catch (error) {
    if (toApiError(error).status !== 422) throw error;
    return await patientApi.call('getSessionProblem', { params }, signal);
  }
}
