import { useEffect, useState } from 'preact/hooks';
import type { ApiError } from '../../core/api/client.ts';
import type { GradingView } from '../../core/api/grading-view.ts';
import type { GradingPreview } from '../../core/api/results.ts';
import { api } from '../api.ts';
import { toApiError } from '../console-api.ts';

/** Typing rests for so long before the API is asked, ms. */
const REST_MS = 600;

/** What rules would come to, asked as one types; of the rules before until there is another answer. */
export function useGradingPreview(sessionId: string, grading: GradingView | undefined) {
  const [answer, setAnswer] = useState<{ preview?: GradingPreview; error?: ApiError; of?: string }>({});
  const wanted = grading === undefined ? '' : JSON.stringify(grading);

  useEffect(() => {
    if (wanted === '') return;
    const ending = new AbortController();
    const timer = setTimeout(() => {
      const body = { grading: JSON.parse(wanted) as GradingView };
      api.call('previewGrading', { params: { sessionId }, body }, ending.signal).then(
        (preview) => setAnswer({ preview, of: wanted }),
        (error: unknown) => {
          if (!ending.signal.aborted) setAnswer({ error: toApiError(error), of: wanted });
        },
      );
    }, REST_MS);
    return () => {
      clearTimeout(timer);
      ending.abort();
    };
  }, [sessionId, wanted]);

  return { ...answer, isOld: answer.of !== wanted };
}
