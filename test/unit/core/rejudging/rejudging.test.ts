import { describe, expect, it } from 'vitest';
import type { Rejudging, RejudgingWish } from '../../../../core/exam/rejudging.ts';
import type { Session } from '../../../../core/exam/session.ts';
import {
  compareVerdicts,
  whoIsConcerned,
  withRejudged,
} from '../../../../core/rejudging/compare-verdicts.ts';
import {
  decideApply,
  decideDiscard,
  decideStart,
  describeProgress,
  MAX_REJUDGED,
  type StartFacts,
} from '../../../../core/rejudging/decide-rejudging.ts';
import { compareResults, orderByLoss } from '../../../../core/results/compare-results.ts';
import type { RankedResult } from '../../../../core/results/grade-session.ts';
import { NO_OUTCOME, type SubmissionDigest } from '../../../../core/submissions/submission-digest.ts';
import { EPOCH, sessionOf } from '../../../support/sessions.ts';
import { submissionIdOf } from '../../../support/submissions.ts';

const session = sessionOf({ fleet: 'ready' });
const { opensAt, lastClosesAt } = session.times;
const wish: RejudgingWish = { label: 'A', version: 2, filter: {}, judgedIn: session.sessionId };

function digestOf(number: number, changes: Partial<SubmissionDigest> = {}): SubmissionDigest {
  return {
    submissionId: submissionIdOf(number),
    participantId: `p${number}`,
    problemId: 'sum',
    label: 'A',
    language: 'javascript',
    trial: false,
    state: 'judged',
    submittedAt: opensAt,
    ...NO_OUTCOME,
    endedAt: opensAt + 1,
    verdict: 'WA',
    ...changes,
  };
}

const rejudgingOf = (changes: Partial<Rejudging> = {}): Rejudging => ({
  ...wish,
  rejudgingId: submissionIdOf(900),
  problemId: 'sum',
  fromVersion: 1,
  createdAt: EPOCH,
  createdBy: 'ada',
  state: 'judging',
  submissions: 1,
  ...changes,
});

