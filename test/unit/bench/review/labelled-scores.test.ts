import { describe, expect, it } from 'vitest';
import { rateScores, scoreSource } from '../../../../bench/review/score-labels.ts';
import type { Category } from '../../../../core/review/rule.ts';

const label = (category: Category, line: number, endLine = line) => ({ category, line, endLine });
const finding = (category: Category, line: number) => ({
  kind: 'security' as const,
  category,
  line,
  ruleId: `solidity/${category}`,
});

describe('scoreSource', () => {
  it('meets a label at most one line away from it or from its block', () => {
    const labels = [label('reentrancy', 10), label('reentrancy', 20, 24)];
    const foundBy = (line: number) => scoreSource({ labels }, [finding('reentrancy', line)]).found.length;
    expect([8, 9, 10, 11, 12].map(foundBy)).toEqual([0, 1, 1, 1, 0]);
    expect([18, 19, 22, 25, 26].map(foundBy)).toEqual([0, 1, 1, 1, 0]);
  });

  it('meets no label of another category', () => {
    const score = scoreSource({ labels: [label('reentrancy', 10)] }, [finding('arithmetic', 10)]);
    expect(score.found).toEqual([]);
    expect(score.falseSpots).toMatchObject([
      { category: 'arithmetic', line: 10, ofLabelledCategory: false, nearAnotherLabel: true },
    ]);
  });

  it('counts a label once however many findings meet it, and both of two labels that one meets', () => {
    const many = [9, 10, 10, 11].map((line) => finding('arithmetic', line));
    expect(scoreSource({ labels: [label('arithmetic', 10)] }, many)).toMatchObject({
      found: [label('arithmetic', 10)],
      falseSpots: [],
    });
    const labels = [label('arithmetic', 10), label('arithmetic', 12)];
    expect(scoreSource({ labels }, [finding('arithmetic', 11)]).found).toEqual(labels);
  });

  it('counts what several rules of a category say of one line as one', () => {
    const twice = [finding('arithmetic', 50), { ...finding('arithmetic', 50), ruleId: 'solidity/overflow' }];
    expect(scoreSource({ labels: [] }, twice).falseSpots).toMatchObject([
      { ruleIds: ['solidity/arithmetic', 'solidity/overflow'] },
    ]);
  });

  it('leaves quality aside, and categories that no set has labels of', () => {
    const findings = [
      { ...finding('reentrancy', 3), kind: 'quality' as const },
      finding('hostile-intent', 3),
    ];
    expect(scoreSource({ labels: [] }, findings).falseSpots).toEqual([]);
  });
});

describe('rateScores', () => {
  const scores = [
    scoreSource({ labels: [label('reentrancy', 10), label('reentrancy', 30)] }, [
      finding('reentrancy', 10),
      finding('reentrancy', 50),
      finding('arithmetic', 31),
      finding('arithmetic', 70),
    ]),
    scoreSource({ labels: [label('arithmetic', 5)] }, [finding('arithmetic', 5), finding('reentrancy', 90)]),
  ];

  it('reads precision three ways: every finding, not at other labels, only of labelled categories', () => {
    const rates = rateScores(scores);
    expect(rates).toMatchObject({ labels: 3, found: 2, recall: 2 / 3 });
    expect(rates.readings.strict).toEqual({ falseSpots: 4, precision: 2 / 6, f1: 4 / 9 });
    expect(rates.readings['by place']).toEqual({ falseSpots: 3, precision: 2 / 5, f1: 4 / 8 });
    expect(rates.readings['by category']).toEqual({ falseSpots: 1, precision: 2 / 3, f1: 4 / 6 });
  });

  it('counts labels and findings of a category by their own', () => {
    const rates = rateScores(scores, 'arithmetic');
    expect(rates).toMatchObject({ labels: 1, found: 1, recall: 1 });
    expect(rates.readings.strict.falseSpots).toBe(2);
    expect(rates.readings['by category'].falseSpots).toBe(0);
  });

  it('has nothing to divide where there are neither labels nor findings', () => {
    expect(rateScores([])).toMatchObject({ labels: 0, recall: Number.NaN });
  });
});
