import { useState } from 'preact/hooks';
import type { AnswerOf } from '../../core/api/routes.ts';
import { api, patientApi } from '../api.ts';
import { toApiError } from '../console-api.ts';
import { SourceFiles } from '../views/source-files.tsx';
import { ReviewState } from './review-state.tsx';
import { ReviewedSource } from './reviewed-source.tsx';
import { useReview } from './use-review.ts';

/** What was handed in with its review beside it, where there is one; staff can ask for it. */
export function SubmissionReview(props: {
  sessionId: string;
  submissionId: string;
  handedIn: AnswerOf<'getSubmissionSource'>;
  /** Of downloads, without an ending. */
  name: string;
  isStaff: boolean;
}) {
  const { sessionId, submissionId, handedIn, name, isStaff } = props;
  const params = { sessionId, submissionId };
  const [asked, setAsked] = useState(0);
  const [isAsking, setAsking] = useState(false);
  const [fault, setFault] = useState<string>();
  const review = useReview(
    (signal) => patientApi.call('getSubmissionReview', { params }, signal),
    `${submissionId} ${asked}`,
  );
  const known = review === undefined || review === 'none' || 'fault' in review ? undefined : review;

  const ask = async () => {
    setAsking(true);
    setFault(undefined);
    try {
      await api.call('createSubmissionReview', { params });
      setAsked(asked + 1);
    } catch (error) {
      setFault(toApiError(error).message);
    } finally {
      setAsking(false);
    }
  };
  if (known?.report !== undefined && known.source !== undefined)
    return (
      <>
        <ReviewedSource
          source={known.source}
          language={known.language}
          name={name}
          report={known.report}
          ageSeconds={known.cached?.ageSeconds}
        />
        {(handedIn.files !== undefined || handedIn.input !== undefined) && (
          <details>
            <summary>As it was handed in</summary>
            <SourceFiles handedIn={handedIn} name={name} />
          </details>
        )}
      </>
    );
  return (
    <>
      {isStaff && (review === 'none' || known?.state === 'failed') && (
        <p class="acts">
          <button type="button" class="quiet small" disabled={isAsking} onClick={() => void ask()}>
            {isAsking ? 'Asking for it …' : 'Review it'}
          </button>
          <span class="muted">Looks for what reads like a fault; runs nothing.</span>
        </p>
      )}
      {fault !== undefined && (
        <p class="error" role="alert">
          {fault}
        </p>
      )}
      {review !== 'none' && <ReviewState review={review} />}
      <SourceFiles handedIn={handedIn} name={name} />
    </>
  );
}
