import { expect, it } from 'vitest';
import { splitCode } from '../../../../core/api/split-code.ts';

it.each([
  ['no code', ['no code']],
  ['`leave` calls `a[i] = 1`.', ['<leave>', ' calls ', '<a[i] = 1>', '.']],
  ['one ` alone', ['one ` alone']],
  ['`a` and one ` alone', ['<a>', ' and one ` alone']],
  ['``', ['``']],
  ['', []],
])('tells words from code: %s', (message, pieces) => {
  expect(splitCode(message).map(({ text, isCode }) => (isCode ? `<${text}>` : text))).toEqual(pieces);
});
