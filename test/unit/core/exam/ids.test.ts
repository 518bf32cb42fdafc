import { expect, it } from 'vitest';
import { ulidSource } from '../../../../adapters/ulid-source.ts';
import { timePartOf, ULID_PATTERN } from '../../../../core/exam/ids.ts';

it('a time part sorts before every id of its time and after every earlier one', () => {
  const before = Date.now();
  const id = ulidSource.next();
  const after = Date.now();
  expect(id).toMatch(ULID_PATTERN);
  expect(timePartOf(before) <= id).toBe(true);
  expect(timePartOf(after + 1) > id).toBe(true);
  expect(timePartOf(0)).toBe('0000000000');
});
