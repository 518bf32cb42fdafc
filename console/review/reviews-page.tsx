import { useState } from 'preact/hooks';
import { type ReviewView, SARIF } from '../../core/api/reviews.ts';
import { api, patientApi } from '../api.ts';
import { toApiError } from '../console-api.ts';
import { download } from '../download.ts';
import { formatDateTime } from '../format.ts';
import { writeRoute } from '../route.ts';
import { usePages } from '../use-pages.ts';
import { useTitle } from '../use-title.ts';
import { ReviewForm } from './review-form.tsx';
import { ReviewState } from './review-state.tsx';
import { ReviewedSource } from './reviewed-source.tsx';
import { SeverityCounts } from './severities.tsx';
import { useReview } from './use-review.ts';

/** Reviews that staff ask for: of a source that they paste or drop, and those of before. */
export function ReviewsPage({ reviewId }: { reviewId?: string }) {
  useTitle('Reviews');
  return (
    <div class="stack">
      {reviewId === undefined ? (
        <>
          <ReviewForm
            onAsked={(asked) => window.location.assign(writeRoute({ page: 'reviews', reviewId: asked }))}
          />
          <PastReviews />
        </>
      ) : (
        <OneReview key={reviewId} reviewId={reviewId} />
      )}
    </div>
  );
}

function OneReview({ reviewId }: { reviewId: string }) {
  const review = useReview(
    (signal) => patientApi.call('getReview', { params: { reviewId } }, signal),
    reviewId,
  );
  const [fault, setFault] = useState<string>();

  const saveSarif = async () => {
    try {
      const file = await api.download('getReview', {
        params: { reviewId },
        headers: { accept: SARIF },
      });
      download(file.fileName, new TextDecoder().decode(file.bytes));
    } catch (error) {
      setFault(toApiError(error).message);
    }
  };
  const known = review === undefined || review === 'none' || 'fault' in review ? undefined : review;
  return (
    <section class="card" aria-labelledby="review-heading">
      <p class="muted">
        <a href={writeRoute({ page: 'reviews' })}>Reviews</a> / {reviewId}
      </p>
      <div class="card-head">
        <h1 id="review-heading">{known?.name ?? 'Review'}</h1>
        {known?.report !== undefined && (
          <button type="button" class="quiet small" onClick={() => void saveSarif()}>
            SARIF
          </button>
        )}
      </div>
      {known !== undefined && <About review={known} />}
      {fault !== undefined && (
        <p class="error" role="alert">
          {fault}
        </p>
      )}
      {known?.report === undefined ? (
        <ReviewState review={review} />
      ) : (
        <ReviewedSource
          source={known.source ?? ''}
          language={known.language}
          name={reviewId}
          {...(known.name === undefined ? {} : { fileName: known.name })}
          report={known.report}
          ageSeconds={known.cached?.ageSeconds}
        />
      )}
    </section>
  );
}

function About({ review }: { review: ReviewView }) {
  const { language, kind, bytes, requestedAt, requestedBy } = review;
  return (
    <p class="muted">
      {language}, {bytes} bytes, looked at for {kind === 'all' ? 'everything' : kind}; asked for by{' '}
      {requestedBy}, {formatDateTime(requestedAt)}
    </p>
  );
}

function PastReviews() {
  const {
    items: reviews,
    fault,
    more,
  } = usePages((from, signal) => patientApi.call('listReviews', { query: from }, signal));

  return (
    <section class="card" aria-labelledby="past-heading">
      <h2 id="past-heading">Your reviews</h2>
      {fault !== undefined && (
        <p class="error" role="alert">
          {fault}
        </p>
      )}
      {reviews === undefined && fault === undefined && <p class="muted loading">Loading …</p>}
      {reviews?.length === 0 && <p>You have asked for none yet.</p>}
      {reviews !== undefined && reviews.length > 0 && (
        <div class="scroll past-reviews">
          <table>
            <thead>
              <tr>
                <th scope="col">Source</th>
                <th scope="col">Language</th>
                <th scope="col">Asked for</th>
                <th scope="col" class="number">
                  Score
                </th>
                <th scope="col">Found</th>
              </tr>
            </thead>
            <tbody>
              {reviews.map(({ reviewId, name, language, requestedAt, state, summary }) => (
                <tr key={reviewId}>
                  <th scope="row" class="reason">
                    <a href={writeRoute({ page: 'reviews', reviewId })}>{name ?? reviewId}</a>
                  </th>
                  <td>{language}</td>
                  <td>{formatDateTime(requestedAt)}</td>
                  <td class="number">{summary?.score}</td>
                  <td>
                    {summary === undefined ? (
                      <span class={`badge ${state === 'failed' ? 'bad' : 'busy'}`}>{state}</span>
                    ) : (
                      <SeverityCounts counts={summary.counts} />
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {more !== undefined && (
        <p>
          <button type="button" class="quiet small" onClick={more}>
            Show earlier ones
          </button>
        </p>
      )}
    </section>
  );
}
