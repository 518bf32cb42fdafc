import { describe, expect, it } from 'vitest';
import { solidityDetectors } from '../../../../../core/review/solidity/solidity-detectors.ts';
import { CALLS } from './contracts.ts';

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
  it.each(CALLS)('$rule: $what', ({ rule, faulty, sound }) => {
    expect(linesOf(faulty, rule)).toEqual(marked(faulty));
    expect(linesOf(sound, rule)).toEqual([]);
  });
});
