import { describe, expect, it } from 'vitest';
import { readDuration, readTime } from '../../../cli/read-duration.ts';

describe('durations and times', () => {
  it.each([
    ['90m', 5_400_000],
    ['1h30m', 5_400_000],
    ['1 h 30 min', 5_400_000],
    ['45s', 45_000],
    ['1.5h', 5_400_000],
    ['250ms', 250],
    ['2d', 172_800_000],
  ])('%s', (text, ms) => expect(readDuration(text)).toBe(ms));

  it.each(['', 'soon', '5', '1h and a bit', '-5m'])('refuses %j', (text) =>
    expect(() => readDuration(text)).toThrow('such as'),
  );

  it('reads times from now, and any ISO zone as UTC', () => {
    const now = Date.UTC(2026, 2, 2, 8);
    expect(readTime('+1h', now)).toBe('2026-03-02T09:00:00.000Z');
    expect(readTime('now', now)).toBe('2026-03-02T08:00:00.000Z');
    expect(readTime('2026-03-02T09:00:00+01:00', now)).toBe('2026-03-02T08:00:00.000Z');
    expect(() => readTime('tomorrow', now)).toThrow('such as');
  });
});
