import { describe, expect, it } from 'vitest';
import { makeFigure, medianWithInterval } from '../../bench/figure.ts';

describe('medianWithInterval', () => {
  it('gives the 4th and 12th of 15 values, the classic 90 % interval', () => {
    const values = Array.from({ length: 15 }, (_, index) => 15 - index);
    expect(medianWithInterval(values)).toEqual({ median: 8, interval: [4, 12] });
  });

  it('has no interval narrower than its values when there are few', () => {
    expect(medianWithInterval([3, 1])).toEqual({ median: 2, interval: [1, 3] });
  });
});

describe('makeFigure', () => {
  it('holds, fails, or is undecided by the interval and not by the median', () => {
    const spread = Array.from({ length: 15 }, (_, index) => index + 1);
    expect(makeFigure('a', spread, 'x', { atMost: 12 }).holds).toBe(true);
    expect(makeFigure('a', spread, 'x', { atMost: 3 }).holds).toBe(false);
    expect(makeFigure('a', spread, 'x', { atMost: 8 }).holds).toBe('undecided');
    expect(makeFigure('a', spread, 'x', { atLeast: 4 }).holds).toBe(true);
  });
});
