import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backOffMs, chanceOf } from '../../../../core/resilience/back-off.ts';

const BACK_OFF = { baseMs: 30_000, capMs: 300_000 };

describe('how long to wait after failures', () => {
  it.each([
    [1, 30_000],
    [2, 60_000],
    [4, 240_000],
    [5, 300_000],
    [2_000, 300_000],
  ])('is after %i up to %i ms', (failures, most) => {
    expect(backOffMs(failures, BACK_OFF, 0)).toBe(0);
    expect(backOffMs(failures, BACK_OFF, 0.5)).toBe(most / 2);
    expect(backOffMs(failures, BACK_OFF, 1)).toBe(most);
  });

  it('is by a chance that is the same for the same text, anywhere in [0, 1), and even', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(chanceOf(text)).toBe(chanceOf(text));
        expect(chanceOf(text)).toBeGreaterThanOrEqual(0);
        expect(chanceOf(text)).toBeLessThan(1);
      }),
    );
    const tenths = Array.from({ length: 10 }, () => 0);
    for (let round = 1; round <= 1_000; round++)
      tenths[Math.floor(10 * chanceOf(`01jq0000000000000000000001/${round}`))]!++;
    expect(Math.min(...tenths)).toBeGreaterThan(60);
    expect(Math.max(...tenths)).toBeLessThan(140);
  });
});
