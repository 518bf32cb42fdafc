import { describe, expect, it } from 'vitest';
import { findProblem } from '../../../../core/exam/find-problem.ts';
import type { Session } from '../../../../core/exam/session.ts';
import type { Signature } from '../../../../core/grading/function/signature.ts';
import { decideIntake, type SubmissionWish } from '../../../../core/submissions/intake.ts';
import { type IntakeRecord, type KeyUse, NEW_RECORD } from '../../../../core/submissions/intake-store.ts';
import { participantOf, sessionOf } from '../../../support/sessions.ts';
import { submissionIdOf } from '../../../support/submissions.ts';

const { opensAt, closesAt } = sessionOf().times;
const limits = { languages: null, sourceKiB: 64, timeMs: 1_000, testCases: 20, samples: 2 };
const wish: SubmissionWish = {
  label: 'A',
  language: 'javascript',
  source: 'console.log(1)',
  lane: 'contest',
  digest: 'd',
};

function decide(
  changes: {
    session?: Partial<Session>;
    wish?: Partial<SubmissionWish>;
    intake?: Partial<IntakeRecord>;
    used?: KeyUse;
    now?: number;
    extraTimeMs?: number;
    languages?: string[];
    samples?: number;
    signature?: Signature;
  } = {},
) {
  const session = sessionOf({
    times: { ...sessionOf().times, lastClosesAt: closesAt + 60_000 },
    ...changes.session,
  });
  const wanted = { ...wish, ...changes.wish };
  return decideIntake({
    session,
    submitter: {
      participant: participantOf('p01', { extraTimeMs: changes.extraTimeMs ?? 0 }),
      intake: { ...NEW_RECORD, ...changes.intake },
    },
    used: changes.used,
    problem: findProblem(session, wanted.label),
    limits: {
      ...limits,
      languages: changes.languages ?? null,
      samples: changes.samples ?? limits.samples,
      ...(changes.signature === undefined ? {} : { signature: changes.signature }),
    },
    wish: wanted,
    virtualTime: 0,
    submissionId: submissionIdOf(7),
    now: changes.now ?? session.times.opensAt,
  });
}

const trialOn = (input: string) => ({ wish: { lane: 'trial', input } as const });

const refusal = (decision: ReturnType<typeof decide>) =>
  decision.action === 'refuse' ? decision.refusal.kind : decision.action;
const faults = (decision: ReturnType<typeof decide>) =>
  decision.action === 'refuse'
    ? decision.refusal.faults?.map(({ field, detail }) => `${field} ${detail}`)
    : decision.action;

describe('an own input', () => {
  it('is taken with a trial, also where a problem has no samples, and costs one run', () => {
    const decision = decide({ ...trialOn('grüße\n'), samples: 0 });
    expect(decision).toMatchObject({
      action: 'accept',
      submission: { lane: 'trial', inputBytes: 8 },
      intake: { finish: { trial: 1_500 } },
    });
  });

  it('may be empty, for a program that reads nothing', () => {
    expect(decide(trialOn(''))).toMatchObject({ action: 'accept', submission: { inputBytes: 0 } });
  });

  it.each([
    ['with what counts', { wish: { input: '1' } }, /^input is for trials alone: send trial: true/],
    ['beyond 64 KiB', trialOn('ü'.repeat(33 * 1024)), /^input has 67584 bytes; at most 65536 are taken$/],
    ['with half a character', trialOn('\ud800'), /^input is not valid Unicode/],
  ])('is refused %s', (_, changes, said) => {
    expect(faults(decide(changes))).toEqual([expect.stringMatching(said)]);
  });

  it('is the arguments of solve in a function problem', () => {
    const signature = {
      parameters: [{ name: 'limit', type: { kind: 'int32' } }],
      returns: { kind: 'int32' },
      records: [],
    } as const;
    expect(refusal(decide({ ...trialOn('[7]'), signature }))).toBe('accept');
    for (const wrong of ['7', '["7"]', '[7, 8]', '[', ''])
      expect(faults(decide({ ...trialOn(wrong), signature }))).toEqual([
        expect.stringMatching(
          /^input is nothing that solve takes \(.+\); write the arguments as JSON: \[limit\]$/,
        ),
      ]);
  });
});

