import { parse } from '@solidity-parser/parser';
import { describe, expect, it } from 'vitest';
import { HOSTILE_SOLIDITY } from '../../../../../bench/review/hostile-solidity.ts';
import { findUnreadable } from '../../../../../core/review/solidity/find-unreadable.ts';

/** Parts that cannot be read, and how often a parser was given each sign of the source on average to find them. */
function search(source: string): { readonly parts: readonly string[]; readonly times: number } {
  let signs = 0;
  const parts = findUnreadable(source, (text) => {
    signs += text.length;
    try {
      parse(text, { tolerant: true });
      return true;
    } catch {
      return false;
    }
  });
  return { parts: parts.map((part) => source.slice(...part).trim()), times: signs / source.length };
}

describe('what a parser cannot take', () => {
  it('is told by the statement', () => {
    const { parts } = search('contract A { function f() { s = 1; if (; s = 2; } function g() { uint = ; } }');
    expect(parts).toEqual(['if (; s = 2;', 'uint = ;']);
  });

  it.each([
    'errors of syntax',
    'statements that are not whole',
    'functions that are not whole',
    'functions with an error each',
  ])('takes no more looks at each sign where there is more of it: %s', (name) => {
    const [small, large] = [search(HOSTILE_SOLIDITY[name]!(20)), search(HOSTILE_SOLIDITY[name]!(160))];
    expect(large.times).toBeLessThan(2 * small.times);
  });

  it('is all that is left once no more may be read', () => {
    const source = 'contract A { uint = ; } contract B { uint = ; } contract C { uint = ; }';
    let looks = 0;
    const parts = findUnreadable(
      source,
      () => false,
      () => ++looks <= 3,
    );
    expect(looks).toBeGreaterThan(3);
    expect(parts.map((part) => source.slice(...part)).join('')).toContain('contract C { uint = ; }');
  });
});
