import { describe, expect, it } from 'vitest';
import type { SubmissionResult, TestCaseResult } from '../../../../core/grading/submission-result.ts';
import type { TestCaseVerdict } from '../../../../core/grading/verdict.ts';
import { readPackage } from '../../../../core/problems/package/read-package.ts';
import type { JurySubmission, ProblemManifest, Requirement } from '../../../../core/problems/problem.ts';
import {
  checkJurySubmission,
  limitForTiming,
  proposeTimeLimit,
} from '../../../../core/problems/verification.ts';
import { SOUND, treeOf } from '../../../support/packages.ts';

const { manifest } = readPackage(treeOf(SOUND));
if (manifest === null) throw new Error('the sound package is not sound');
const sound: ProblemManifest = manifest;

function submission(...requirements: Partial<Requirement>[]): JurySubmission {
  const complete = requirements.map(
    (each): Requirement => ({
      of: '',
      permitted: ['AC', 'WA', 'TLE', 'MLE', 'OLE', 'RTE', 'CE'],
      required: ['AC', 'WA', 'TLE', 'MLE', 'OLE', 'RTE', 'CE'],
      ...each,
    }),
  );
  return { path: 'x', program: { language: 'python', files: [] }, requirements: complete, expected: null };
}

function result(...cases: [TestCaseVerdict, number, string?][]): SubmissionResult {
  const perCase = cases.map(
    ([verdict, cpuMs, feedback], index): TestCaseResult => ({
      testCaseId: sound.testCases[index]?.id ?? '',
      verdict,
      detail: feedback === undefined ? {} : { feedback },
      cpuMs,
      wallMs: cpuMs,
      memoryKiB: 1,
      outputHead: '',
      stderrHead: '',
      outputBytes: 0,
      way: 'batch',
      call: 1,
    }),
  );
  const failing = perCase.find(({ verdict }) => verdict !== 'AC');
  const verdict = failing === undefined ? 'AC' : failing.verdict === 'not-run' ? 'JE' : failing.verdict;
  return {
    verdict,
    perCase,
    counts: {},
    judgeCalls: 1,
    validatorCalls: 0,
    callsSaved: 0,
    mode: 'stdio',
    whySplit: [],
    notes: [],
    cpuMs: Math.max(...cases.map(([, ms]) => ms)),
    wallMs: 0,
    memoryKiB: 0,
  };
}

const check = (judged: SubmissionResult, ...requirements: Partial<Requirement>[]) =>
  checkJurySubmission(
    sound,
    { submission: submission(...requirements), result: judged, limitMs: 1550 },
    1000,
  );

describe('holding a jury submission against its requirements', () => {
  it('wants every verdict permitted and one required, whichever comes first', () => {
    const wrong = { permitted: ['AC', 'WA'], required: ['WA'] } as const;
    expect(check(result(['AC', 1], ['WA', 1], ['AC', 1]), wrong).complaints).toEqual([]);
    expect(check(result(['AC', 1], ['WA', 1], ['RTE', 1]), wrong).complaints).toEqual([
      'Test case secret/02 is RTE; permitted: AC, WA.',
    ]);
    expect(check(result(['AC', 1], ['AC', 1], ['AC', 1]), wrong).complaints).toEqual(['No test case is WA.']);
  });

  it('may want the verdict of the submission, which is that of its first failing test case', () => {
    const crashes = { permitted: ['RTE'], required: ['RTE'], whole: true } as const;
    expect(check(result(['AC', 1], ['RTE', 1], ['WA', 1]), crashes).complaints).toEqual([]);
    expect(check(result(['AC', 1], ['WA', 1], ['RTE', 1]), crashes).complaints).toEqual([
      'Test case secret/01, the first that fails, is WA; expected: RTE.',
    ]);
    expect(check(result(['AC', 1], ['AC', 1], ['AC', 1]), crashes).complaints).toEqual([
      'It is AC; expected: RTE.',
    ]);
  });

  it('calls too slow what passed only under the longer limit of timing', () => {
    const verdict = check(result(['AC', 10], ['AC', 1200], ['AC', 10]), { permitted: ['AC'] });
    expect(verdict).toMatchObject({
      verdict: 'TLE',
      firstFailing: 'secret/01',
      complaints: ['Test case secret/01 is TLE; permitted: AC.'],
    });
  });

  it('looks at the test cases of a pattern alone, and not at those that were not run', () => {
    const judged = result(['WA', 1], ['AC', 1], ['not-run', 0]);
    expect(check(judged, { of: 'secret/*', permitted: ['AC'] }).complaints).toEqual([]);
    expect(check(judged, { of: 'sample', permitted: ['AC'] }).complaints).toEqual([
      'Test case sample/1 is WA; permitted in sample: AC.',
    ]);
  });

  it('wants judge messages and compilations as stated', () => {
    expect(
      check(result(['WA', 1, 'off by one'], ['AC', 1], ['AC', 1]), { message: 'by one' }).complaints,
    ).toEqual([]);
    expect(check(result(['AC', 1], ['AC', 1], ['AC', 1]), { message: 'by one' }).complaints).toEqual([
      'No judge message says "by one".',
    ]);
    const broken: SubmissionResult = { ...result(['AC', 1]), verdict: 'CE', perCase: [] };
    expect(check(broken, { permitted: ['AC'] }).complaints).toEqual(['It does not compile.']);
    expect(check(broken, { permitted: ['AC'] }, { of: 'sample', permitted: ['AC'] }).complaints).toEqual([
      'It does not compile.',
    ]);
    expect(check(broken, { permitted: ['CE'], required: ['CE'] })).toMatchObject({
      verdict: 'CE',
      complaints: [],
    });
  });
});

