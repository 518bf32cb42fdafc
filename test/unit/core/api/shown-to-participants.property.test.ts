import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { presentSubmission } from '../../../../core/api/present-submission.ts';
import { SHOWS, type Shows } from '../../../../core/exam/session.ts';
import type { SubmissionResult, TestCaseResult } from '../../../../core/grading/submission-result.ts';
import type { ProblemManifest } from '../../../../core/problems/problem.ts';
import { concealOutcome, decideShown } from '../../../../core/submissions/decide-shown.ts';
import { rankParticipants } from '../../../../core/submissions/scoreboard.ts';
import type { Submission } from '../../../../core/submissions/submission.ts';
import { digestOf } from '../../../../core/submissions/submission-digest.ts';
import { MANIFEST } from '../../../support/manifest.ts';
import { participantOf, sessionOf } from '../../../support/sessions.ts';
import { caseResultOf, queuedOf, resultOf } from '../../../support/submissions.ts';

/** One sample, two secret test cases. */
const manifest: ProblemManifest = MANIFEST;
const ids = manifest.testCases.map(({ id }) => id);
const verdicts = ['AC', 'WA', 'TLE', 'RTE'] as const;

/** What came of a test case that differs in everything between two runs. */
const outcome = fc.record({
  verdict: fc.constantFrom(...verdicts, 'not-run' as const),
  cpuMs: fc.nat(1_000),
  wallMs: fc.nat(1_000),
  memoryKiB: fc.nat(100_000),
  outputHead: fc.string(),
  stderrHead: fc.string(),
  feedback: fc.string(),
  exitCode: fc.nat(255),
  score: fc.nat(100),
});
const cases: fc.Arbitrary<TestCaseResult[]> = fc
  .array(outcome, { minLength: ids.length, maxLength: ids.length })
  .map((all) =>
    all.map(({ feedback, exitCode, score, ...one }, index) =>
      caseResultOf({ testCaseId: ids[index]!, ...one, detail: { feedback, exitCode, score } }),
    ),
  );
const result: fc.Arbitrary<SubmissionResult> = fc
  .record({
    perCase: cases,
    score: fc.nat(100),
    judgeCalls: fc.nat(9),
    callsSaved: fc.nat(9),
    whySplit: fc.array(fc.string(), { maxLength: 2 }),
    compileOutput: fc.string(),
    cpuMs: fc.nat(1_000),
    speedFactor: fc.double({ min: 0.5, max: 2, noNaN: true }),
    timeLimitMs: fc.nat(10_000),
  })
  .map(({ perCase, ...rest }) => {
    const failing = perCase.find(({ verdict }) => verdict !== 'AC' && verdict !== 'not-run');
    const counts: Record<string, number> = {};
    for (const { verdict } of perCase) counts[verdict] = (counts[verdict] ?? 0) + 1;
    return resultOf({
      ...rest,
      perCase,
      counts,
      verdict: (failing?.verdict ?? 'AC') as SubmissionResult['verdict'],
      ...(failing === undefined ? {} : { firstFailing: failing.testCaseId }),
    });
  });
const judged = (
  of: SubmissionResult,
  { startedAt, judgedAt }: { readonly startedAt: number; readonly judgedAt: number } = {
    startedAt: 1,
    judgedAt: 2,
  },
): Submission => ({ ...queuedOf(), state: 'judged', result: of, startedAt, judgedAt });
/** Two judgings that end within the same second, which is what a policy lets know: how long a run took is a secret. */
const timings = fc
  .record({ second: fc.integer({ min: 1, max: 1_000_000 }), a: fc.nat(999), b: fc.nat(999) })
  .chain(({ second, a, b }) =>
    fc.record({ startedOfA: fc.nat(900), startedOfB: fc.nat(900) }).map(({ startedOfA, startedOfB }) => ({
      a: { startedAt: startedOfA, judgedAt: second * 1000 - a },
      b: { startedAt: startedOfB, judgedAt: second * 1000 - b },
    })),
  );

/** The part of a result that a policy lets participants know. Two runs with the same part must look the same. */
const knowable: Readonly<Record<Exclude<Shows, 'all'>, (of: SubmissionResult) => unknown>> = {
  nothing: () => null,
  verdict: ({ verdict, score, compileOutput }) => [verdict, score, compileOutput],
  'first-failing': ({ verdict, score, compileOutput, firstFailing, perCase }) => [
    verdict,
    score,
    compileOutput,
    perCase.find(({ testCaseId }) => testCaseId === firstFailing),
  ],
  samples: ({ verdict, score, compileOutput, firstFailing, perCase }) => [
    verdict,
    score,
    compileOutput,
    firstFailing === ids[0],
    perCase[0],
  ],
};
/** Makes the second run one that is the same as the first in what the policy lets know, and another in the rest. */
function alike(shows: Exclude<Shows, 'all'>, a: SubmissionResult, b: SubmissionResult): SubmissionResult {
  const { verdict, score, compileOutput, firstFailing } = a;
  const { firstFailing: _, ...rest } = b;
  const same = {
    ...rest,
    verdict,
    ...(score === undefined ? {} : { score }),
    ...(compileOutput === undefined ? {} : { compileOutput }),
  };
  const withCase = (id: string | undefined) =>
    b.perCase.map((one) =>
      one.testCaseId === id ? a.perCase.find(({ testCaseId }) => testCaseId === id)! : one,
    );
  if (shows === 'nothing') return b;
  if (shows === 'verdict') return { ...same, ...(b.firstFailing && { firstFailing: b.firstFailing }) };
  if (shows === 'first-failing')
    return { ...same, perCase: withCase(firstFailing), ...(firstFailing && { firstFailing }) };
  // Whether it is the sample that fails is seen; which secret one does, is not.
  const other = firstFailing === ids[0] ? ids[0] : ids[2];
  return { ...same, perCase: withCase(ids[0]), ...(firstFailing && other && { firstFailing: other }) };
}

