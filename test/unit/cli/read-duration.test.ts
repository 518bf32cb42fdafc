import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readDuration } from '../../../cli/read-duration.ts';

describe('durations', () => {
  it.each([
    ['90m', 5_400_000],
    ['1h30m', 5_400_000],
    ['1 h 30 min', 5_400_000],
    ['45s', 45_000],
    ['1.5h', 5_400_000],
    ['250ms', 250],
    ['2d', 172_800_000],
  ])('%s', (text, ms) => expect(readDuration(text)).toBe(ms));

  it.each(['', 'soon', '5', '1h and a bit', '-5m', '1h2h', '30m1h', '1,5h', '1h30', '1e3s', '99999999d'])(
    'refuses %j',
    (text) => expect(() => readDuration(text)).toThrow('such as'),
  );

  it('are what was written, whole units each', () => {
    const counts = fc.tuple(...[99, 23, 59, 59, 999].map((max) => fc.nat(max)));
    fc.assert(
      fc.property(counts, fc.constantFrom('', ' '), ([d, h, m, s, ms], gap) => {
        const text = [`${d}d`, `${h}h`, `${m}m`, `${s}s`, `${ms}ms`].join(gap);
        expect(readDuration(text)).toBe((((d! * 24 + h!) * 60 + m!) * 60 + s!) * 1000 + ms!);
      }),
    );
  });
});
