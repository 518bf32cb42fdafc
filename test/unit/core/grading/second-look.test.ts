import { describe, expect, it } from 'vitest';
import { decideBetween, findLateness } from '../../../../core/grading/second-look.ts';
import type { TestCaseVerdict } from '../../../../core/grading/verdict.ts';
import { caseResultOf, resultOf } from '../../../support/submissions.ts';

const results = (...verdicts: TestCaseVerdict[]) =>
  verdicts.map((verdict, at) => caseResultOf({ testCaseId: `${at}`, verdict, cpuMs: 1_100.4 }));

describe('being late', () => {
  it.each<[string, TestCaseVerdict[], string[], boolean, string | undefined]>([
    ['is nothing where all are right', ['AC', 'AC'], [], false, undefined],
    ['is all that is wrong', ['AC', 'TLE', 'AC', 'TLE'], ['1', '3'], false, '1'],
    ['is all that is known to be wrong', ['AC', 'TLE', 'not-run'], ['1'], false, '1'],
    ['is not all that is wrong', ['TLE', 'WA'], ['0'], false, undefined],
    ['is more than little in another test case', ['TLE', 'TLE'], ['0'], false, undefined],
    ['costs a group what it is worth, whatever the others come to', ['WA', 'TLE'], ['1'], true, '1'],
    ['has no part in what fails', ['WA', 'AC'], [], true, undefined],
  ])('%s', (_, verdicts, late, scores, testCaseId) => {
    const found = findLateness(results(...verdicts), new Set(late), 1_000, scores);
    expect(found).toEqual(testCaseId && { testCaseId, cpuMs: 1_100, limitMs: 1_000 });
  });
});

describe('two looks at a submission', () => {
  const lateness = { testCaseId: '0', cpuMs: 1_100, limitMs: 1_000 };
  const first = {
    ...resultOf({ verdict: 'TLE', judgeCalls: 2, validatorCalls: 1, callsSaved: 8, notes: ['odd'] }),
    lateness,
  };
  const again = (alone: string) =>
    `all that was wrong was time, by less than a fifth: judged once more, ${alone}`;

  it('come to the second where that is right, at the price of both', () => {
    const second = resultOf({
      verdict: 'AC',
      judgeCalls: 1,
      validatorCalls: 1,
      callsSaved: 9,
      notes: ['odd'],
    });
    expect(decideBetween(first, second, lateness, true)).toEqual({
      ...second,
      judgeCalls: 3,
      validatorCalls: 2,
      callsSaved: 7,
      whySplit: [again('with nothing else on its host')],
      secondLook: { ...lateness, alone: true, counts: true },
    });
  });

  it.each(['TLE', 'WA', 'RTE', 'JE'] as const)('come to the first where the second is %s', (verdict) => {
    const second = { ...resultOf({ verdict }), lateness };
    const result = decideBetween(first, second, lateness, false);
    expect(result).toMatchObject({ verdict: 'TLE', whySplit: [again('beside others')] });
    expect(result.secondLook).toEqual({ ...lateness, alone: false, counts: false });
    expect(result).not.toHaveProperty('lateness');
  });

  it.each([
    [40, 60, 60],
    [40, 40, 40],
    [40, 20, 40],
  ])('with points %i and %i come to %i', (before, after, score) => {
    const scored = { ...first, score: before };
    expect(decideBetween(scored, resultOf({ verdict: 'TLE', score: after }), lateness, true)).toMatchObject({
      score,
      secondLook: { counts: after > before },
    });
  });
});