const session = (shows: Shows, changes: object = {}) =>
  sessionOf({ policy: { ...sessionOf().policy, shows }, ...changes });
const policies = SHOWS.filter((shows) => shows !== 'all');

describe('what participants see of a counted submission', () => {
  it.each(policies)('is under %s the same for all that the policy does not tell apart', (shows) => {
    fc.assert(
      fc.property(result, result, timings, fc.boolean(), (a, wish, timed, inList) => {
        const b = alike(shows, a, wish);
        expect(knowable[shows](b)).toEqual(knowable[shows](a));
        const look = {
          as: 'participant' as const,
          shows: decideShown(session(shows), false, 'participant'),
          ...(inList ? {} : { manifest }),
        };
        const [ranA, ranB] = [judged(a, timed.a), judged(b, timed.b)];
        expect(presentSubmission(ranB, look)).toEqual(presentSubmission(ranA, look));
        const shown = [ranA, ranB].map((ran) => concealOutcome(session(shows), digestOf(ran)));
        expect(shown[1]).toEqual(shown[0]);
        const [boardOfA, boardOfB] = shown.map((digest) =>
          rankParticipants(session(shows), [participantOf('p01')], [digest], 'icpc'),
        );
        expect(boardOfB).toEqual(boardOfA);
      }),
      { numRuns: 200 },
    );
  });

  it('is everything to staff, of trials, and once the session is settled', () => {
    for (const shows of policies) {
      expect(decideShown(session(shows), false, 'staff')).toBe('all');
      expect(decideShown(session(shows), true, 'participant')).toBe('all');
      expect(decideShown(session(shows, { settledAt: 1 }), false, 'participant')).toBe('all');
      expect(decideShown(session(shows), false, 'participant')).toBe(shows);
    }
    expect(decideShown(sessionOf(), false, 'participant')).toBe('all');
  });

  it('has what the policy promises', () => {
    const wrong = resultOf({
      verdict: 'WA',
      firstFailing: ids[1]!,
      compileOutput: 'a warning',
      perCase: ids.map((testCaseId, index) =>
        caseResultOf({ testCaseId, verdict: index === 0 ? 'AC' : index === 1 ? 'WA' : 'not-run' }),
      ),
    });
    const see = (shows: Shows) =>
      presentSubmission(judged(wrong), { as: 'participant', shows, manifest }).result;
    expect(see('nothing')).toBeUndefined();
    expect(see('verdict')).toEqual({ verdict: 'WA', compilerOutput: 'a warning' });
    expect(see('first-failing')).toMatchObject({ firstFailing: 2, results: [{ number: 2, verdict: 'WA' }] });
    expect(see('samples')).toMatchObject({
      verdict: 'WA',
      results: [{ number: 1, sample: true, output: '3\n' }],
    });
    expect(see('samples')).not.toHaveProperty('firstFailing');
    expect(see('all')).toMatchObject({ firstFailing: 2, passed: 1, testCases: 3 });
  });

  it('tells how fast its host was, and what a first look came to, to staff alone', () => {
    const secondLook = { testCaseId: 'secret/1', cpuMs: 1_100, limitMs: 1_000, alone: true, counts: true };
    const result = resultOf({ speedFactor: 1.25, timeLimitMs: 1_250, secondLook });
    const see = (as: 'staff' | 'participant') =>
      presentSubmission(judged(result), { as, shows: 'all', manifest }).result;
    expect(see('staff')).toMatchObject({ speedFactor: 1.25, timeLimitMs: 1_250, secondLook });
    expect(see('participant')).toHaveProperty('timeLimitMs', 1_250);
    expect(see('participant')).not.toHaveProperty('speedFactor');
    expect(see('participant')).not.toHaveProperty('secondLook');
  });

  it('tells always that a submission was quarantined, and why', () => {
    const quarantined: Submission = {
      ...queuedOf(),
      state: 'quarantined',
      reason: 'no host',
      quarantinedAt: 2,
    };
    for (const shows of SHOWS) {
      expect(presentSubmission(quarantined, { as: 'participant', shows })).toMatchObject({
        state: 'quarantined',
        reason: 'no host',
      });
      expect(concealOutcome(session(shows), digestOf(quarantined))).toMatchObject({ verdict: 'JE' });
    }
  });
});
