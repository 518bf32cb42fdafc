import type { AnswerOf } from '../../core/api/routes.ts';
import { LANGUAGES, type LanguageId } from '../../core/grading/languages/index.ts';
import type { Context } from '../context.ts';
import { findSubmission } from '../pick-session.ts';
import { followReview, reviewByApi, toReviewed } from './review-by-api.ts';
import { reviewHere } from './review-here.ts';
import type { Kind, Reviewed } from './reviewed.ts';

/** The review of a submission: the one that there is, else one of each of its files, made now. */
export async function findReviewsOf(
  context: Context,
  id: string,
  options: { readonly session?: string; readonly kind: Kind; readonly offline?: boolean },
): Promise<readonly Reviewed[]> {
  const { client } = context.access();
  const { sessionId, submissionId } = await findSubmission(client, options.session, id);
  const handedIn = await client.call('getSubmissionSource', { params: { sessionId, submissionId } });
  const files = filesOf(handedIn, submissionId);
  if (options.offline !== true) {
    const { items } = await client.call('listReviews', { query: { sessionId, submissionId } });
    const [known] = items.filter(({ kind, state }) => kind === options.kind && state !== 'failed');
    if (known !== undefined) {
      const [main] = files;
      const review = await followReview(
        client,
        await client.call('getReview', { params: { reviewId: known.reviewId } }),
      );
      return [
        toReviewed(review, {
          name: review.name ?? main?.name ?? submissionId,
          source: review.source ?? main?.source ?? '',
        }),
      ];
    }
  }
  const look =
    options.offline === true
      ? (source: (typeof files)[number]) => reviewHere(source, options.kind)
      : reviewByApi(client, options.kind);
  const reviews: Reviewed[] = [];
  for (const file of files) reviews.push(await look(file));
  return reviews;
}

/** What was handed in, file by file, with the one that is started first. */
function filesOf(handedIn: AnswerOf<'getSubmissionSource'>, submissionId: string) {
  const { source = '', files, mainFile, language } = handedIn;
  const ending = LANGUAGES[language as LanguageId]?.extensions[0];
  if (files === undefined)
    return [{ name: ending === undefined ? submissionId : `${submissionId}.${ending}`, language, source }];
  return files
    .toSorted((a, b) => Number(b.name === mainFile) - Number(a.name === mainFile))
    .map((file) => ({ name: file.name, language, source: file.source }));
}