describe('what is as expected and lacks points', () => {
  const scoring: ProblemManifest = {
    ...sound,
    kind: 'scoring',
    groups: [
      { name: 'sample', aggregation: 'pass-fail', maxScore: 0, requires: [] },
      { name: 'secret', aggregation: 'sum', maxScore: 100, requires: [] },
    ],
  };
  const remarksIn = (formatVersion: ProblemManifest['formatVersion']) =>
    checkJurySubmission(
      { ...scoring, formatVersion },
      {
        submission: { ...submission({ required: ['AC'] }), expected: 'AC' },
        result: result(['AC', 1], ['AC', 1], ['WA', 1]),
        limitMs: 1000,
      },
      1000,
    ).remarks;

  it('is told in the words of the package’s format', () => {
    expect(remarksIn('legacy')).toEqual([
      'It gets 50 of 100 points; if that is meant, it belongs in partially_accepted/.',
    ]);
    expect(remarksIn('2025-09')).toEqual([
      'It gets 50 of 100 points; if that is meant, say so with score in submissions/submissions.yaml.',
    ]);
  });
});

describe('proposing a time limit', () => {
  const fits = (ms: number) => ({
    submission: submission({ timeLimit: 'lower' }),
    result: result(['AC', ms]),
    limitMs: 1550,
  });
  const tooSlow = (ms: number) => ({
    submission: submission({ timeLimit: 'upper' }),
    result: result(['TLE', ms]),
    limitMs: 1550,
  });

  it('takes twice the slowest that must fit, rounded up, if the fastest too slow is far enough away', () => {
    expect(proposeTimeLimit(sound, [fits(120), fits(700), tooSlow(5000)])).toMatchObject({
      proposedMs: 2000,
      slowestFittingMs: 700,
      fastestTooSlowMs: 5000,
      limitKeepsMargins: false,
    });
    expect(proposeTimeLimit(sound, [fits(120), tooSlow(1501)])).toMatchObject({
      proposedMs: 1000,
      limitKeepsMargins: true,
    });
    expect(proposeTimeLimit(sound, [fits(120)])).toMatchObject({ proposedMs: 1000, fastestTooSlowMs: null });
  });

  it('takes what may lack points for one that must fit only where it does', () => {
    const part = { permitted: ['AC', 'WA', 'TLE'], required: ['AC'], timeLimit: 'lower' } as const;
    const judged = (...cases: [TestCaseVerdict, number][]) => ({
      submission: submission(part),
      result: result(...cases),
      limitMs: 1550,
    });
    expect(proposeTimeLimit(sound, [judged(['AC', 700], ['AC', 10])]).slowestFittingMs).toBe(700);
    expect(proposeTimeLimit(sound, [judged(['AC', 700], ['TLE', 1550])]).slowestFittingMs).toBeNull();
  });

  it('takes what must be right for one that must fit wherever it is too slow', () => {
    const slow = (...permitted: Requirement['permitted']) => ({
      submission: submission({ permitted, required: permitted, whole: true, timeLimit: 'lower' }),
      result: result(['WA', 10], ['TLE', 1550]),
      limitMs: 1550,
    });
    expect(proposeTimeLimit(sound, [slow('AC')]).slowestFittingMs).toBe(1550);
    expect(proposeTimeLimit(sound, [slow('WA')]).slowestFittingMs).toBeNull();
    expect(proposeTimeLimit(sound, [slow('AC', 'WA')]).slowestFittingMs).toBeNull();
  });

  it('proposes none when the two are too close, or nothing must fit, and says so', () => {
    const close = proposeTimeLimit(sound, [fits(700), tooSlow(2500)]);
    expect(close.proposedMs).toBeNull();
    expect(close.reason).toContain('more than the 2.5 s');
    expect(proposeTimeLimit(sound, [tooSlow(2500)])).toMatchObject({
      proposedMs: null,
      reason: 'No program that must fit was judged.',
    });
  });

  it('lets programs run long enough to show the upper margin', () => {
    expect(limitForTiming(1000, 1.5, { maxCpuMs: 15_000, maxWallMs: 20_000 })).toBeGreaterThan(1500);
  });

  it('never lets them run longer than the judge grants, nor shorter than the limit', () => {
    expect(limitForTiming(10_000, 1.5, { maxCpuMs: 15_000, maxWallMs: 20_000 })).toBe(14_000);
    expect(limitForTiming(15_000, 1.5, { maxCpuMs: 15_000, maxWallMs: 20_000 })).toBe(15_000);
  });
});
