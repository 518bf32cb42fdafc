import { expect, it } from 'vitest';
import { decideTry, MAX_TRIES } from '../../../../core/review/decide-try.ts';

it.each([
  [1, 0, 'again'],
  [0, 1, 'later'],
  [2, 0, 'fail'],
  [1, 1, 'fail'],
  [0, 2, 'fail'],
])('after %i tries that the source ended and %i without a processor: %s', (bySource, starved, action) => {
  const decided = decideTry({ bySource, starved });
  expect(decided.action).toBe(action);
  expect(decided.reason).not.toBe('');
});

it('never has a source tried more often than twice', () => {
  for (let bySource = 0; bySource <= 5; bySource++)
    for (let starved = 0; starved <= 5; starved++)
      if (bySource + starved >= MAX_TRIES) expect(decideTry({ bySource, starved }).action).toBe('fail');
});
