import { describe, expect, it } from 'vitest';
import { summariseSession } from '../../../../core/insight/session-summary.ts';
import { solvedProblems } from '../../../../core/insight/solved-problems.ts';
import {
  NO_OUTCOME,
  outcomeOf,
  type SubmissionDigest,
} from '../../../../core/submissions/submission-digest.ts';
import { EPOCH, hostOf, roundOf, sessionOf } from '../../../support/sessions.ts';
import { queuedOf, resultOf, submissionIdOf } from '../../../support/submissions.ts';

const session = sessionOf();
let serial = 0;
const digestOf = (changes: Partial<SubmissionDigest> = {}): SubmissionDigest => ({
  submissionId: submissionIdOf(++serial),
  participantId: 'p01',
  problemId: 'sum',
  label: 'A',
  language: 'python',
  trial: false,
  state: 'judged',
  submittedAt: session.times.opensAt,
  ...NO_OUTCOME,
  endedAt: session.times.opensAt + 3_000,
  judgingMs: 2_000,
  verdict: 'AC',
  cpuMs: 500,
  ...changes,
});

describe('the summary of a session', () => {
  it('counts a participant once for a problem, by the quickest program that was right', () => {
    const [solved] = solvedProblems(
      session.problems,
      [
        digestOf({ participantId: 'p01', cpuMs: 900, late: true }),
        digestOf({ participantId: 'p01', cpuMs: 700, late: true }),
        digestOf({ participantId: 'p02', cpuMs: 950 }),
        digestOf({ participantId: 'p02', cpuMs: 20, verdict: 'WA' }),
        digestOf({ participantId: 'p03', cpuMs: 10, trial: true }),
        digestOf({ participantId: 'p04', cpuMs: 1_100, verdict: 'TLE', late: true }),
      ],
      [],
    );
    expect(solved).toMatchObject({ solvers: 2, timesMs: [950, 700], late: 2, lateOnly: 1 });
  });

  it('tells times as the fastest host of the session would have had them, from a tenth on', () => {
    const [solved] = solvedProblems(
      session.problems,
      [
        digestOf({ participantId: 'p01', cpuMs: 900, speedFactor: 1.5 }),
        digestOf({ participantId: 'p02', cpuMs: 900, speedFactor: 1.05 }),
        digestOf({ participantId: 'p03', cpuMs: 900 }),
      ],
      [1, 1.5, 1.05],
    );
    expect(solved?.timesMs).toEqual([900, 900, 600]);
  });

  it('keeps of hosts what failed and why, and of launches what was refused', () => {
    const step = { at: EPOCH, actor: 'tick' as const, reason: 'it is silent' };
    const recovery = (act: 'reject' | 'suspect' | 'drain') => ({
      startedAt: EPOCH + 60_000,
      reason: `it was ${act}ed`,
      steps: [{ ...step, act }],
    });
    const summary = summariseSession(session, {
      hosts: [
        hostOf({
          hostId: 'i-1',
          zone: 'eu-central-1a',
          launchedAt: EPOCH,
          terminatedAt: EPOCH + 9_000_000,
          drift: { share: 1.4, at: EPOCH },
          recoveries: [recovery('suspect')],
        }),
        hostOf({ hostId: 'i-2', recoveries: [recovery('reject')], drift: { share: 1, at: EPOCH } }),
        hostOf({
          hostId: 'i-3',
          market: 'spot',
          leavesAt: EPOCH + 120_000,
          recoveries: [recovery('suspect'), recovery('drain')],
        }),
      ],
      rounds: [
        roundOf({
          instanceTypes: ['c7i.large', 'c6i.large'],
          outcome: {
            instanceIds: ['i-1'],
            errors: [
              {
                code: 'InsufficientInstanceCapacity',
                message: 'none',
                kind: 'capacity',
                instanceType: 'c7i.large',
              },
              { code: 'Quota', message: 'used up', kind: 'quota', instanceType: 'c6i.large' },
            ],
          },
        }),
      ],
      submissions: [],
      now: EPOCH + 9_000_000,
    });
    expect(summary.hosts.map(({ failures }) => failures.map(({ kind }) => kind))).toEqual([
      ['failed'],
      ['rejected'],
      ['failed', 'interrupted'],
    ]);
    expect(summary.hosts[0]).toMatchObject({ zone: 'eu-central-1a', drift: 1.4 });
    expect(summary.hosts[1]).not.toHaveProperty('drift');
    expect(summary.endedAt).toBe(EPOCH + 9_000_000);
    expect(summary.launches).toEqual([{ instanceType: 'c7i.large', rounds: 1, refused: 1 }]);
  });

  it('tells waits as they were, and as they would have been with other slots', () => {
    const opensAt = session.times.opensAt;
    const submissions = Array.from({ length: 20 }, (_, at) =>
      digestOf({ submittedAt: opensAt, endedAt: opensAt + (at + 1) * 2_000, judgingMs: 2_000 }),
    );
    const summary = summariseSession(session, { hosts: [], rounds: [], submissions, now: EPOCH });
    expect(summary).toMatchObject({ submissions: 20, judged: 20, p95WaitMs: 38_000 });
    expect(summary.waits[0]).toEqual({ slots: 1, p95Ms: 38_000 });
    expect(summary.waits.find(({ slots }) => slots === 10)?.p95Ms).toBe(4_000);
    expect(JSON.stringify(summary)).not.toContain('p01');
  });

  it('knows of each submission whether judging it failed, and the speed of its host', () => {
    const setback = { hostId: 'i-1', reason: 'gone', at: EPOCH };
    const judged = {
      ...queuedOf(),
      state: 'judged' as const,
      result: resultOf({
        speedFactor: 1.2,
        secondLook: { testCaseId: 'secret/1', cpuMs: 1_020, limitMs: 1_000, alone: true, counts: true },
      }),
      startedAt: EPOCH,
      judgedAt: EPOCH + 2_000,
    };
    expect(outcomeOf({ ...judged, setbacks: [{ ...setback, kind: 'host-lost' }] })).toMatchObject({
      setBack: true,
      late: true,
      speedFactor: 1.2,
    });
    expect(outcomeOf({ ...judged, setbacks: [{ ...setback, kind: 'turned-away' }] })).not.toHaveProperty(
      'setBack',
    );
    expect(outcomeOf({ ...queuedOf(), setbacks: [{ ...setback, kind: 'failed' }] })).not.toHaveProperty(
      'setBack',
    );
  });
});