describe('several files', () => {
  const files = [
    { name: 'main.js', source: 'one' },
    { name: 'say.js', source: 'grüße' },
  ];

  it('are counted together', () => {
    expect(decide({ wish: { source: files, mainFile: 'say.js' } })).toMatchObject({
      action: 'accept',
      submission: { sourceBytes: 10 },
    });
    const large = files.map(({ name }) => ({ name, source: 'x'.repeat(40 * 1024) }));
    expect(faults(decide({ wish: { source: large } }))).toEqual([
      'files have 81920 bytes; at most 65536 are taken',
    ]);
  });

  it('are each looked at', () => {
    const source = [files[0]!, { name: 'a/b.js', source: 'nul \0' }, { name: 'c.js', source: ' ' }];
    expect(faults(decide({ wish: { source } }))).toEqual([
      expect.stringMatching(/^files\[1\]\.source holds a NUL/),
      'files[2].source is empty',
      expect.stringMatching(/^files\[1\]\.name is not a plain file name/),
    ]);
  });

  it('are one where a function is asked for', () => {
    const signature = { parameters: [], returns: { kind: 'int32' }, records: [] } as const;
    expect(faults(decide({ wish: { source: files }, signature }))).toEqual([
      'files are 2, and problem A asks for one function: send one source',
    ]);
    expect(refusal(decide({ wish: { source: files.slice(0, 1) }, signature }))).toBe('accept');
  });

  it('alone have a main one', () => {
    expect(faults(decide({ wish: { mainFile: 'main.js' } }))).toEqual([
      'mainFile is for submissions of several files: leave it out',
    ]);
  });
});

