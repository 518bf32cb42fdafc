import { makePatient } from '../../core/api/call-patiently.ts';
import { type ApiClient, ApiError } from '../../core/api/client.ts';
import type { ReviewView } from '../../core/api/reviews.ts';
import type { AnswerOf, CallOf } from '../../core/api/routes.ts';
import { LANGUAGES, type LanguageId } from '../../core/grading/languages/index.ts';
import type { Context } from '../context.ts';
import { CommandError, EXIT } from '../exit-codes.ts';
import { patience } from '../patience.ts';
import { findSubmission } from '../pick-session.ts';
import { followReview, toReviewed } from './review-by-api.ts';
import { type LocalReview, reviewHere } from './review-here.ts';
import type { Reviewed } from './reviewed.ts';

/**
 * The review that has this id; or that of a submission: the one that there is, else one that is made now, for staff; or of each
 * of its files one that this machine makes. @throws CommandError
 */
export async function findReviewsOf(
  context: Context,
  id: string,
  options: LocalReview & { readonly session?: string; readonly offline?: boolean },
): Promise<readonly Reviewed[]> {
  // Whatever is asked here may be asked again: a submission has one review, however often it is asked for.
  const client = makePatient(context.access().client, patience);
  const found = await findSubmission(client, options.session, id).catch(async (error: unknown) => {
    if (!(error instanceof CommandError) || error.exitCode !== EXIT.notFound) throw error;
    const review = await findReview(client, id);
    if (review === undefined)
      throw new CommandError(
        EXIT.notFound,
        `there is no submission and no review ${id} that you may see`,
        error.hint,
      );
    return review;
  });
  if ('reviewId' in found) {
    if (options.offline === true || options.kind !== 'all')
      throw new CommandError(
        EXIT.badInput,
        `${id} is a review that was made already`,
        'leave --offline and --kind out, or name the file',
      );
    const { reviewId, language, name = nameOf(reviewId, language) } = found;
    const ask = () => client.call('getReview', { params: { reviewId } });
    const review = await followReview(found, ask);
    return [toReviewed(review, { name, source: review.source ?? '' })];
  }
  const { sessionId, submissionId, language } = found;
  const params = { sessionId, submissionId };
  if (options.offline === true) {
    const handedIn = await client.call('getSubmissionSource', { params });
    const reviews: Reviewed[] = [];
    for (const file of filesOf(handedIn, submissionId)) reviews.push(await reviewHere(file, options));
    return reviews;
  }
  if (options.kind !== 'all')
    throw new CommandError(
      EXIT.badInput,
      'the review of a submission is by all rules',
      'leave --kind out, or add --offline',
    );
  const asked = await findOrAsk(client, params);
  const review = await followReview(asked, () => client.call('getSubmissionReview', { params }));
  return [toReviewed(review, { name: nameOf(submissionId, language), source: review.source ?? '' })];
}

async function findReview(client: ApiClient, id: string): Promise<ReviewView | undefined> {
  try {
    return await client.call('getReview', { params: { reviewId: id.toLowerCase() } });
  } catch (error) {
    // Participants have none of their own.
    if (error instanceof ApiError && (error.status === 404 || error.status === 403)) return undefined;
    throw error;
  }
}

async function findOrAsk(client: ApiClient, params: CallOf<'getSubmissionReview'>['params']) {
  try {
    return await client.call('getSubmissionReview', { params });
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 404) throw error;
    return await client.call('createSubmissionReview', { params });
  }
}

function nameOf(submissionId: string, language: string): string {
  const ending = LANGUAGES[language as LanguageId]?.extensions[0];
  return ending === undefined ? submissionId : `${submissionId}.${ending}`;
}

/** What was handed in, file by file, with the one that is started first. */
function filesOf(handedIn: AnswerOf<'getSubmissionSource'>, submissionId: string) {
  const { source = '', files, mainFile, language } = handedIn;
  if (files === undefined) return [{ name: nameOf(submissionId, language), language, source }];
  return files
    .toSorted((a, b) => Number(b.name === mainFile) - Number(a.name === mainFile))
    .map((file) => ({ name: file.name, language, source: file.source }));
}