describe('asking for a rejudging', () => {
  const decide = (facts: Partial<StartFacts> = {}) =>
    decideStart({
      session,
      wish,
      judgedIn: session,
      from: { kind: 'pass-fail' },
      to: { kind: 'pass-fail' },
      submissions: [digestOf(1)],
      now: opensAt,
      ...facts,
    });

  it('keeps an interactor on the hosts that its session wants it on', () => {
    const to = { kind: 'pass-fail', validation: { kind: 'interactive' } } as const;
    const judge = { url: 'https://judge.example.edu', tokenParameter: '/judge', slots: 2 };
    const elsewhere = { ...session, deployment: { kind: 'direct', judges: [judge] } } as const;
    const strict = { ...session, policy: { ...session.policy, interactors: 'fleet' } } as const;
    expect(decide({ session: strict, judgedIn: elsewhere, to })).toMatchObject({
      action: 'invalid-request',
      field: 'judgedIn',
      reason: expect.stringMatching(/whose deployment is direct, and .* is judged with an interactor/),
    });
    for (const facts of [
      { judgedIn: elsewhere, to },
      { session: strict, to },
      { session: strict, judgedIn: elsewhere },
    ])
      expect(decide(facts).action).toBe('start');
  });

  it('gives no session an interactor for its own judges that wants it on a fleet', () => {
    const to = { kind: 'pass-fail', validation: { kind: 'interactive' } } as const;
    const judge = { url: 'https://judge.example.edu', tokenParameter: '/judge', slots: 2 };
    const own = {
      ...session,
      sessionId: submissionIdOf(78),
      deployment: { kind: 'direct', judges: [judge] },
      policy: { ...session.policy, interactors: 'fleet' },
    } as const;
    expect(decide({ session: own, to })).toMatchObject({
      action: 'invalid-request',
      field: 'version',
      reason: expect.stringMatching(
        /^is 2, which is judged with an interactor, and the session wants that on hosts .* and its deployment is direct: /,
      ),
    });
    // Of some submissions alone the version stays, and the fleet judges those.
    const some = { ...wish, filter: { participantId: 'p1' } };
    for (const facts of [{ session: own }, { session: own, to, wish: some }])
      expect(decide(facts).action).toBe('start');
  });

  it('takes what counts and has ended, and of it what the filter means', () => {
    const submissions = [
      digestOf(1),
      digestOf(2, { trial: true }),
      digestOf(3, { label: 'B' }),
      digestOf(4, { state: 'quarantined', verdict: 'JE' }),
      digestOf(5, { verdict: 'AC', language: 'cpp' }),
      { ...digestOf(6), endedAt: undefined, state: 'queued' } as unknown as SubmissionDigest,
    ];
    const chosen = (filter: RejudgingWish['filter']) => {
      const decision = decide({ submissions, wish: { ...wish, filter } });
      return decision.action === 'start'
        ? decision.chosen.map(({ participantId }) => participantId)
        : decision;
    };
    const languages = { ...session, languages: ['javascript', 'cpp'] };
    expect(decide({ submissions, judgedIn: languages })).toMatchObject({ action: 'start' });
    expect(chosen({ language: 'javascript' })).toEqual(['p1', 'p4']);
    expect(chosen({ verdict: 'JE' })).toEqual(['p4']);
    expect(chosen({ participantId: 'p1' })).toEqual(['p1']);
    expect(chosen({ submissionId: submissionIdOf(4) })).toEqual(['p4']);
    expect(chosen({ verdict: 'TLE' })).toMatchObject({ action: 'invalid-request', field: 'filter' });
  });

  it('names the field and what to do when it cannot be', () => {
    const said = (facts: Partial<StartFacts>) => {
      const decision = decide(facts);
      return [decision.action, 'field' in decision ? decision.field : '', decision.reason].join(' ');
    };
    expect(said({ wish: { ...wish, label: 'Z' } })).toBe('invalid-request label is Z; the session has A');
    expect(said({ to: undefined })).toContain('sum has no such version: import it first');
    expect(said({ to: { kind: 'scoring' } })).toContain('cannot be compared');
    expect(said({ judgedIn: undefined })).toBe('invalid-request judgedIn is no session that is yours');
    expect(said({ submissions: [digestOf(1, { language: 'cpp' })] })).toContain('does not judge cpp');
    const many = Array.from({ length: MAX_REJUDGED + 1 }, (_, number) => digestOf(number));
    expect(said({ submissions: many })).toContain(`at most ${MAX_REJUDGED}`);
  });

  it('says whom to ask once the judges of the session are gone', () => {
    const over = decide({ now: lastClosesAt });
    expect(over.action).toBe('too-late');
    expect(over.reason).toContain(
      'Book a session with javascript for as long as judging 1 submission takes, and name it as judgedIn',
    );
    expect(decide({ judgedIn: { ...session, fleet: 'failed' } }).action).toBe('too-late');
    const other = { ...session, sessionId: submissionIdOf(77) };
    const asked = { ...wish, judgedIn: other.sessionId };
    const later = { ...other, times: { ...other.times, lastClosesAt: lastClosesAt + 1 } };
    expect(decide({ now: lastClosesAt, judgedIn: later, wish: asked }).action).toBe('start');
  });

  it('leaves one of a problem at a time, and goes on with the same', () => {
    const second = (stored: Rejudging, asked: RejudgingWish = wish) =>
      decide({ session: { ...session, rejudgings: [stored] }, wish: asked }).action;
    expect(second(rejudgingOf())).toBe('keep');
    expect(second(rejudgingOf({ state: 'open' }))).toBe('continue');
    expect(second(rejudgingOf(), { ...wish, version: 3 })).toBe('conflict');
    expect(second(rejudgingOf(), { ...wish, filter: { language: 'javascript' } })).toBe('conflict');
    expect(second(rejudgingOf({ state: 'applied' }))).toBe('start');
    expect(second(rejudgingOf({ state: 'discarded' }))).toBe('start');
  });

  it('goes on only where its judges still come, and whoever asks may name them', () => {
    const stored = rejudgingOf({ state: 'open', createdAt: opensAt + 1 });
    const again = (facts: Partial<StartFacts>) =>
      decide({ session: { ...session, rejudgings: [stored] }, now: opensAt + 2, ...facts });
    expect(again({}).action).toBe('continue');
    expect(again({ judgedIn: undefined })).toMatchObject({ action: 'invalid-request', field: 'judgedIn' });
    const late = again({ now: lastClosesAt });
    expect(late).toMatchObject({ action: 'too-late' });
    expect(late.reason).toContain(`discard rejudging ${stored.rejudgingId} first`);
    // What came to its verdict later is not in it, whatever it is written in.
    const later = digestOf(2, { language: 'cpp', endedAt: opensAt + 2 });
    expect(again({ submissions: [digestOf(1), later] }).action).toBe('continue');
  });
});

