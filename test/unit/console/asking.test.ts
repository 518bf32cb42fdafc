import { expect, it } from 'vitest';
import { createTurns } from '../../../console/in-turn.ts';

it('lands no answer after that to a later ask', () => {
  const takeTurn = createTurns();
  const [first, second, third] = [takeTurn(), takeTurn(), takeTurn()];
  expect(first()).toBe(true);
  expect(third()).toBe(true);
  expect(second()).toBe(false);
  expect(takeTurn()()).toBe(true);
});
