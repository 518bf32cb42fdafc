import { expect, it } from 'vitest';
import { readWait } from '../../../../core/api/prefer.ts';

it.each([
  ['wait=10', 10],
  ['respond-async, wait=10', 10],
  ['WAIT = 7', 7],
  ['wait="7"', 7],
  ['wait=7; x=1', 7],
  ['handling=lenient; note="a, wait=3", wait=9', 9],
  ['wait=5, wait=9', 5],
  ['wait', undefined],
  ['wait=soon', undefined],
  ['wait=-1', undefined],
  ['return=minimal', undefined],
  ['"', undefined],
  ['', undefined],
  [undefined, undefined],
])('%j prefers to wait %s s', (header, seconds) => {
  expect(readWait(header)).toBe(seconds);
});
