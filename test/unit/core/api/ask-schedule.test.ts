import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isPassingStatus, readRetryAfter, waitBeforeAsk } from '../../../../core/api/ask-schedule.ts';

const middle = () => 0.5;

describe('waiting before the next ask', () => {
  it('takes 1, 2, 4, then always 5 s', () => {
    expect([1, 2, 3, 4, 5, 100].map((asked) => waitBeforeAsk(asked, middle))).toEqual([
      1_000, 2_000, 4_000, 5_000, 5_000, 5_000,
    ]);
  });

  it('differs by chance, a fifth at most', () => {
    expect(waitBeforeAsk(4, () => 0)).toBe(4_000);
    expect(waitBeforeAsk(4, () => 1)).toBe(6_000);
  });

  it('is never shorter than the API asked for, nor longer than a minute and its jitter', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 50 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.integer({ min: 0, max: 10_000_000 }),
        (asked, chance, retryAfterMs) => {
          const wait = waitBeforeAsk(asked, () => chance, retryAfterMs);
          expect(wait).toBeGreaterThanOrEqual(Math.min(retryAfterMs, 60_000));
          expect(wait).toBeLessThanOrEqual(72_000);
        },
      ),
    );
  });
});

describe('Retry-After', () => {
  const now = Date.parse('2027-01-15T10:00:00Z');
  it.each([
    ['3', 3_000],
    ['0', 0],
    ['Fri, 15 Jan 2027 10:00:20 GMT', 20_000],
    ['Fri, 15 Jan 2027 09:00:00 GMT', 0],
    ['soon', undefined],
    ['', undefined],
    [null, undefined],
  ])('%j asks for %s ms', (header, ms) => {
    expect(readRetryAfter(header, now)).toBe(ms);
  });
});

it('tells what passes from what is decided', () => {
  expect([429, 500, 502, 503, 504].every(isPassingStatus)).toBe(true);
  expect([400, 401, 403, 404, 409, 413, 422].some(isPassingStatus)).toBe(false);
});