describe('intake', () => {
  it('accepts with a place, and remembers it', () => {
    const decision = decide({ wish: { label: 'a', idempotencyKey: 'k' } });
    expect(decision).toMatchObject({
      action: 'accept',
      submission: {
        state: 'queued',
        label: 'A',
        problemId: 'sum',
        problemVersion: 1,
        submittedAt: opensAt,
        sourceBytes: 14,
        attempts: 0,
      },
      intake: {
        finish: { contest: 11_000 },
        submissions: { A: 1 },
        lastAt: opensAt,
        recent: { contest: [submissionIdOf(7)] },
      },
    });
  });

  it.each([
    ['a millisecond early', opensAt - 1, 0, 'session-not-open'],
    ['at opening', opensAt, 0, 'accept'],
    ['a millisecond before closing', closesAt - 1, 0, 'accept'],
    ['at closing', closesAt, 0, 'session-closed'],
    ['at closing, with extra time', closesAt, 60_000, 'accept'],
    ['when extra time is over', closesAt + 60_000, 60_000, 'session-closed'],
  ])('%s', (_, now, extraTimeMs, expected) => {
    expect(refusal(decide({ now, extraTimeMs }))).toBe(expected);
  });

  it('lets no extra time survive an early end', () => {
    const times = { ...sessionOf().times, closesAt: opensAt + 5_000, lastClosesAt: opensAt + 5_000 };
    expect(refusal(decide({ session: { times }, now: opensAt + 5_000, extraTimeMs: 60_000 }))).toBe(
      'session-closed',
    );
  });

  it('refuses a cancelled session', () => {
    expect(refusal(decide({ session: { cancelledAt: 1, cancelReason: 'fire alarm' } }))).toBe(
      'session-cancelled',
    );
  });

  it('takes neither submissions nor trials while the session is paused, and says why and for how long to wait', () => {
    const session = { paused: { at: opensAt, reason: 'fire alarm' } };
    for (const lane of ['contest', 'trial'] as const)
      expect(decide({ session, wish: { lane } })).toMatchObject({
        action: 'refuse',
        refusal: {
          kind: 'session-paused',
          reason: expect.stringContaining('fire alarm'),
          retryAfterMs: 10_000,
        },
      });
    // The clock says more than the pause, and what was taken before it is still answered.
    expect(refusal(decide({ session, now: closesAt }))).toBe('session-closed');
    expect(refusal(decide({ session, now: opensAt - 1 }))).toBe('session-not-open');
    const used = { submissionId: submissionIdOf(3), digest: wish.digest };
    expect(refusal(decide({ session, used, wish: { idempotencyKey: 'k' } }))).toBe('repeat');
  });

  it('names every fault at once', () => {
    expect(faults(decide({ wish: { label: 'Z', language: 'cobol', source: '' } }))).toEqual([
      'problem this session has no problem Z; it has A',
      'language cobol is not allowed here; choose javascript',
      'source is empty',
    ]);
    expect(faults(decide({ wish: { source: 'a\0b' } }))).toEqual([expect.stringContaining('NUL')]);
    expect(faults(decide({ wish: { source: '\ud800' } }))).toEqual([expect.stringContaining('Unicode')]);
  });

  it('counts bytes, not characters, and takes the smaller limit', () => {
    expect(refusal(decide({ wish: { source: 'é'.repeat(32 * 1024) } }))).toBe('accept');
    expect(faults(decide({ wish: { source: 'é'.repeat(32 * 1024 + 1) } }))).toEqual([
      'source has 65538 bytes; at most 65536 are taken',
    ]);
  });

  it('allows what both session and problem allow', () => {
    const session = { languages: ['javascript', 'python'] };
    expect(refusal(decide({ session, languages: ['python', 'rust'] }))).toBe('invalid-request');
    expect(refusal(decide({ session, languages: ['python', 'rust'], wish: { language: 'python' } }))).toBe(
      'accept',
    );
    expect(refusal(decide({ session, languages: ['python', 'rust'], wish: { language: 'rust' } }))).toBe(
      'invalid-request',
    );
  });

  it('takes no trial where there are no samples: it would be right whatever it is', () => {
    expect(faults(decide({ wish: { lane: 'trial' }, samples: 0 }))).toEqual([
      'trial a trial runs on the samples, and problem A has none: send an input of your own, or leave trial out',
    ]);
    expect(faults(decide({ wish: { lane: 'trial' }, samples: 1 }))).toBe('accept');
    expect(faults(decide({ samples: 0 }))).toBe('accept');
  });

  it("holds the session's limits, trials apart", () => {
    const policy = { testCases: 'first-failure', maxSubmissionsPerProblem: 2, minIntervalMs: 5_000 } as const;
    const intake = { submissions: { A: 1 }, lastAt: opensAt, revision: 1 };
    expect(refusal(decide({ session: { policy }, intake, now: opensAt + 4_999 }))).toBe('too-soon');
    expect(refusal(decide({ session: { policy }, intake, now: opensAt + 5_000 }))).toBe('accept');
    const full = { ...intake, submissions: { A: 2 } };
    expect(refusal(decide({ session: { policy }, intake: full, now: opensAt + 5_000 }))).toBe(
      'limit-reached',
    );
    expect(refusal(decide({ session: { policy }, intake: full, wish: { lane: 'trial' } }))).toBe('accept');
  });

  it('asks as much time between two trials, which cost the judge as much', () => {
    const policy = { testCases: 'first-failure', minIntervalMs: 5_000 } as const;
    const trial = { session: { policy }, wish: { lane: 'trial' } } as const;
    const taken = decide(trial);
    if (taken.action !== 'accept') throw new Error(taken.action);
    expect(refusal(decide({ ...trial, intake: taken.intake, now: opensAt + 4_999 }))).toBe('too-soon');
    expect(refusal(decide({ ...trial, intake: taken.intake, now: opensAt + 5_000 }))).toBe('accept');
    expect(refusal(decide({ session: { policy }, intake: taken.intake, now: opensAt + 1 }))).toBe('accept');
  });

  it('recognises a repetition, even after closing, and another use of the key', () => {
    const used = { submissionId: submissionIdOf(3), digest: 'd' };
    expect(decide({ used, wish: { idempotencyKey: 'k' }, now: closesAt + 1 })).toEqual({
      action: 'repeat',
      submissionId: submissionIdOf(3),
    });
    expect(refusal(decide({ used, wish: { idempotencyKey: 'k', digest: 'other' } }))).toBe('key-reused');
  });
});
