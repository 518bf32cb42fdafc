import type { Page } from '../../core/exam/page.ts';
import {
  type DoneReview,
  isOver,
  type QueuedReview,
  type Review,
  type ReviewLease,
  type RunningReview,
  spentUsd,
} from '../../core/review/review.ts';
import type {
  KeptFailure,
  KeptResult,
  ReviewEnd,
  ReviewKeyUse,
  ReviewList,
  ReviewPlan,
  ReviewPutOff,
  ReviewStore,
  ReviewUse,
} from '../../core/review/review-store.ts';

/** Reviews in memory; passes the contract suite of the store that production uses. */
export class MemoryReviewStore implements ReviewStore {
  readonly reviews = new Map<string, Review>();
  readonly #sources = new Map<string, string>();
  readonly #results = new Map<string, KeptResult>();
  readonly #failures = new Map<string, KeptFailure>();
  readonly #keys = new Map<string, ReviewKeyUse>();
  readonly #counts = new Map<string, number>();

  async add(review: QueuedReview, source: string): Promise<boolean> {
    this.#sources.set(review.sourceHash, source);
    return this.#addOnce(review);
  }

  async addAnswered(review: DoneReview): Promise<boolean> {
    return this.#addOnce(review);
  }

  async renew(
    review: QueuedReview,
    source: string,
    { requestedAt }: Pick<Review, 'requestedAt'>,
  ): Promise<boolean> {
    const before = this.reviews.get(review.reviewId);
    if (before === undefined || !isOver(before) || before.requestedAt !== requestedAt) return false;
    this.#sources.set(review.sourceHash, source);
    this.reviews.set(review.reviewId, review);
    return true;
  }

  async get(reviewId: string): Promise<Review | undefined> {
    return this.reviews.get(reviewId);
  }

  async getSource(sourceHash: string): Promise<string | undefined> {
    return this.#sources.get(sourceHash);
  }

  async list(
    of: ReviewList,
    { limit, cursor }: { readonly limit: number; readonly cursor?: string | undefined },
  ): Promise<Page<Review>> {
    const wanted = [...this.reviews.values()]
      .filter((review) => isIn(of, review))
      .sort((a, b) => (a.reviewId < b.reviewId ? 1 : -1))
      .filter(({ reviewId }) => cursor === undefined || reviewId < cursor);
    const items = wanted.slice(0, limit);
    const last = items.at(-1);
    return { items, ...(wanted.length > limit && last !== undefined ? { cursor: last.reviewId } : {}) };
  }

  async sumUp(sessionId: string) {
    const all = [...this.reviews.values()].filter((review) => isIn({ sessionId }, review));
    const over = all.filter(isOver);
    const usd = all.reduce((sum, review) => sum + spentUsd(review), 0);
    return { count: over.length, usd, open: all.length - over.length };
  }

  async listDue(now: number, limit: number): Promise<readonly string[]> {
    const dueAt = (review: Review) =>
      review.state === 'queued'
        ? review.requestedAt
        : review.state === 'running'
          ? review.lease.until
          : Number.POSITIVE_INFINITY;
    return [...this.reviews.values()]
      .filter((review) => dueAt(review) <= now)
      .sort((a, b) => dueAt(a) - dueAt(b))
      .slice(0, limit)
      .map(({ reviewId }) => reviewId);
  }

  async lease(reviewId: string, lease: ReviewLease, now: number): Promise<RunningReview | undefined> {
    const review = this.reviews.get(reviewId);
    const free = review?.state === 'queued' || (review?.state === 'running' && review.lease.until <= now);
    if (review === undefined || !free) return undefined;
    const leased: RunningReview = { ...review, state: 'running', lease, attempts: review.attempts + 1 };
    this.reviews.set(reviewId, leased);
    return leased;
  }

  async putOff(held: RunningReview, { until, usd }: ReviewPutOff): Promise<boolean> {
    const review = this.reviews.get(held.reviewId);
    if (review?.state !== 'running' || review.lease.leaseId !== held.lease.leaseId) return false;
    const { starvedTries = 0, usdBefore = 0, lease } = review;
    const after = { starvedTries: starvedTries + 1, usdBefore: usdBefore + usd };
    this.reviews.set(held.reviewId, { ...review, ...after, lease: { ...lease, until } });
    return true;
  }

  async end(held: RunningReview, end: ReviewEnd): Promise<boolean> {
    const review = this.reviews.get(held.reviewId);
    if (review?.state !== 'running' || review.lease.leaseId !== held.lease.leaseId) return false;
    const { lease: _, ...rest } = review;
    this.reviews.set(held.reviewId, { ...rest, ...end });
    return true;
  }

  async keepResult(resultKey: string, result: KeptResult): Promise<void> {
    this.#results.set(resultKey, result);
  }

  async getResult(resultKey: string): Promise<KeptResult | undefined> {
    return this.#results.get(resultKey);
  }

  async keepFailure(resultKey: string, failure: KeptFailure): Promise<void> {
    this.#failures.set(resultKey, failure);
  }

  async getFailure(resultKey: string): Promise<KeptFailure | undefined> {
    return this.#failures.get(resultKey);
  }

  async claimKey(owner: string, key: string, use: ReviewKeyUse, instead?: string): Promise<ReviewKeyUse> {
    const before = this.#keys.get(`${owner} ${key}`);
    const held = before === undefined || before.reviewId === instead ? use : before;
    this.#keys.set(`${owner} ${key}`, held);
    return held;
  }

  async count(client: string, plan: ReviewPlan, now: number): Promise<ReviewUse | undefined> {
    const use = this.#useOf(client, now);
    if (use.month >= plan.perMonth || use.day >= plan.perDay) return undefined;
    const [month, day] = spansOf(client, now);
    this.#counts.set(month, use.month + 1);
    this.#counts.set(day, use.day + 1);
    return { month: use.month + 1, day: use.day + 1 };
  }

  async takeBack(client: string, now: number): Promise<void> {
    for (const span of spansOf(client, now)) {
      const used = this.#counts.get(span) ?? 0;
      if (used > 0) this.#counts.set(span, used - 1);
    }
  }

  async getUse(client: string, now: number): Promise<ReviewUse> {
    return this.#useOf(client, now);
  }

  #useOf(client: string, now: number): ReviewUse {
    const [month, day] = spansOf(client, now);
    return { month: this.#counts.get(month) ?? 0, day: this.#counts.get(day) ?? 0 };
  }

  #addOnce(review: Review): boolean {
    if (this.reviews.has(review.reviewId)) return false;
    this.reviews.set(review.reviewId, review);
    return true;
  }
}

function isIn(of: ReviewList, { owner, submission }: Review): boolean {
  if ('owner' in of) return submission === undefined && owner === of.owner;
  return submission?.sessionId === of.sessionId;
}

function spansOf(client: string, now: number): readonly [month: string, day: string] {
  const iso = new Date(now).toISOString();
  return [`${client} ${iso.slice(0, 7)}`, `${client} ${iso.slice(0, 10)}`];
}
