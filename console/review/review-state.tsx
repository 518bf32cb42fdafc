import type { FollowedReview } from './use-review.ts';

/** Where a review stands that has no report: on its way, failed, or not to be had. */
export function ReviewState({ review }: { review: FollowedReview }) {
  if (review === undefined) return <p class="muted loading">Loading the review …</p>;
  if (review === 'none') return <p class="error">There is no such review that you may see.</p>;
  if ('fault' in review)
    return (
      <p class="error" role="alert">
        {review.fault}
      </p>
    );
  if (review.state === 'failed')
    return <p class="note bad">The review has failed: {review.reason ?? 'nobody knows why'}</p>;
  return (
    <p class="muted" role="status">
      {review.state === 'queued' ? 'The review waits for its turn …' : 'The review is on its way …'}
    </p>
  );
}
