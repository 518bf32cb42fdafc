import { expect, it } from 'vitest';
import type { ReviewEnd } from '../../../../core/review/review-store.ts';
import { awaitReview, expectReview } from '../../../../lambdas/api/reviews.ts';
import { MemoryReviewStore } from '../../../support/memory-review-store.ts';
import { queuedReview } from '../../../support/reviews.ts';
import { VirtualClock } from '../../../support/virtual-clock.ts';

const FAILED: ReviewEnd = { state: 'failed', failedAt: 0, reason: 'no', usd: 0 };

/** One place to wait in, which `take` may find taken. */
function makeWorld() {
  const clock = new VirtualClock();
  const store = new MemoryReviewStore();
  const place = { free: true };
  const services = {
    clock,
    warn: () => undefined,
    reviews: {
      store,
      models: 'none',
      waiters: {
        count: 1,
        places: {
          async take() {
            if (!place.free) return undefined;
            place.free = false;
            return async () => {
              place.free = true;
            };
          },
        },
      },
    },
  };
  const add = async (reviewId: string) => {
    const review = queuedReview(reviewId, 'a', { requestedAt: clock.now() });
    await store.add(review, 'a');
    return review;
  };
  const end = async (reviewId: string) => {
    const now = clock.now();
    await store.end((await store.lease(reviewId, { leaseId: 'l', until: now + 1 }, now))!, FAILED);
  };
  /** What comes of a promise as time passes. */
  const passed = async <T>(promise: Promise<T>): Promise<T> => {
    let done = false;
    void promise.finally(() => {
      done = true;
    });
    await clock.runUntil(() => done, clock.now() + 60_000);
    return await promise;
  };
  return { clock, store, place, services, add, end, passed };
}

it('takes a place that is given back while it is patient, and waits in it until the review is over', async () => {
  const { clock, place, services, add, end, passed } = makeWorld();
  const review = await add('r1');
  place.free = false;
  void clock.sleep(1_000).then(() => {
    place.free = true;
  });
  void clock.sleep(9_000).then(async () => await end('r1'));
  const began = clock.now();
  const came = await passed(awaitReview(services, review, began + 25_000, 2_000));
  expect(came).toMatchObject({ waited: true, seen: { state: 'failed' } });
  expect(place.free).toBe(true);
});

it('sees a review that is over without a place, as long as it is patient and no longer', async () => {
  const { clock, place, services, add, end, passed } = makeWorld();
  place.free = false;
  const review = await add('r1');
  void clock.sleep(1_000).then(async () => await end('r1'));
  const seen = await passed(awaitReview(services, review, clock.now() + 25_000, 2_000));
  expect(seen).toMatchObject({ seen: { state: 'failed' } });
  const other = await add('r2');
  const began = clock.now();
  expect(await passed(awaitReview(services, other, began + 25_000, 2_000))).toMatchObject({
    waited: false,
    seen: { state: 'queued' },
  });
  expect(clock.now() - began).toBeLessThanOrEqual(2_500);
  expect(await passed(awaitReview(services, other, clock.now() + 25_000))).toMatchObject({ waited: false });
});

it('waits for nothing that comes too late, by those that wait before it', async () => {
  const { clock, place, services, add, passed } = makeWorld();
  for (let number = 10; number < 70; number++) await add(`a${number}`);
  clock.sleep(1);
  const last = await add('z');
  expect(await expectReview(services, last)).toBe(30_000);
  expect(await expectReview(services, await services.reviews.store.get('a12').then((one) => one!))).toBe(
    1_000,
  );
  expect(await expectReview({ ...services, reviews: { ...services.reviews, models: 'some' } }, last)).toBe(
    300_000,
  );
  expect(await passed(awaitReview(services, last, clock.now() + 25_000))).toMatchObject({ waited: false });
  expect(place.free).toBe(true);
});