describe('how far a rejudging is', () => {
  it('is ready when nothing waits, and when nobody is left to judge what does', () => {
    const stateOf = (states: readonly SubmissionDigest['state'][], host: Pick<Session, 'settledAt'>) =>
      describeProgress(
        rejudgingOf(),
        states.map((state, number) => digestOf(number, { state })),
        host,
      );
    expect(stateOf(['judged', 'running'], {})).toMatchObject({ state: 'judging', running: 1, judged: 1 });
    expect(stateOf(['judged', 'quarantined'], {})).toMatchObject({ state: 'ready', quarantined: 1 });
    expect(stateOf(['judged', 'queued'], { settledAt: EPOCH })).toMatchObject({
      state: 'ready',
      queued: 0,
      quarantined: 1,
    });
  });

  it('decides what can be done with it', () => {
    const progress = (state: ReturnType<typeof describeProgress>['state'], judged = 1) => ({
      state,
      judged,
      queued: 0,
      running: 1,
      quarantined: 0,
    });
    const apply = (...of: Parameters<typeof progress>) => decideApply(progress(...of), rejudgingOf()).action;
    expect([apply('open'), apply('judging'), apply('ready'), apply('ready', 0)]).toEqual([
      'not-yet',
      'not-yet',
      'apply',
      'too-late',
    ]);
    expect([apply('applied'), apply('discarded')]).toEqual(['keep', 'too-late']);
    const discard = (state: Rejudging['state'], later: readonly Rejudging[] = []) => {
      const rejudging = rejudgingOf({ state });
      return decideDiscard({ rejudgings: [rejudging, ...later] }, rejudging).action;
    };
    expect([discard('open'), discard('judging'), discard('discarded'), discard('applied')]).toEqual([
      'discard',
      'discard',
      'keep',
      'undo',
    ]);
    const later = rejudgingOf({ rejudgingId: submissionIdOf(901) });
    expect(discard('applied', [later])).toBe('too-late');
    expect(
      discard('applied', [
        { ...later, state: 'discarded' },
        { ...later, label: 'B' },
      ]),
    ).toBe('undo');
  });
});

describe('what a rejudging changes', () => {
  const before = [
    digestOf(1),
    digestOf(2, { verdict: 'AC' }),
    digestOf(3),
    digestOf(4, { verdict: 'JE', state: 'quarantined' }),
    digestOf(5),
  ];
  const rejudged = [
    digestOf(1, { verdict: 'AC', passed: 3, testCases: 3 }),
    digestOf(2, { verdict: 'AC' }),
    digestOf(3, { verdict: 'JE', state: 'quarantined' }),
    digestOf(4, { verdict: 'TLE', firstFailing: 'secret/2' }),
  ];

  it('is told as a matrix, as those that change, and as what is not in it', () => {
    const { matrix, changed, unchanged, left } = compareVerdicts(rejudgingOf(), before, rejudged);
    expect(matrix).toEqual([
      { from: 'AC', to: 'AC', count: 1 },
      { from: 'JE', to: 'TLE', count: 1 },
      { from: 'WA', to: 'AC', count: 1 },
    ]);
    expect(changed.map((pair) => pair.before.participantId)).toEqual(['p1', 'p4']);
    expect([unchanged, left]).toEqual([1, 1]);
  });

  it('is in force as a whole: what could not be judged again stays, and a score or verdict that is gone is gone', () => {
    const scored = withRejudged(
      [digestOf(1, { score: 50, firstFailing: 'secret/9' }), ...before.slice(1)],
      rejudged,
    );
    expect(scored.map(({ verdict, state }) => [verdict, state])).toEqual([
      ['AC', 'judged'],
      ['AC', 'judged'],
      ['WA', 'judged'],
      ['TLE', 'judged'],
      ['WA', 'judged'],
    ]);
    expect(scored[0]).not.toHaveProperty('score');
    expect(scored[0]).not.toHaveProperty('firstFailing');
  });

  it('is told to those who are shown verdicts', () => {
    const { changed } = compareVerdicts(rejudgingOf(), before, rejudged);
    expect(whoIsConcerned(session, changed)).toEqual(['p1', 'p4']);
    const silent = { ...session, policy: { ...session.policy, shows: 'nothing' as const } };
    expect(whoIsConcerned(silent, changed)).toEqual([]);
    expect(whoIsConcerned({ ...silent, settledAt: EPOCH }, changed)).toEqual(['p1', 'p4']);
  });

  it('changes points, who loses most first', () => {
    const row = (participantId: string, points: number, rank: number): RankedResult => ({
      participantId,
      name: participantId,
      points,
      solved: 0,
      penaltyMinutes: 0,
      problems: [],
      rank,
    });
    const changes = orderByLoss(
      compareResults(
        [row('a', 10, 1), row('b', 5, 2), row('c', 1, 3)],
        [row('b', 8, 1), row('a', 3, 2), row('c', 1, 3)],
      ),
    );
    expect(changes.map((one) => [one.participantId, one.before.points, one.after.points])).toEqual([
      ['a', 10, 3],
      ['b', 5, 8],
    ]);
  });
});
