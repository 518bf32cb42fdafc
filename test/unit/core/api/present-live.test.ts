import { describe, expect, it } from 'vitest';
import { mergeVerdicts } from '../../../../console/use-live-session.ts';
import type { VerdictLine } from '../../../../core/api/live.ts';
import { type LiveFacts, presentLive } from '../../../../core/api/present-live.ts';
import { PRICES } from '../../../../core/costs/prices.ts';
import { digestOf } from '../../../../core/submissions/submission-digest.ts';
import { sessionOf } from '../../../support/sessions.ts';
import { queuedOf, submissionIdOf } from '../../../support/submissions.ts';

const { opensAt } = sessionOf().times;
const S = 1_000;
const judged = (number: number, endedAt: number, verdict: 'AC' | 'WA' = 'WA') => ({
  ...digestOf(queuedOf({ submissionId: submissionIdOf(number), submittedAt: opensAt })),
  state: 'judged' as const,
  verdict,
  endedAt,
});
const [first, second] = [judged(1, opensAt + S), judged(2, opensAt + 2 * S)];

function factsAt(now: number, submissions: LiveFacts['submissions'], rejudgedAt?: number): LiveFacts {
  const rejudging = {
    rejudgingId: submissionIdOf(900),
    label: 'A',
    version: 2,
    problemId: 'sum',
    fromVersion: 1,
    filter: {},
    judgedIn: sessionOf().sessionId,
    createdAt: opensAt,
    createdBy: 'ada',
    state: 'applied' as const,
    submissions: 1,
  };
  return {
    session: sessionOf({
      rejudgings: rejudgedAt === undefined ? [] : [{ ...rejudging, endedAt: rejudgedAt }],
    }),
    names: new Map(),
    hosts: [],
    decisions: [],
    submissions,
    questions: { unanswered: 0, unread: 0 },
    prices: PRICES['eu-central-1'],
    volumeGb: 30,
    now,
  };
}
const idsOf = ({ verdicts }: { readonly verdicts: readonly Pick<VerdictLine, 'submissionId'>[] }) =>
  verdicts.map(({ submissionId }) => submissionId);

describe('the live view after a rejudging', () => {
  const rejudgedAt = opensAt + 100 * S;
  const before = presentLive(factsAt(rejudgedAt - S, [first, second]), undefined);

  it('tells once what it changed, in the order in which it was judged', () => {
    const later = judged(3, rejudgedAt + S);
    const news = factsAt(rejudgedAt + 2 * S, [judged(1, first.endedAt, 'AC'), second, later], rejudgedAt);
    const after = presentLive(news, before.cursor);
    expect(idsOf(after)).toEqual([1, 2, 3].map(submissionIdOf));
    expect(after.verdicts[0]?.verdict).toBe('AC');
    // An hour later nobody is told again of what is an hour old.
    const idle = presentLive({ ...news, now: rejudgedAt + 3_600 * S }, after.cursor);
    expect(idsOf(idle)).toEqual([submissionIdOf(3)]);
    expect(idle.cursor).toBe(after.cursor);
  });

  it('has told of it by its cursor, where nothing was judged since', () => {
    const news = factsAt(rejudgedAt + S, [judged(1, first.endedAt, 'AC'), second], rejudgedAt);
    const after = presentLive(news, before.cursor);
    expect(after.cursor).toBe(new Date(rejudgedAt).toISOString());
    expect(idsOf(presentLive({ ...news, now: rejudgedAt + 60 * S }, after.cursor))).toEqual([]);
    const fresh = presentLive(news, undefined);
    expect(idsOf(presentLive({ ...news, now: rejudgedAt + 60 * S }, fresh.cursor))).toEqual([]);
  });

  it('tells of it by a clock that is behind that of whoever judges', () => {
    const ahead = judged(3, rejudgedAt + S);
    const known = presentLive(factsAt(rejudgedAt, [first, second, ahead]), before.cursor);
    const news = factsAt(rejudgedAt + 2 * S, [judged(1, first.endedAt, 'AC'), second, ahead], rejudgedAt);
    expect(idsOf(presentLive(news, known.cursor))).toContain(submissionIdOf(1));
  });

  it('leaves the order of verdicts on the page', () => {
    const news = factsAt(rejudgedAt + S, [judged(1, first.endedAt, 'AC'), second], rejudgedAt);
    const known = mergeVerdicts([], before.verdicts);
    const merged = mergeVerdicts(known, presentLive(news, before.cursor).verdicts.slice(0, 1));
    expect(merged.map(({ submissionId, verdict }) => [submissionId, verdict])).toEqual([
      [submissionIdOf(2), 'WA'],
      [submissionIdOf(1), 'AC'],
    ]);
  });
});
