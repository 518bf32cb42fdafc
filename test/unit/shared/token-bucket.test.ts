import fc from 'fast-check';
import { expect, it } from 'vitest';

import { TokenBucket } from '../../../shared/token-bucket.ts';

it('lets through a burst, then the rate, whenever requests come', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 50 }),
      fc.integer({ min: 1, max: 50 }),
      fc.array(fc.integer({ min: 0, max: 500 }), { maxLength: 200 }),
      (ratePerS, burst, gapsMs) => {
        const bucket = new TokenBucket(ratePerS, burst, 0);
        let nowMs = 0;
        let taken = 0;
        for (const gap of gapsMs) {
          nowMs += gap;
          if (bucket.take(nowMs)) taken += 1;
          expect(taken).toBeLessThanOrEqual(burst + (nowMs / 1000) * ratePerS + 1e-6);
        }
      },
    ),
  );
});

it('fills up again, to the burst and not above', () => {
  const bucket = new TokenBucket(1, 2, 0);
  expect([bucket.take(0), bucket.take(0), bucket.take(0)]).toEqual([true, true, false]);
  expect([bucket.take(60_000), bucket.take(60_000), bucket.take(60_000)]).toEqual([true, true, false]);
});
