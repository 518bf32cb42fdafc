import type { Refusal } from '../exam/refusal.ts';
import { refuseOverPlan } from './request-review.ts';
import type { ReviewPlan, ReviewStore } from './review-store.ts';

/** Whom a review is counted for, and until when. */
export interface Counted {
  readonly client: string;
  readonly plan: ReviewPlan;
  /** What the plan is of: reviews that are done, or those that are answered by what was kept. */
  readonly of: 'done' | 'kept';
  /** ms since the epoch. */
  readonly now: number;
}

/** What became of a review that was to be counted. */
export type AddedCounted =
  | { readonly action: 'added' | 'there' }
  | { readonly action: 'refuse'; readonly refusal: Refusal<'limit-reached'> };

/**
 * Writes a review that its client's plan counts. What was not written counts for nothing, whether another has written it or `add` failed.
 * @param add as {@link ReviewStore.add}
 * @param warn told of a count that could not be taken back
 * @throws what `add` throws
 */
export async function addCounted(
  store: Pick<ReviewStore, 'count' | 'takeBack' | 'getUse'>,
  { client, plan, of, now }: Counted,
  add: () => Promise<boolean>,
  warn: (error: unknown) => void,
): Promise<AddedCounted> {
  if ((await store.count(client, plan, now)) === undefined)
    return {
      action: 'refuse',
      refusal: refuseOverPlan(await store.getUse(client, now), plan, now, of),
    };
  let added = false;
  try {
    added = await add();
    return { action: added ? 'added' : 'there' };
  } finally {
    if (!added) await store.takeBack(client, now).catch(warn);
  }
}
