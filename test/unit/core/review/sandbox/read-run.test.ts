import { expect, it } from 'vitest';
import { readRun } from '../../../../../core/review/sandbox/read-run.ts';
import type { Submission } from '../../../../../core/submissions/submission.ts';
import { caseResultOf, queuedOf, resultOf } from '../../../../support/submissions.ts';

const SOURCE = { language: 'c', source: 'int main(void) {\n  return 1u > -1;\n}\n' };
const { state: _, ...base } = queuedOf({ lane: 'rejudging' });
const judged = (outputHead: string, more = {}): Submission => ({
  ...base,
  state: 'judged',
  startedAt: 1,
  judgedAt: 2,
  result: resultOf({ perCase: [caseResultOf({ outputHead })], ...more }),
});
const REPORT = JSON.stringify({
  diagnostics: [
    { line: 2, byteColumn: 13, severity: 'warning', option: '-Wsign-compare', message: 'two signs' },
  ],
  gaps: [],
});
const whys = (run: Submission) => readRun(run, SOURCE).gaps.map(({ why }) => why);

it('is what a compiler said of the source', () => {
  expect(readRun(judged(REPORT), SOURCE)).toMatchObject({
    findings: [{ ruleId: 'gcc/sign', line: 2, column: 13, foundBy: 'sandbox' }],
    gaps: [],
  });
});

it('is a gap with the reason where it did not come to its end', () => {
  expect(whys(judged(REPORT, { verdict: 'TLE' }))).toEqual([
    "Of the compiler in a judge's sandbox: its run came to TLE.",
  ]);
  expect(whys(judged('forged'))).toEqual([
    "Of the compiler in a judge's sandbox: what it printed is no report.",
  ]);
  const reason = 'the judge has no Python';
  expect(whys({ ...base, state: 'quarantined', reason, quarantinedAt: 3 })).toEqual([
    "Of the compiler in a judge's sandbox: the judge has no Python.",
  ]);
  expect(whys({ ...base, state: 'queued' })).toEqual([
    "Of the compiler in a judge's sandbox: it has not been asked yet.",
  ]);
  expect(whys(judged(REPORT, { perCase: [] }))).toHaveLength(1);
});
