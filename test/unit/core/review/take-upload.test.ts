import { describe, expect, it } from 'vitest';
import { hashSource } from '../../../../core/review/result-key.ts';
import type { QueuedReview } from '../../../../core/review/review.ts';
import { MAX_REVIEW_BYTES } from '../../../../core/review/review-limits.ts';
import { languageOfFile, type ReviewUpload, takeUpload } from '../../../../core/review/take-upload.ts';

const AT = Date.parse('2026-11-29T10:00:00Z');
const upload = (key: string, size = 10): ReviewUpload => ({
  key,
  size,
  etag: 'd41d8cd98f00b204e9800998ecf8427e',
  sequencer: '0062E99A88DC407460',
  at: AT,
});

function world(objects: Readonly<Record<string, Uint8Array | string>> = {}, used = 0) {
  const reviews = new Map<string, { review: QueuedReview; source: string }>();
  let counted = used;
  const use = () => ({ day: counted, month: counted });
  return {
    reviews,
    counted: () => counted,
    ports: {
      store: {
        add: async (review: QueuedReview, source: string) => {
          if (reviews.has(review.reviewId)) return false;
          reviews.set(review.reviewId, { review, source });
          return true;
        },
        count: async () => {
          if (counted >= 3) return undefined;
          counted++;
          return use();
        },
        get: async (reviewId: string) => reviews.get(reviewId)?.review,
        getUse: async () => use(),
        takeBack: async () => void counted--,
      },
      readObject: async (key: string) => {
        const found = objects[key];
        return typeof found === 'string' ? new TextEncoder().encode(found) : found;
      },
      languages: ['python', 'solidity'],
      languageOf: languageOfFile,
      plan: { perDay: 3, perMonth: 3 },
      warn: () => undefined,
    },
  };
}

describe('a file that is put into the bucket', () => {
  const key = 'reviews/Ada/exam/Purse.SOL';

  it('is reviewed in the list of the user in whose folder it lies', async () => {
    const { ports, reviews } = world({ [key]: 'contract Purse {}' });
    const taken = await takeUpload(upload(key), ports);
    expect(taken).toMatchObject({
      action: 'review',
      reviewId: expect.stringMatching(/^[0-9a-hjkmnp-tv-z]{26}$/),
    });
    expect([...reviews.values()]).toMatchObject([
      {
        review: {
          owner: 'ada',
          name: 'Purse.SOL',
          language: 'solidity',
          kind: 'all',
          bytes: 17,
          requestedAt: AT,
        },
        source: 'contract Purse {}',
      },
    ]);
  });

  it('is one review however often S3 tells of it, and another when it is put again', async () => {
    const { ports, reviews, counted } = world({ [key]: 'contract Purse {}' });
    const [first, second] = [await takeUpload(upload(key), ports), await takeUpload(upload(key), ports)];
    expect(second).toMatchObject({ action: 'review', reviewId: 'reviewId' in first && first.reviewId });
    expect([reviews.size, counted()]).toEqual([1, 1]);
    await takeUpload({ ...upload(key), sequencer: '0062E99A88DC407461' }, ports);
    expect([reviews.size, counted()]).toEqual([2, 2]);
  });

  it('is the same source with the mark of an editor before it, and without', async () => {
    const { ports, reviews } = world({ [key]: '\uFEFFcontract Purse {}' });
    await takeUpload(upload(key), ports);
    expect([...reviews.values()]).toMatchObject([
      { review: { bytes: 17, sourceHash: hashSource('contract Purse {}') }, source: 'contract Purse {}' },
    ]);
  });

  it('counts once when S3 tells of it twice at the same time, and again after it could not be written', async () => {
    const { ports, reviews, counted } = world({ [key]: 'contract Purse {}' });
    // Neither sees what the other is about to write.
    const unseen = { ...ports.store, get: async () => undefined };
    const both = { ...ports, store: unseen };
    await Promise.all([takeUpload(upload(key), both), takeUpload(upload(key), both)]);
    expect([reviews.size, counted()]).toEqual([1, 1]);
    const failing = { ...unseen, add: async () => await Promise.reject(new Error('the table is busy')) };
    await expect(takeUpload(upload(key), { ...ports, store: failing })).rejects.toThrow('the table is busy');
    expect(counted()).toBe(1);
  });

  it.each([
    ['in no folder of a user', 'reviews/Purse.sol', 'contract Purse {}', 'reviews/<username>/<file>'],
    ['a folder', 'reviews/ada/', '', 'reviews/<username>/<file>'],
    [
      'in a folder that no user is called by',
      'reviews/a b/Purse.sol',
      'contract Purse {}',
      'reviews/<username>/<file>',
    ],
    ['in no language that is known', 'reviews/ada/notes.txt', 'notes', 'it is one of python, solidity'],
    [
      'in a language that is not reviewed',
      'reviews/ada/main.c',
      'int main() {}',
      'it is one of python, solidity',
    ],
    ['not text', 'reviews/ada/Purse.sol', Uint8Array.of(0xff, 0xfe, 0x00), 'not text in UTF-8'],
    ['with NUL', 'reviews/ada/Purse.sol', 'contract\0', 'NUL'],
    ['empty', 'reviews/ada/Purse.sol', '', 'is empty'],
  ])('is refused with its reason when it is %s', async (_, at, content, reason) => {
    const { ports, reviews } = world({ [at]: content });
    expect(await takeUpload(upload(at), ports)).toEqual({
      action: 'refuse',
      reason: expect.stringContaining(reason),
    });
    expect(reviews.size).toBe(0);
  });

  it('is refused unread when it is too large, and when it is gone', async () => {
    const { ports } = world();
    expect(await takeUpload(upload(key, MAX_REVIEW_BYTES + 1), ports)).toMatchObject({
      reason: `it has more than the ${MAX_REVIEW_BYTES} bytes that are reviewed of one`,
    });
    expect(await takeUpload(upload(key), ports)).toMatchObject({ reason: 'it is gone' });
  });

  it('is there still when S3 tells again of the last that the plan allowed', async () => {
    const { ports, counted } = world({ [key]: 'contract Purse {}' }, 2);
    await takeUpload(upload(key), ports);
    expect(await takeUpload(upload(key), ports)).toMatchObject({ action: 'review' });
    expect(counted()).toBe(3);
  });

  it('is refused when its user has used all that the plan allows', async () => {
    const { ports, reviews } = world({ [key]: 'contract Purse {}' }, 3);
    expect(await takeUpload(upload(key), ports)).toMatchObject({
      action: 'refuse',
      reason: expect.stringContaining('all 3 reviews'),
    });
    expect(reviews.size).toBe(0);
  });
});
