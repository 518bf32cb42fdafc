import { expect, it } from 'vitest';
import { withoutNearCopies } from '../../../../bench/review/near-copies.ts';

const purse = 'contract Purse {\n  uint total;\n  function pay() public {\n    total = total + 1;\n  }\n}\n';
const other = 'contract Vote {\n  mapping(uint => uint) votes;\n}\n';
const unlike = (source: string, ...others: string[]) =>
  withoutNearCopies(
    [{ source }],
    others.map((one) => ({ source: one })),
  ).length === 1;

it('takes a contract that stands in none of the others', () => {
  expect(unlike(other, purse)).toBe(true);
  expect(unlike(other)).toBe(true);
});

it('leaves one out that is indented otherwise, has other ends of lines or one more function', () => {
  expect(unlike(purse, other, purse.replaceAll('  ', '\t'))).toBe(false);
  expect(unlike(purse.replaceAll('\n', '\r\n'), purse)).toBe(false);
  expect(unlike(purse, `${purse}function more() public { revert(); }`)).toBe(false);
});

it('counts what one other holds and not what all of them hold, and no lines of a few signs', () => {
  const [first = '', second = '', third = '', fourth = ''] = purse.split('\n');
  expect(unlike(purse, first, second, third, fourth)).toBe(true);
  expect(unlike(purse, `${first}\n${second}`)).toBe(false);
  expect(unlike(other, purse.replace(/[^}\n]/g, ''))).toBe(true);
});

it('counts a line that stands often once', () => {
  expect(unlike(`${'uint total;\n'.repeat(9)}${other}`, purse)).toBe(true);
});
