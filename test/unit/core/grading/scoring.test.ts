import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scoreSubmission } from '../../../../core/grading/scoring.ts';
import type { TestCase, TestGroup } from '../../../../core/grading/test-case.ts';

const testCase = (id: string, group: string): TestCase => ({
  id, group, sample: false, inputHash: '', inputBytes: 0, answerHash: '', answerBytes: 0,
}); // biome-ignore format: one line
const group = (
  name: string,
  aggregation: TestGroup['aggregation'],
  maxScore: number | null,
  requires: string[] = [],
): TestGroup => ({ name, aggregation, maxScore, requires });
const CASES = [
  testCase('1', 'secret/a'),
  testCase('2', 'secret/a'),
  testCase('3', 'secret/b'),
  testCase('4', 'secret/b'),
];
const score = (groups: TestGroup[], ...verdicts: ('AC' | 'WA' | number)[]) =>
  scoreSubmission(
    CASES,
    groups,
    verdicts.map((verdict, i) => ({
      testCaseId: String(i + 1),
      ...(typeof verdict === 'number'
        ? { verdict: 'AC', detail: { score: verdict } }
        : { verdict, detail: {} }),
    })),
  );

describe('a score', () => {
  const SUM = [group('secret', 'sum', 100), group('secret/a', 'sum', 40), group('secret/b', 'min', 60)];

  it.each([
    ['sum of parts', SUM, ['AC', 'WA', 'AC', 'AC'], 80],
    ['all of it', SUM, ['AC', 'AC', 'AC', 'AC'], 100],
    ['a minimum that fails', SUM, ['AC', 'AC', 'AC', 'WA'], 40],
    ['nothing', SUM, ['WA', 'WA', 'WA', 'WA'], 0],
    [
      'all or nothing',
      [group('secret/a', 'pass-fail', 30), group('secret/b', 'pass-fail', 70)],
      ['AC', 'WA', 'AC', 'AC'],
      70,
    ],
    [
      'minimum of groups',
      [group('secret', 'min', 100), group('secret/a', 'sum', 40), group('secret/b', 'sum', 60)],
      ['AC', 'AC', 'AC', 'WA'],
      30,
    ],
    [
      "a validator's points",
      [group('secret/a', 'sum', 10), group('secret/b', 'min', 10)],
      [2.5, 'AC', 4, 7],
      11.5,
    ],
    [
      "a validator's points without a bound",
      [group('secret/a', 'sum', null), group('secret/b', 'sum', null)],
      [200, 300, 'WA', 1],
      501,
    ],
    [
      'a group whose requirement failed',
      [group('secret/a', 'sum', 40), group('secret/b', 'sum', 60, ['secret/a'])],
      ['AC', 'WA', 'AC', 'AC'],
      20,
    ],
  ] as const)('is %s', (_, groups, verdicts, expected) => {
    expect(score([...groups], ...verdicts)).toBe(expected);
  });

  it('never grows by failing, and never passes the sum of its groups', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }), fc.nat(3), (right, at) => {
        const verdicts = right.map((good) => (good ? 'AC' : 'WA') as 'AC' | 'WA');
        const worse = verdicts.map((verdict, i) => (i === at ? 'WA' : verdict));
        expect(score(SUM, ...worse)).toBeLessThanOrEqual(score(SUM, ...verdicts));
        expect(score(SUM, ...verdicts)).toBeLessThanOrEqual(100);
      }),
    );
  });
});
