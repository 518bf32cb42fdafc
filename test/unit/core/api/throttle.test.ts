import { describe, expect, it } from 'vitest';
import { throttleOf } from '../../../../core/api/throttle.ts';

describe('the throttle of a stage', () => {
  it('follows the roster: everybody may wait and act, and the opening is a rush', () => {
    expect(throttleOf(50)).toEqual({ rate: 70, burst: 200 });
    expect(throttleOf(2000)).toEqual({ rate: 850, burst: 4100 });
  });

  it('never asks for more than API Gateway gives an account', () => {
    expect(throttleOf(1_000_000)).toEqual({ rate: 10_000, burst: 5_000 });
  });
});
