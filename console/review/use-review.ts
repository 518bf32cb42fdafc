import { useEffect, useState } from 'preact/hooks';
import { ApiError } from '../../core/api/client.ts';
import type { ReviewView } from '../../core/api/reviews.ts';
import { toApiError } from '../console-api.ts';

/** Between two asks for a review that is on its way, ms: the first come soon, as most reviews take less than a second. */
const WAITS_MS = [500, 1_000, 2_000, 4_000];

/** A review; `none` where there is none that one may see, or why it cannot be had; undefined while it is not known. */
export type FollowedReview = ReviewView | { readonly fault: string } | 'none' | undefined;

/**
 * A review, followed until it has ended.
 * @param ask for it, as it is now; undefined asks for nothing
 * @param of what it is of: another one is asked for anew
 */
export function useReview(
  ask: ((signal: AbortSignal) => Promise<ReviewView>) | undefined,
  of: string,
): FollowedReview {
  const [review, setReview] = useState<FollowedReview>();
  useEffect(() => {
    setReview(undefined);
    if (ask === undefined) return;
    const ending = new AbortController();
    const { signal } = ending;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const follow = (asked: number) => {
      ask(signal).then(
        (found) => {
          if (signal.aborted) return;
          setReview(found);
          if (found.state === 'queued' || found.state === 'running')
            timer = setTimeout(() => follow(asked + 1), WAITS_MS[Math.min(asked, WAITS_MS.length - 1)]);
        },
        (error: unknown) => {
          if (signal.aborted) return;
          const isNone = error instanceof ApiError && error.status === 404;
          setReview(isNone ? 'none' : { fault: toApiError(error).message });
        },
      );
    };
    follow(0);
    return () => {
      clearTimeout(timer);
      ending.abort();
    };
  }, [of]);
  return review;
}
