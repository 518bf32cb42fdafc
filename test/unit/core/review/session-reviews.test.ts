import { describe, expect, it } from 'vitest';
import type { Session } from '../../../../core/exam/session.ts';
import {
  chooseFinal,
  decideAsking,
  isReviewPublished,
  reviewIdOf,
} from '../../../../core/review/session-reviews.ts';
import { gradeOf } from '../../../support/grades.ts';
import { sessionOf } from '../../../support/sessions.ts';

const session = sessionOf();
const { closesAt, opensAt } = session.times;

describe('what is reviewed of a session', () => {
  it('is what counts of each participant and problem, by id, and nothing where nothing counts', () => {
    const rows = [
      { participantId: 'p02', problems: [gradeOf('A', 's3'), gradeOf('Z', 's9')] },
      { participantId: 'p01', problems: [gradeOf('A', 's1', 'cpp')] },
      { participantId: 'p03', problems: [gradeOf('A')] },
    ];
    const about = { sessionId: session.sessionId, problem: 'A', problemId: 'sum', problemVersion: 1 };
    expect(chooseFinal(session, rows)).toEqual([
      { ...about, submissionId: 's1', participantId: 'p01', language: 'cpp' },
      { ...about, submissionId: 's3', participantId: 'p02', language: 'python' },
    ]);
  });

  it('is called by one name however often it is asked for', () => {
    expect(reviewIdOf('s1')).toBe(reviewIdOf('s1'));
    expect(reviewIdOf('s1')).not.toBe(reviewIdOf('s2'));
  });
});

describe('when it is asked for', () => {
  const policyOf = (reviews?: 'off' | 'staff' | 'participants') =>
    sessionOf({
      settledAt: closesAt + 60_000,
      policy: { ...session.policy, ...(reviews === undefined ? {} : { reviews }) },
    });

  it.each([
    ['there is no session', undefined, 'all', false, 'forget'],
    ['it is not settled', { ...policyOf('staff'), settledAt: undefined }, 'all', false, 'wait'],
    ['it wants none', policyOf('off'), 'all', false, 'settle'],
    ['nobody has said', policyOf(), 'all', false, 'settle'],
    ['staff see them', policyOf('staff'), 'all', false, 'ask'],
    ['participants see them', policyOf('participants'), 'all', false, 'ask'],
    ['all were asked for', policyOf('staff'), 'all', true, 'settle'],
    ['only single ones were', policyOf('staff'), 'costs', false, 'settle'],
  ] as const)('where %s', (_, of, wants, complete, action) => {
    const { settledAt, policy } = of ?? {};
    const seen =
      policy === undefined ? undefined : { policy, ...(settledAt === undefined ? {} : { settledAt }) };
    const decided = decideAsking(seen, { wants, complete });
    expect(decided.action).toBe(action);
    expect(decided.reason).not.toBe('');
  });
});

describe('a participant sees the review of their own submission', () => {
  const extra = sessionOf({
    times: { ...session.times, lastClosesAt: closesAt + 600_000 },
    policy: { ...session.policy, reviews: 'participants' },
  });

  const lastClosesAt = closesAt + 600_000;
  const showing = (shows: 'all' | 'verdict' | 'nothing'): Session => ({
    ...extra,
    policy: { ...extra.policy, shows },
  });
  const settledAt = lastClosesAt + 60_000;

  it.each<[string, Session, number, boolean]>([
    ['when they are published, and it is over for everybody', extra, lastClosesAt, true],
    ['not while somebody with extra time writes still', extra, lastClosesAt - 1, false],
    [
      'not where they are for staff',
      sessionOf({ policy: { ...session.policy, reviews: 'staff' } }),
      closesAt,
      false,
    ],
    ['not where nobody has said', session, closesAt, false],
    ['not before the hours of what was cancelled', { ...extra, cancelledAt: opensAt }, opensAt, false],
    ['where verdicts are shown, as soon as it is over', showing('all'), lastClosesAt, true],
    // Only what counts has a review, so that one would tell which of theirs is the best.
    ['not while verdicts are hidden', showing('nothing'), settledAt, false],
    ['not while points are hidden', showing('verdict'), settledAt, false],
    ['when what was hidden is shown', { ...showing('nothing'), settledAt }, settledAt, true],
  ])('%s', (_, of, now, seen) => {
    expect(isReviewPublished(of, now)).toBe(seen);
  });
});
