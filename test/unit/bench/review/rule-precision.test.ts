import { describe, expect, it } from 'vitest';
import { rateRules } from '../../../../bench/review/rate-rules.ts';
import { scoreSource } from '../../../../bench/review/score-labels.ts';

const finding = (ruleId: string, line: number) => ({
  kind: 'security' as const,
  category: 'arithmetic' as const,
  line,
  ruleId,
});
const labels = [
  { category: 'arithmetic' as const, line: 5, endLine: 5 },
  { category: 'reentrancy' as const, line: 40, endLine: 40 },
];

describe('rateRules', () => {
  it('counts lines that a rule names by whether they are labelled, a line of two rules for both', () => {
    const found = [
      finding('b', 5),
      finding('a', 6),
      finding('a', 6),
      finding('b', 6),
      finding('a', 41),
      finding('a', 70),
    ];
    const other = scoreSource({ labels: [] }, [finding('c', 9)]);
    expect(rateRules([scoreSource({ labels }, found), other])).toEqual([
      { ruleId: 'a', right: 1, wrong: { strict: 2, 'by place': 1, 'by category': 2 } },
      { ruleId: 'b', right: 2, wrong: { strict: 0, 'by place': 0, 'by category': 0 } },
      { ruleId: 'c', right: 0, wrong: { strict: 1, 'by place': 1, 'by category': 0 } },
    ]);
  });

  it('has nothing to say of no findings', () => {
    expect(rateRules([scoreSource({ labels }, [])])).toEqual([]);
  });
});
