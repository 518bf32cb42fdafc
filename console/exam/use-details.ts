import { useEffect } from 'preact/hooks';
import { patientApi } from '../api.ts';
import { useExam } from './exam.ts';
import { isPending, type OwnSubmission } from './merge-submissions.ts';

/** A submission with its test cases: they are asked for once, when its verdict is there. */
export function useDetails(submission: OwnSubmission | undefined): OwnSubmission | undefined {
  const { session, learn, isOffline } = useExam();
  const { submissionId } = submission ?? {};
  const isBare = submission !== undefined && !isPending(submission) && submission.details === undefined;

  useEffect(() => {
    if (submissionId === undefined || !isBare || isOffline) return;
    const ending = new AbortController();
    patientApi
      .call('getSubmission', { params: { sessionId: session.sessionId, submissionId } }, ending.signal)
      // Without them the verdict stands alone; they are asked for again when this is shown again.
      .then(learn, () => undefined);
    return () => ending.abort();
  }, [submissionId, isBare, isOffline]);

  return submission;
}
