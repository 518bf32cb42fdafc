import type { Refusal } from '../exam/refusal.ts';
import type { ReviewWish } from './review.ts';
import { MAX_REVIEW_BYTES } from './review-limits.ts';
import type { KeptResult, ReviewPlan, ReviewUse } from './review-store.ts';

/** How old a kept result may be that answers a request, ms. */
export const CACHE_MS = 30 * 86_400_000;
/** How long a source over which detectors had to be ended is failed without another try, ms: an hour, in which a class may hand in the same. */
export const FAILURE_KEPT_MS = 60 * 60_000;
/** The same where the reviewer had no processor for it, ms: so long a class that hands in the same costs it no further try. */
export const STARVED_KEPT_MS = 5 * 60_000;

const DAY_MS = 86_400_000;
/** So many times as often as a plan has reviews done it has them answered by what was kept: that costs rows, and next to nothing. */
const KEPT_TIMES = 10;

/** What becomes of a wish. */
export type ReviewDecision =
  | { readonly action: 'answer'; readonly reason: string; readonly result: KeptResult }
  | { readonly action: 'take'; readonly reason: string }
  | {
      readonly action: 'refuse';
      readonly refusal: Refusal<'too-large' | 'invalid-request' | 'limit-reached'>;
    };

/** Whether the source of a wish can be reviewed at all; undefined where it can. @param known languages that are reviewed */
export function refuseSource(
  { source, language }: Pick<ReviewWish, 'source' | 'language'>,
  known: readonly string[],
): Extract<ReviewDecision, { readonly action: 'refuse' }>['refusal'] | undefined {
  const bytes = new TextEncoder().encode(source).byteLength;
  if (bytes > MAX_REVIEW_BYTES)
    return {
      kind: 'too-large',
      reason: `the source has ${bytes} bytes; at most ${MAX_REVIEW_BYTES} are reviewed: send one file, without what was generated`,
    };
  const faults = [
    ...(known.includes(language)
      ? []
      : [
          {
            field: 'language',
            detail:
              known.length === 0
                ? `no language is reviewed by this release`
                : `${JSON.stringify(language)} is not reviewed: it is one of ${known.join(', ')}`,
          },
        ]),
    ...(source.trim() === '' ? [{ field: 'source', detail: 'is empty: send the text of one file' }] : []),
    ...(isText(source)
      ? []
      : [{ field: 'source', detail: 'holds NUL or halves of characters, as a binary file does: send text' }]),
  ];
  const [first] = faults;
  return first === undefined
    ? undefined
    : { kind: 'invalid-request', reason: `the request has a fault: ${first.field} ${first.detail}`, faults };
}

/** Decides what becomes of a wish of which the source can be reviewed. */
export function decideReview({
  kept,
  use,
  plan,
  now,
}: {
  /** What was kept of the same source by the same rules. */
  readonly kept: KeptResult | undefined;
  readonly use: ReviewUse;
  readonly plan: ReviewPlan;
  readonly now: number;
}): ReviewDecision {
  if (kept !== undefined && now - kept.madeAt < CACHE_MS)
    return { action: 'answer', reason: 'the same source was reviewed by the same rules', result: kept };
  if (use.month >= plan.perMonth || use.day >= plan.perDay)
    return { action: 'refuse', refusal: refuseOverPlan(use, plan, now) };
  return { action: 'take', reason: `${use.month + 1} of ${plan.perMonth} reviews of this month` };
}

/** How often a client of a plan is answered by what was kept. */
export function planOfKept({ perDay, perMonth }: ReviewPlan): ReviewPlan {
  return { perDay: perDay * KEPT_TIMES, perMonth: perMonth * KEPT_TIMES };
}

/**
 * Why a client who has asked for all that its plan allows gets no more now.
 * @param of what the plan is of: reviews that are done, or those that are answered by what was kept
 */
export function refuseOverPlan(
  use: ReviewUse,
  plan: ReviewPlan,
  now: number,
  of: 'done' | 'kept' = 'done',
): Refusal<'limit-reached'> {
  const day = new Date(now);
  const monthEnds = Date.UTC(day.getUTCFullYear(), day.getUTCMonth() + 1, 1);
  const dayEnds = now - (now % DAY_MS) + DAY_MS;
  const byMonth = use.month >= plan.perMonth;
  const until = byMonth ? monthEnds : dayEnds;
  const what = of === 'done' ? 'reviews' : 'answers by what was reviewed before';
  const used = byMonth
    ? `all ${plan.perMonth} ${what} of this month`
    : `all ${plan.perDay} ${what} of this day (${Math.max(0, plan.perMonth - use.month)} are left of the month)`;
  const instead =
    of === 'done'
      ? 'What was reviewed before is answered all the same'
      : 'Reviews that you have asked for can be read all the same: GET /v1/reviews/{reviewId}';
  return {
    kind: 'limit-reached',
    reason: `you have used ${used}: more may be asked for from ${new Date(until).toISOString()} on. ${instead}`,
    retryAfterMs: until - now,
  };
}

/** Whether it is text: no NUL, and no half of a character. */
function isText(source: string): boolean {
  return !source.includes('\0') && source.isWellFormed();
}
