import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decideBetween, findLateness, type Scoring } from '../../../../core/grading/second-look.ts';
import type { TestCaseVerdict } from '../../../../core/grading/verdict.ts';
import { caseResultOf, resultOf } from '../../../support/submissions.ts';

const results = (...verdicts: TestCaseVerdict[]) =>
  verdicts.map((verdict, at) => caseResultOf({ testCaseId: `${at}`, verdict, cpuMs: 1_100.4 }));

/** One group for each test case, of these points. */
const scoring = (...points: number[]): Scoring => ({
  testCases: points.map((_, at) => ({
    id: `${at}`, sample: false, group: `g${at}`, inputHash: '', inputBytes: 0, answerHash: '', answerBytes: 0,
  })), // biome-ignore format: one line
  groups: points.map((maxScore, at) => ({
    name: `g${at}`, maxScore, aggregation: 'pass-fail', requires: [],
  })), // biome-ignore format: one line
});

describe('being late', () => {
  it.each<[string, TestCaseVerdict[], string[], Scoring | undefined, string | undefined]>([
    ['is nothing where all are right', ['AC', 'AC'], [], undefined, undefined],
    ['is all that is wrong', ['AC', 'TLE', 'AC', 'TLE'], ['1', '3'], undefined, '1'],
    ['is all that is known to be wrong', ['AC', 'TLE', 'not-run'], ['1'], undefined, '1'],
    ['is not all that is wrong', ['TLE', 'WA'], ['0'], undefined, undefined],
    ['is more than little in another test case', ['TLE', 'TLE'], ['0'], undefined, undefined],
    ['costs a group its points, whatever the others come to', ['WA', 'TLE'], ['1'], scoring(50, 50), '1'],
    ['costs no points where the group has none', ['TLE', 'WA'], ['0'], scoring(0, 100), undefined],
    ['has no part in what fails', ['WA', 'AC'], [], scoring(50, 50), undefined],
  ])('%s', (_, verdicts, late, scores, testCaseId) => {
    const found = findLateness(results(...verdicts), new Set(late), 1_000, scores);
    expect(found?.first).toEqual(testCaseId && { testCaseId, cpuMs: 1_100, limitMs: 1_000 });
    expect(found?.testCaseIds).toEqual(testCaseId && new Set(late));
  });
});

describe('two looks at a submission', () => {
  const run = { testCaseId: '0', cpuMs: 1_100, limitMs: 1_000 };
  const lateness = { first: run, testCaseIds: new Set(['0']) };
  const first = {
    ...resultOf({ verdict: 'TLE', judgeCalls: 2, validatorCalls: 1, callsSaved: 8, notes: ['odd'] }),
    lateness,
  };
  const again = (alone: string) =>
    `what was right and late by less than a fifth was judged once more, ${alone}`;

  it('come to the second where that is right, at the price of both', () => {
    const second = resultOf({
      verdict: 'AC',
      judgeCalls: 1,
      validatorCalls: 1,
      callsSaved: 9,
      notes: ['odd'],
    });
    expect(decideBetween(first, second, lateness, undefined, true)).toEqual({
      ...second,
      judgeCalls: 3,
      validatorCalls: 2,
      callsSaved: 7,
      whySplit: [again('with nothing else on its host')],
      secondLook: { ...run, alone: true, counts: true },
    });
  });

  it.each(['TLE', 'WA', 'RTE', 'JE'] as const)('come to the first where the second is %s', (verdict) => {
    const second = { ...resultOf({ verdict }), lateness };
    const result = decideBetween(first, second, lateness, undefined, false);
    expect(result).toMatchObject({ verdict: 'TLE', whySplit: [again('beside others')] });
    expect(result.secondLook).toEqual({ ...run, alone: false, counts: false });
    expect(result).not.toHaveProperty('lateness');
  });

  it('come, where it scores, to what was late at the second, and all else at the first', () => {
    const before = { ...first, score: 30, perCase: results('TLE', 'AC', 'WA', 'TLE') };
    const after = { ...resultOf({ judgeCalls: 1 }), score: 70, perCase: results('AC', 'WA', 'AC', 'AC') };
    const merged = decideBetween(before, after, lateness, scoring(10, 20, 30, 40), true);
    expect(merged).toMatchObject({
      verdict: 'WA',
      firstFailing: '2',
      score: 30,
      counts: { AC: 2, WA: 1, TLE: 1 },
    });
    expect(merged.perCase.map(({ verdict }) => verdict)).toEqual(['AC', 'AC', 'WA', 'TLE']);
    expect(merged.secondLook).toMatchObject({ counts: true });
  });

  it('give nobody fewer points, nor more than being in time would have given', () => {
    const verdict = fc.constantFrom<TestCaseVerdict>('AC', 'WA', 'TLE', 'RTE');
    const four = fc.tuple(verdict, verdict, verdict, verdict);
    fc.assert(
      fc.property(four, four, fc.uniqueArray(fc.nat(3)), (once, twice, wanted) => {
        const points = scoring(1, 2, 4, 8);
        const late = new Set(wanted.filter((at) => once[at] === 'TLE').map(String));
        const worth = (all: readonly TestCaseVerdict[]) =>
          all.reduce((sum, one, at) => sum + (one === 'AC' ? 2 ** at : 0), 0);
        const before = { ...first, score: worth(once), perCase: results(...once) };
        const after = { ...resultOf(), score: worth(twice), perCase: results(...twice) };
        const { score } = decideBetween(before, after, { ...lateness, testCaseIds: late }, points, true);
        expect(score).toBeGreaterThanOrEqual(worth(once));
        expect(score).toBeLessThanOrEqual(worth(once.map((one, at) => (late.has(`${at}`) ? 'AC' : one))));
      }),
    );
  });
});
