import { createHash } from 'node:crypto';
import { presentReview } from '../../core/api/present-review.ts';
import { ApiProblem } from '../../core/api/problem-details.ts';
import type { ReviewView } from '../../core/api/reviews.ts';
import { actorOf, type Caller } from '../../core/exam/caller.ts';
import { given } from '../../core/exam/given.ts';
import { timePartOf } from '../../core/exam/ids.ts';
import { isStaffOf } from '../../core/exam/see-sessions.ts';
import { addCounted, type Counted } from '../../core/review/add-counted.ts';
import type { AskingStore } from '../../core/review/asking-store.ts';
import type { RuleSet } from '../../core/review/detector.ts';
import { NO_MODELS } from '../../core/review/models/model-key.ts';
import { decideReview, planOfKept, refuseSource } from '../../core/review/request-review.ts';
import { hashSource, resultKeyOf, versionOf } from '../../core/review/result-key.ts';
import {
  type DoneReview,
  isOver,
  type QueuedReview,
  type Review,
  type ReviewWish,
} from '../../core/review/review.ts';
import { summarize } from '../../core/review/review-source.ts';
import type { KeptResult, ReviewPlan, ReviewStore } from '../../core/review/review-store.ts';
import { sourceText } from '../../core/review/source-text.ts';
import { LEASE_MS, type ReviewerTurn } from '../../core/review/work-reviews.ts';
import { awaitEnd } from './await-verdict.ts';
import type { Services, Waiters } from './services.ts';

/** What reviews stand on in the API. */
export interface ReviewServices {
  readonly store: ReviewStore;
  readonly askings: Pick<AskingStore, 'ask' | 'askForCosts'>;
  readonly turn: Pick<ReviewerTurn, 'ask'>;
  /** Who may wait for a review. */
  readonly waiters: Waiters;
  readonly languages: readonly string[];
  /** The rules of a language; undefined where there are none. */
  readonly rulesOf: (language: string) => Promise<RuleSet | undefined>;
  /** Which models are asked beside the rules; empty for none. */
  readonly models: string;
  /** What a client may ask for. @param machine its name, where one acts */
  readonly planOf: (machine: string | undefined) => ReviewPlan;
  /** Starts the reviewer, for a review where one is named, without waiting for it. */
  readonly start: (reviewId?: string) => Promise<void>;
}

/** What waiting for a review takes of the services. */
type AwaitServices = Pick<Services, 'clock' | 'warn'> & {
  readonly reviews: Pick<ReviewServices, 'waiters' | 'models'> & {
    readonly store: Pick<ReviewStore, 'get' | 'listDue'>;
  };
};

/** Between two looks for a place to wait in, ms. */
const PATIENT_LOOK_MS = 250;
/** What a review takes by rules alone, and with a language model, ms: 500 lines, and a model that is not the fastest. */
const RULES_MS = 500;
const MODELS_MS = 5_000;
/** Most of those before one that are counted: by then it is longer than anybody may wait. */
const LOOK_AHEAD = 60;

/** When to ask again for what is not over. */
export const ASK_AGAIN: Readonly<Record<string, string>> = { 'retry-after': '1' };

/** Who is counted: a person, or a machine for whomever it acts. No user name has a space. */
const clientOf = ({ username, machine }: Caller) => (machine === undefined ? username : `machine ${machine}`);

/**
 * Takes a wish, or answers it by what was kept. @param key the caller's Idempotency-Key
 * @throws ApiProblem for what is refused
 */
