import { expect, it } from 'vitest';
import { createTurns } from '../../../console/in-turn.ts';
import { createOneAtATime } from '../../../console/one-at-a-time.ts';
import { waitAfterFailure } from '../../../console/wait-after-failure.ts';
import { ApiError } from '../../../core/api/client.ts';

it('lands no answer after that to a later ask', () => {
  const takeTurn = createTurns();
  const [first, second, third] = [takeTurn(), takeTurn(), takeTurn()];
  expect(first()).toBe(true);
  expect(third()).toBe(true);
  expect(second()).toBe(false);
  expect(takeTurn()()).toBe(true);
});

it('asks one at a time, and once more for all that was wished meanwhile', async () => {
  const asks: (() => void)[] = [];
  const ask = createOneAtATime(async () => await new Promise<void>((resolve) => void asks.push(resolve)));
  for (let wish = 0; wish < 3; wish++) ask();
  expect(asks.length).toBe(1);
  asks[0]!();
  await expect.poll(() => asks.length).toBe(2);
  asks[1]!();
  // Whoever wishes now finds the second over, or has a third follow it.
  await new Promise((resolve) => setImmediate(resolve));
  expect(asks.length).toBe(2);
  ask();
  expect(asks.length).toBe(3);
});

it('asks a form again after what passes, and never sooner than is asked for', () => {
  const failed = (status: number, retryAfter?: string) =>
    new ApiError({ type: 'about:blank', title: 'Failed', status, detail: 'Failed.' }, retryAfter);
  const middle = () => 0.5;
  expect(waitAfterFailure(failed(422), 1, middle)).toBeUndefined();
  expect(waitAfterFailure(failed(409), 1, middle)).toBeUndefined();
  expect(waitAfterFailure(failed(0), 1, middle)).toBe(10_000);
  expect(waitAfterFailure(failed(503), 9, middle)).toBe(10_000);
  expect(waitAfterFailure(failed(429, '30'), 1, middle)).toBe(33_000);
});
