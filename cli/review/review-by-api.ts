import { askUntil, callPatiently } from '../../core/api/call-patiently.ts';
import type { ApiClient } from '../../core/api/client.ts';
import type { ReviewView } from '../../core/api/reviews.ts';
import type { FoundSource } from '../find-sources.ts';
import { patience } from '../patience.ts';
import type { Kind, Reviewed } from './reviewed.ts';

/** Most reviews are done within this, s: the answer comes with the request. */
const NEAR_S = 10;
/** What the API takes of a file's name. */
const LONGEST_NAME = 200;

/** How a source is looked at by Assize. */
export function reviewByApi(client: ApiClient, kind: Kind): (source: FoundSource) => Promise<Reviewed> {
  return async ({ name, language, source }) => {
    const asked = await callPatiently(
      () =>
        client.call('createReview', {
          headers: { prefer: `wait=${NEAR_S}` },
          body: { source, language, kind, name: name.slice(-LONGEST_NAME) },
        }),
      patience,
    );
    const { reviewId } = asked;
    const ask = () => client.call('getReview', { params: { reviewId } });
    return toReviewed(await followReview(asked, ask), { name, source });
  };
}

/** A review once it has ended. @param ask for it as it is now */
export async function followReview(asked: ReviewView, ask: () => Promise<ReviewView>): Promise<ReviewView> {
  return await askUntil<ReviewView & { readonly nextAskMs?: undefined }>(
    ask,
    ({ state }) => state === 'reviewed' || state === 'failed',
    patience,
    asked,
  );
}

/** What became of a review, with the source that it is of. */
export function toReviewed(
  { reviewId, language, cached, report, reason }: ReviewView,
  { name, source }: { readonly name: string; readonly source: string },
): Reviewed {
  return report === undefined
    ? { name, language, source, reason: reason ?? 'it says nothing of why' }
    : {
        reviewId,
        name,
        language,
        source,
        report,
        ...(cached === undefined ? {} : { ageSeconds: cached.ageSeconds }),
      };
}