export async function requestReview(
  services: Services,
  caller: Caller,
  asked: ReviewWish,
  key?: string,
): Promise<{ readonly review: Review; readonly known: KnownOfReview }> {
  const { clock, reviews } = services;
  const wish = { ...asked, source: sourceText(asked.source) };
  const { store } = reviews;
  const refusal = refuseSource(wish, reviews.languages);
  if (refusal !== undefined) throw ApiProblem.of(refusal);
  const { source, ...about } = wish;
  const known = { source };
  const claimed = key === undefined ? services.ids.next() : await claimByKey(services, caller, wish, key);
  if (typeof claimed !== 'string') return { review: claimed, known };
  const rules = await reviews.rulesOf(wish.language);
  if (rules === undefined) throw new Error(`${wish.language} is listed and has no rules`);
  const sourceHash = hashSource(source);
  const resultKey = resultKeyOf({
    sourceHash,
    language: wish.language,
    kind: wish.kind,
    ruleSet: versionOf(rules),
    models: reviews.models,
  });
  const client = clientOf(caller);
  const [kept, use] = await Promise.all([store.getResult(resultKey), store.getUse(client, clock.now())]);
  const now = clock.now();
  const plan = reviews.planOf(caller.machine);
  const decision = decideReview({ kept, use, plan, now });
  const made =
    decision.action === 'answer' || key !== undefined
      ? claimed
      : await joinWish(services, caller, wish, claimed);
  if (typeof made !== 'string') return { review: made, known };
  if (decision.action === 'refuse') throw ApiProblem.of(decision.refusal);
  const base = {
    ...about,
    reviewId: made,
    owner: caller.username,
    requestedBy: actorOf(caller),
    requestedAt: now,
    bytes: Buffer.byteLength(source),
    sourceHash,
    attempts: 0,
  };
  if (decision.action === 'answer') {
    const { report, madeAt } = decision.result;
    const answered: DoneReview = {
      ...base,
      state: 'reviewed',
      reviewedAt: now,
      resultKey,
      summary: summarize(report),
      cachedFrom: madeAt,
      usd: 0,
    };
    const counted = { client: `kept ${client}`, plan: planOfKept(plan), of: 'kept', now } as const;
    if (!(await addWithin(services, counted, async () => await store.addAnswered(answered))))
      return { review: await found(services, made), known };
    services.measure('reviews', 1, { reviewEnd: 'cached' });
    return { review: answered, known: { source, result: decision.result } };
  }
  const queued: QueuedReview = { ...base, state: 'queued' };
  const counted = { client, plan, of: 'done', now } as const;
  if (!(await addWithin(services, counted, async () => await store.add(queued, source))))
    return { review: await found(services, made), known };
  await ring(services, made);
  return { review: queued, known };
}

/** Writes a review that is counted. @returns what `add` does @throws ApiProblem limit-reached */
async function addWithin(
  { reviews: { store }, warn }: Services,
  counted: Counted,
  add: () => Promise<boolean>,
): Promise<boolean> {
  const came = await addCounted(store, counted, add, (error) => warn('request.failed', { error }));
  if (came.action === 'refuse') throw ApiProblem.of(came.refusal);
  return came.action === 'added';
}

/** A review that somebody else has written meanwhile, by the same key. */
async function found({ reviews: { store } }: Services, reviewId: string): Promise<Review> {
  const there = await store.get(reviewId);
  if (there === undefined) throw new Error(`review ${reviewId} is there and is not`);
  return there;
}

/** The id of a new review, or the review that the key was used for. */
async function claimByKey(
  { ids, reviews: { store } }: Services,
  caller: Caller,
  wish: ReviewWish,
  key: string,
): Promise<string | Review> {
  const reviewId = ids.next();
  const digest = digestOf(wish);
  const use = await store.claimKey(caller.username, key, { reviewId, digest });
  if (use.digest !== digest)
    throw new ApiProblem(
      'key-reused',
      'this Idempotency-Key was used for a review of something else: use a new key',
    );
  // Whoever took the key may have died before the review was written.
  return use.reviewId === reviewId ? reviewId : ((await store.get(use.reviewId)) ?? use.reviewId);
}

/**
 * A wish without a key that was asked before is the same review until that is over: asking again is no second one.
 * @returns that review, or the id that a new one is to have
 */
async function joinWish(
  { clock, reviews: { store } }: Services,
  { username }: Caller,
  wish: ReviewWish,
  reviewId: string,
): Promise<string | Review> {
  const digest = digestOf(wish);
  // No key of a caller has a space.
  const key = `wish ${digest}`;
  const use = await store.claimKey(username, key, { reviewId, digest });
  if (use.reviewId === reviewId) return reviewId;
  const there = await store.get(use.reviewId);
  if (there !== undefined && !isOver(there)) return there;
  // Another may be about to write it; of an id that is older nothing was written, and its time would be wrong in lists.
  if (there === undefined && use.reviewId > timePartOf(clock.now() - LEASE_MS)) return use.reviewId;
  return (await store.claimKey(username, key, { reviewId, digest }, use.reviewId)).reviewId;
}

