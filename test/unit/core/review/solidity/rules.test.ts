import { describe, expect, it } from 'vitest';
import { SOLIDITY_RULES } from '../../../../../core/review/solidity/rules.ts';
import { solidityDetectors } from '../../../../../core/review/solidity/solidity-detectors.ts';
import { PAIRS } from './contract-pairs.ts';

const linesOf = (source: string, ruleId: string) => [
  ...new Set(
    solidityDetectors
      .detect({ language: 'solidity', source })
      .findings.filter((finding) => finding.ruleId === ruleId)
      .map(({ line }) => line),
  ),
];

const marked = (source: string) =>
  source.split('\n').flatMap((line, at) => (line.trimEnd().endsWith('// <') ? [at + 1] : []));

describe('rules of Solidity', () => {
  it.each(PAIRS)('$rule: $what', ({ rule, faulty, sound }) => {
    expect(linesOf(faulty, rule)).toEqual(marked(faulty));
    expect(linesOf(sound, rule)).toEqual([]);
  });

  it('each have a contract with the fault and one without', () => {
    expect([...new Set(PAIRS.map(({ rule }) => rule as string))].sort()).toEqual(
      SOLIDITY_RULES.map(({ id }) => id).sort(),
    );
  });

  it.each(PAIRS.filter(({ rule }) => rule !== 'solidity/syntax-error'))(
    'read $rule: $what without an error of syntax',
    ({ faulty, sound }) => {
      for (const source of [faulty, sound]) {
        expect(linesOf(source, 'solidity/syntax-error')).toEqual([]);
        expect(solidityDetectors.detect({ language: 'solidity', source }).gaps).toEqual([]);
      }
    },
  );
});
