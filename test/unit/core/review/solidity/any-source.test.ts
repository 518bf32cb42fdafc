import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Detection } from '../../../../../core/review/detector.ts';
import { solidityDetectors } from '../../../../../core/review/solidity/solidity-detectors.ts';
import { CONTRACTS } from './contract-pairs.ts';

const detect = (source: string): Detection => solidityDetectors.detect({ language: 'solidity', source });
const WORDS = [...new Set(CONTRACTS.join(' ').match(/\w+|[^\w\s]/g))];

/** What must hold of any source: the same each time, lines that are there, and rules that are known. */
function holdsFor(source: string): void {
  const detection = detect(source);
  expect(detect(source)).toEqual(detection);
  const lines = source.split('\n').length;
  const ids = new Set(solidityDetectors.rules.map(({ id }) => id));
  for (const { line, ruleId, message } of detection.findings) {
    expect(line).toBeGreaterThanOrEqual(1);
    expect(line).toBeLessThanOrEqual(lines);
    expect(ids.has(ruleId)).toBe(true);
    expect(message).toMatch(/\.$/);
  }
  for (const { why } of detection.gaps) expect(why).toMatch(/\.$/);
}

/** A contract with pieces taken out, doubled or put elsewhere. */
const mutated = fc
  .tuple(
    fc.constantFrom(...CONTRACTS),
    fc.array(
      fc.tuple(
        fc.nat(),
        fc.nat({ max: 40 }),
        fc.constantFrom('drop', 'double', 'word'),
        fc.constantFrom(...WORDS),
      ),
      {
        minLength: 1,
        maxLength: 4,
      },
    ),
  )
  .map(([contract, changes]) =>
    changes.reduce((text, [at, length, how, word]) => {
      const from = at % (text.length + 1);
      const piece = text.slice(from, from + length);
      if (how === 'drop') return text.slice(0, from) + text.slice(from + length);
      return (
        text.slice(0, from) +
        (how === 'double' ? piece + piece : ` ${word} `) +
        text.slice(from + piece.length)
      );
    }, contract),
  );

describe('detectors of Solidity', () => {
  it('take any text', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 300 }), holdsFor), { numRuns: 30 });
  });

  it('take any words of the language', () => {
    const words = fc.array(fc.constantFrom(...WORDS), { maxLength: 120 }).map((parts) => parts.join(' '));
    fc.assert(fc.property(words, holdsFor), { numRuns: 30 });
  });

  it('take any contract that is damaged', () => {
    fc.assert(fc.property(mutated, holdsFor), { numRuns: 60 });
  });

  const inFunction = (body: string) =>
    `pragma solidity ^0.8.0;
contract A {
  uint x;
  function f(uint a) public { ${body} }
  function g() public {
    selfdestruct(payable(msg.sender));
  }
}`;
  it.each([
    ['5,000 parentheses', `x = ${'('.repeat(5000)}a${')'.repeat(5000)};`],
    ['5,000 blocks', '{'.repeat(5000) + '}'.repeat(5000)],
    ['20,000 additions', `x = ${'a + '.repeat(20_000)}a;`],
    ['5,000 negations', `x = ${'!'.repeat(5000)}a;`],
    ['5,000 indexes', `x = ${'a['.repeat(5000)}0${']'.repeat(5000)};`],
  ])('look at what stands behind %s, and say what they left out', (_, body) => {
    const { findings, gaps } = detect(inFunction(body));
    expect(findings).toContainEqual(
      expect.objectContaining({ ruleId: 'solidity/unprotected-selfdestruct', line: 6 }),
    );
    expect(gaps).toContainEqual(expect.objectContaining({ what: 'line 4' }));
  });

  it.each([
    [
      'more `else` than a tree has levels',
      inFunction(`if (a == 0) {} ${'else if (a == 0) {} '.repeat(2000)}`),
    ],
    ['parentheses that nobody closes', inFunction('x = '.concat('('.repeat(5000)))],
    ['more words than are read', 'event E(uint a);\n'.repeat(12_000)],
    [
      'contracts that inherit each other in a circle',
      'contract A is B {} contract B is A { function f() public { f(); } }',
    ],
  ])('come to an end with %s', (_, source) => {
    expect(() => holdsFor(source)).not.toThrow();
  });

  it('look at the rest of a contract with an error of syntax', () => {
    const { findings } = detect(inFunction('x = = a;'));
    expect(findings.map(({ ruleId, line }) => [ruleId, line])).toEqual([
      ['solidity/syntax-error', 4],
      ['solidity/unprotected-selfdestruct', 6],
    ]);
  });

  it('answer nothing where there is nothing', () => {
    expect(detect('')).toEqual({ findings: [], gaps: [] });
  });
});

describe('a fault outside of bodies', () => {
  const sound = 'contract Purse { function leave() public { selfdestruct(msg.sender); } }';
  it.each([
    ['a variable without its value', `contract A { uint x = ; }\n${sound}`, 1],
    ['a mapping without its key', `contract A {\n  mapping(=> uint) m;\n}\n${sound}`, 2],
    ['an import of nothing', `import ;\n${sound}`, 1],
    ['one within the contract that is faulty', sound.replace('{ f', '{\n uint x = ;\n f'), 2],
    ['no contract', `contract { }\n${sound}`, 1],
    ['a signature that ends too soon', `contract A { function f(uint { } }\n${sound}`, 1],
  ])('is told with its line, and the rest is looked at: %s', (_, source, line) => {
    const found = solidityDetectors.detect({ language: 'solidity', source }).findings;
    expect(found.filter(({ ruleId }) => ruleId === 'solidity/syntax-error').map((one) => one.line)).toContain(
      line,
    );
    expect(found.map(({ ruleId }) => ruleId)).toContain('solidity/unprotected-selfdestruct');
  });
});