/** SHA-256 of all that a wish says, hexadecimal. */
function digestOf({ source, language, name, kind }: ReviewWish): string {
  return createHash('sha256')
    .update(JSON.stringify([source, language, name, kind]))
    .digest('hex');
}

/** Has a review done, or what is due: by whoever reviews at the moment, or by a reviewer that is started. It is taken: a failure is logged alone. */
export async function ring(services: Services, reviewId?: string): Promise<void> {
  const { turn, start } = services.reviews;
  try {
    if (!(await turn.ask(services.clock.now()))) await start(reviewId);
  } catch (error) {
    services.warn('doorbell.failed', { ...given({ reviewId }), error });
  }
}

/**
 * Waits for a review until it is over or the deadline (ms since the epoch) is there.
 * @param patienceMs where no place to wait in is free, looks for one and at the review for so long
 */
export async function awaitReview(
  services: AwaitServices,
  review: Review,
  deadline: number,
  patienceMs = 0,
): Promise<{ readonly seen: Review; readonly waited: boolean }> {
  const { clock, reviews } = services;
  const patientUntil = Math.min(deadline, clock.now() + patienceMs);
  let seen = review;
  for (;;) {
    const came = await awaitEnd(services, seen, deadline, {
      waiters: reviews.waiters,
      about: { reviewId: review.reviewId },
      hasEnded: isOver,
      look: async () => await reviews.store.get(review.reviewId),
      expectedWaitMs: async () => await expectReview(services, seen),
    });
    if (came.waited || clock.now() >= patientUntil) return came;
    await clock.sleep(PATIENT_LOOK_MS);
    seen = (await reviews.store.get(review.reviewId)) ?? seen;
  }
}

/** When a review may be done by those that wait for longer, ms from now. */
export async function expectReview(
  { clock, reviews: { store, models } }: AwaitServices,
  { reviewId, state }: Review,
): Promise<number> {
  if (state !== 'queued') return 0;
  const due = await store.listDue(clock.now(), LOOK_AHEAD);
  // What has just been written may not be in the list yet: it is its last then.
  const at = due.indexOf(reviewId);
  return (at < 0 ? due.length : at) * (models === NO_MODELS ? RULES_MS : MODELS_MS);
}

/** A review for whoever asked for it, or for staff of the session whose submission it is of. @throws ApiProblem not-found for everybody else */
export async function findReview(services: Services, caller: Caller, reviewId: string): Promise<Review> {
  const review = await services.reviews.store.get(reviewId);
  if (review === undefined || !(await maySee(services, caller, review)))
    throw new ApiProblem('not-found', `there is no review ${reviewId} that you may see`);
  return review;
}

async function maySee(
  { sessions }: Services,
  caller: Caller,
  { owner, submission }: Review,
): Promise<boolean> {
  if (submission === undefined) return owner === caller.username;
  const session = await sessions.get(submission.sessionId);
  return session !== undefined && isStaffOf(session, caller);
}

/** Has one that waits for longer than it should looked at again: a ring may be lost, and whoever asks wants it. */
export async function ringForLate(services: Services, review: Review): Promise<void> {
  const now = services.clock.now();
  const late =
    (review.state === 'queued' && now - review.requestedAt > LEASE_MS) ||
    (review.state === 'running' && now > review.lease.until);
  if (late) await ring(services, review.reviewId);
}

/** What is known of a review by whoever has just asked for it, so that it is not read again. */
export interface KnownOfReview {
  readonly source: string;
  /** Of the review as it was taken. */
  readonly result?: KeptResult;
}

/** A review as it is shown whole. */
export async function showReview(
  { reviews, clock }: Services,
  review: Review,
  known?: KnownOfReview,
  as: 'staff' | 'participant' = 'staff',
): Promise<ReviewView> {
  const { store } = reviews;
  const [source, result, set] = await Promise.all([
    known?.source ?? store.getSource(review.sourceHash),
    review.state === 'reviewed' ? (known?.result ?? store.getResult(review.resultKey)) : undefined,
    reviews.rulesOf(review.language),
  ]);
  const whole = { source, report: result?.report, rules: set?.rules ?? [] };
  return presentReview(review, clock.now(), whole, as);
}
