import { describe, expect, it } from 'vitest';
import { describeParticipants, describeProblems } from '../../../../core/submissions/statistics.ts';
import { NO_OUTCOME, type SubmissionDigest } from '../../../../core/submissions/submission-digest.ts';

const MINUTE = 60_000;
const session = {
  problems: [
    { label: 'A', problemId: 'twice', version: 1 },
    { label: 'B', problemId: 'thrice', version: 1 },
  ],
  times: { opensAt: 0 },
} as unknown as Parameters<typeof describeProblems>[0];

let count = 0;
const tried = (
  participantId: string,
  minute: number,
  more: Partial<SubmissionDigest> = {},
): SubmissionDigest => ({
  ...NO_OUTCOME,
  submissionId: String(count++),
  participantId,
  problemId: 'twice',
  label: 'A',
  language: 'python',
  trial: false,
  state: 'judged',
  submittedAt: minute * MINUTE,
  endedAt: minute * MINUTE + 1,
  verdict: 'AC',
  cpuMs: 100,
  ...more,
});
const waiting = (participantId: string, minute: number): SubmissionDigest => {
  const { endedAt: _, verdict: __, ...rest } = tried(participantId, minute);
  return { ...rest, state: 'queued' };
};

const submissions = [
  tried('ann', 5, { verdict: 'CE' }),
  tried('ann', 10, { verdict: 'WA', firstFailing: 'secret/2' }),
  tried('ann', 20),
  tried('bob', 12, { verdict: 'WA', firstFailing: 'secret/2', language: 'cpp' }),
  tried('bob', 13, { verdict: 'TLE', firstFailing: 'secret/9', language: 'cpp' }),
  tried('bob', 40, { language: 'cpp', cpuMs: 20 }),
  waiting('cleo', 41),
  tried('dan', 1, { trial: true }),
];

describe('statistics', () => {
  it('tell of a problem who solved it, how soon, and where programs fail first', () => {
    const [twice, thrice] = describeProblems(session, submissions);
    expect(twice).toEqual({
      label: 'A',
      problemId: 'twice',
      triedBy: 3,
      solvedBy: 2,
      submissions: 7,
      verdicts: { CE: 1, WA: 2, AC: 2, TLE: 1 },
      languages: { python: 4, cpp: 3 },
      medianTries: 2.5,
      medianMinutes: 30,
      medianCpuMs: 60,
      firstSolved: { participantId: 'ann', minutes: 20 },
      failing: [
        { testCaseId: 'secret/2', count: 2 },
        { testCaseId: 'secret/9', count: 1 },
      ],
    });
    expect(thrice).toEqual({
      label: 'B',
      problemId: 'thrice',
      triedBy: 0,
      solvedBy: 0,
      submissions: 0,
      verdicts: {},
      languages: {},
      failing: [],
    });
  });

  it('tell of everybody on the roster what they have done, also of those who did nothing', () => {
    const roster = ['cleo', 'dan', 'eve', 'ann'].map((participantId) => ({ participantId }));
    expect(describeParticipants(session, roster, submissions)).toEqual([
      { participantId: 'cleo', submissions: 1, waiting: 1, trials: 0, solved: [], lastAt: 41 * MINUTE },
      { participantId: 'dan', submissions: 0, waiting: 0, trials: 1, solved: [], lastAt: MINUTE },
      { participantId: 'eve', submissions: 0, waiting: 0, trials: 0, solved: [] },
      { participantId: 'ann', submissions: 3, waiting: 0, trials: 0, solved: ['A'], lastAt: 20 * MINUTE },
    ]);
  });
});
