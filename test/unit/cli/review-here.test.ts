import { expect, it } from 'vitest';
import { reviewHere } from '../../../cli/review/review-here.ts';

const source = { name: 'a.py', language: 'python', source: 'import os\nos.system("id")\n' };
const told = async (options: Parameters<typeof reviewHere>[1]) => {
  const review = await reviewHere(source, options);
  return 'report' in review && [review.report.findings.map(({ ruleId }) => ruleId), review.report.score];
};

it('of this machine a review shows what is for staff alone only to whoever says so', async () => {
  expect(await told({ kind: 'all' })).toEqual([[], 100]);
  expect(await told({ kind: 'all', staff: true })).toEqual([
    ['program/starts-processes'],
    expect.toSatisfy((score: number) => score < 100),
  ]);
});
