import { useEffect, useState } from 'preact/hooks';
import type { ReviewView } from '../../core/api/reviews.ts';
import { patientApi } from '../api.ts';
import { toApiError } from '../console-api.ts';

/** Between two asks for a review that is on its way, ms: the first come soon, as most reviews take less than a second. */
const WAITS_MS = [500, 1_000, 2_000, 4_000];

/** A review, followed until it has ended; or why it cannot be had. Undefined while it is not known, and where none is named. */
export function useReview(reviewId: string | undefined): ReviewView | { readonly fault: string } | undefined {
  const [review, setReview] = useState<ReturnType<typeof useReview>>();
  useEffect(() => {
    setReview(undefined);
    if (reviewId === undefined) return;
    const ending = new AbortController();
    const { signal } = ending;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const ask = (asked: number) => {
      patientApi.call('getReview', { params: { reviewId } }, signal).then(
        (found) => {
          if (signal.aborted) return;
          setReview(found);
          if (found.state === 'queued' || found.state === 'running')
            timer = setTimeout(() => ask(asked + 1), WAITS_MS[Math.min(asked, WAITS_MS.length - 1)]);
        },
        (error: unknown) => {
          if (!signal.aborted) setReview({ fault: toApiError(error).message });
        },
      );
    };
    ask(0);
    return () => {
      clearTimeout(timer);
      ending.abort();
    };
  }, [reviewId]);
  return review;
}
