import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { GradingRules } from '../../../../core/exam/grading-rules.ts';
import type { GradableProblem } from '../../../../core/results/gradable-problem.ts';
import { gradeSession } from '../../../../core/results/grade-session.ts';
import type { SubmissionDigest } from '../../../../core/submissions/submission-digest.ts';
import { participantOf, sessionOf } from '../../../support/sessions.ts';
import { submissionIdOf } from '../../../support/submissions.ts';

const session = sessionOf();
const { opensAt } = session.times;
const MINUTE = 60_000;
const problems: readonly GradableProblem[] = [
  { label: 'A', name: 'Sum', kind: 'pass-fail' },
  { label: 'B', name: 'Route', kind: 'scoring', maxScore: 30 },
];
const roster = [
  participantOf('ann', { name: 'Ann' }),
  participantOf('bob', { name: 'Bob', extraTimeMs: 30 * MINUTE }),
];
let serial = 0;
const tried = (
  participantId: string,
  label: string,
  minute: number,
  outcome: Partial<SubmissionDigest>,
): SubmissionDigest => ({
  submissionId: submissionIdOf(++serial),
  participantId,
  problemId: label.toLowerCase(),
  label,
  language: 'c',
  trial: false,
  state: outcome.verdict === undefined ? 'queued' : outcome.verdict === 'JE' ? 'quarantined' : 'judged',
  submittedAt: opensAt + minute * MINUTE,
  passed: 0,
  testCases: 1,
  cpuMs: 1,
  judgeCalls: 1,
  callsSaved: 0,
  ...outcome,
});
const grade = (submissions: readonly SubmissionDigest[], rules: GradingRules = { pick: 'best' }) =>
  gradeSession(session, problems, roster, submissions, rules);
const pointsOf = (submissions: readonly SubmissionDigest[], rules?: GradingRules, who = 'ann') =>
  grade(submissions, rules).find(({ participantId }) => participantId === who)?.points;

describe('grading a session', () => {
  const many = [
    tried('ann', 'A', 5, { verdict: 'AC' }),
    tried('ann', 'A', 9, { verdict: 'WA' }),
    tried('ann', 'B', 10, { verdict: 'WA', score: 20 }),
    tried('ann', 'B', 20, { verdict: 'WA', score: 10 }),
    tried('ann', 'B', 30, { verdict: 'AC', score: 30 }),
    tried('ann', 'B', 40, { verdict: 'WA', score: 5 }),
  ];

  it.each<[string, GradingRules, number]>([
    ['the best of each problem', { pick: 'best' }, 130],
    ['the last of each', { pick: 'last' }, 5],
    ['the last before a time', { pick: 'last-before', before: opensAt + 25 * MINUTE }, 10],
    ['not what comes at that time', { pick: 'last-before', before: opensAt + 20 * MINUTE }, 20],
    ['the best before a time', { pick: 'best', before: opensAt + 25 * MINUTE }, 120],
    ['solved problems by the ICPC', { pick: 'icpc' }, 130],
    ['weights: all or none, or as much as of the score', { pick: 'best', points: { A: 1, B: 3 } }, 4],
    ['a part of a weight', { pick: 'last', points: { B: 3 } }, 0.5],
  ])('takes %s', (_, rules, points) => {
    expect(pointsOf(many, rules)).toBe(points);
  });

  it('tells what a grade is for, of how much, and what has no verdict', () => {
    const waiting = tried('ann', 'A', 50, {});
    const lost = tried('ann', 'A', 51, { verdict: 'JE' });
    const [row] = grade([...many, waiting, lost]);
    expect(row).toMatchObject({
      rank: 1,
      possible: 130,
      solved: 2,
      problems: [
        { label: 'A', points: 100, tries: 2, pending: 1, quarantined: 1, from: { verdict: 'AC' } },
        { label: 'B', points: 30, tries: 4, from: { submissionId: many[4]?.submissionId, score: 30 } },
      ],
    });
  });

  it('penalises by the ICPC: minutes of the accepted one, and 20 a rejected one before it', () => {
    const rows = grade(
      [
        tried('ann', 'A', 10, { verdict: 'WA' }),
        tried('ann', 'A', 15, { verdict: 'AC' }),
        tried('bob', 'A', 30, { verdict: 'AC' }),
        tried('bob', 'B', 31, { verdict: 'WA', score: 29 }),
      ],
      { pick: 'icpc' },
    );
    expect(
      rows.map(({ participantId, points, penaltyMinutes }) => [participantId, points, penaltyMinutes]),
    ).toEqual([
      ['bob', 100, 30],
      ['ann', 100, 35],
    ]);
  });

  const late: GradingRules = {
    pick: 'best',
    lateDeduction: { dueAt: opensAt + 60 * MINUTE, percent: 10, per: 'hour', maxPercent: 25 },
  };
  it.each([
    ['in time to the millisecond', 'ann', 60, 100],
    ['a unit that has begun', 'ann', 61, 90],
    ['a whole unit', 'ann', 120, 90],
    ['the second unit', 'ann', 121, 80],
    ['no more than the most', 'ann', 600, 75],
    ['extra time as in time', 'bob', 90, 100],
    ['and after it', 'bob', 91, 90],
  ])('takes off for lateness: %s', (_, who, minute, points) => {
    expect(pointsOf([tried(who, 'A', minute, { verdict: 'AC' })], late, who)).toBe(points);
  });

  it('prefers what was in time to what was better and late, when that is more points', () => {
    const both = [
      tried('ann', 'B', 59, { verdict: 'WA', score: 28 }),
      tried('ann', 'B', 61, { verdict: 'AC', score: 30 }),
    ];
    expect(grade(both, late)[0]?.problems[1]).toMatchObject({ points: 28, from: { score: 28 } });
  });

  it('shares ranks among equals, by name', () => {
    const three = [...roster, participantOf('zoe', { name: 'Zoe' })];
    const rows = gradeSession(session, problems, three, [tried('zoe', 'A', 1, { verdict: 'AC' })], {
      pick: 'best',
    });
    expect(rows.map(({ rank, name }) => `${rank} ${name}`)).toEqual(['1 Zoe', '2 Ann', '2 Bob']);
  });

  it('rounds to hundredths, half up, and the row adds up', () => {
    const thirds = [
      tried('ann', 'A', 1, { verdict: 'AC' }),
      tried('ann', 'B', 1, { verdict: 'WA', score: 10 }),
    ];
    expect(pointsOf(thirds, { pick: 'best', points: { A: 1.005, B: 1 } })).toBe(1.34);
    expect(pointsOf(thirds, { pick: 'best', points: { A: 0.1, B: 0.6 } })).toBe(0.3);
  });

  it('takes a score without a maximum as the points', () => {
    const open: readonly GradableProblem[] = [{ label: 'B', name: 'Golf', kind: 'scoring' }];
    const [row] = gradeSession(
      session,
      open,
      roster,
      [tried('ann', 'B', 1, { verdict: 'AC', score: 412.5 })],
      {
        pick: 'best',
      },
    );
    expect(row).toMatchObject({ points: 412.5 });
    expect(row?.possible).toBeUndefined();
  });
});

describe('whatever was submitted', () => {
  const outcome = fc.oneof(
    fc.record({
      verdict: fc.constantFrom('AC' as const, 'WA' as const, 'TLE' as const),
      score: fc.integer({ min: 0, max: 30 }),
    }),
    fc.record({ verdict: fc.constantFrom('CE' as const, 'JE' as const) }),
    fc.constant({}),
  );
  const submission = fc
    .tuple(
      fc.constantFrom('ann', 'bob'),
      fc.constantFrom('A', 'B'),
      fc.integer({ min: 0, max: 200 }),
      outcome,
      fc.boolean(),
    )
    .map(([who, label, minute, more, trial]) => tried(who, label, minute, { ...more, trial }));
  const rules = fc.record(
    {
      pick: fc.constantFrom('best' as const, 'last' as const, 'icpc' as const),
      before: fc.integer({ min: 1, max: 200 }).map((minute) => opensAt + minute * MINUTE),
      points: fc.record({ A: fc.integer({ min: 0, max: 50 }), B: fc.integer({ min: 0, max: 50 }) }),
      lateDeduction: fc.record({
        dueAt: fc.constant(opensAt + 60 * MINUTE),
        percent: fc.integer({ min: 1, max: 100 }),
        per: fc.constantFrom('minute' as const, 'hour' as const),
        maxPercent: fc.integer({ min: 1, max: 100 }),
      }),
    },
    { requiredKeys: ['pick'] },
  );
  const submissions = fc.array(submission, { maxLength: 20 });

  it('the order in which it is read changes nothing', () => {
    fc.assert(
      fc.property(
        submissions.chain((all) =>
          fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
        ),
        rules,
        ([all, shuffled], by) => {
          expect(grade(shuffled, by)).toEqual(grade(all, by));
        },
      ),
    );
  });

  it('one more submission never lowers the best', () => {
    fc.assert(
      fc.property(submissions, submission, rules, (all, one, by) => {
        const best = { ...by, pick: 'best' as const };
        for (const who of ['ann', 'bob'])
          expect(pointsOf([...all, one], best, who)).toBeGreaterThanOrEqual(pointsOf(all, best, who) ?? 0);
      }),
    );
  });

  it('trials, compile errors, and what is not judged or never was, give and cost nothing', () => {
    fc.assert(
      fc.property(submissions, rules, (all, by) => {
        const counting = all.filter(
          ({ trial, verdict }) => !trial && verdict !== undefined && verdict !== 'CE' && verdict !== 'JE',
        );
        const told = (rows: ReturnType<typeof grade>) =>
          rows.map(({ participantId, rank, points, solved, penaltyMinutes }) => [
            participantId,
            rank,
            points,
            solved,
            penaltyMinutes,
          ]);
        expect(told(grade(all, by))).toEqual(told(grade(counting, by)));
      }),
    );
  });

  it('points lie between nothing and all', () => {
    fc.assert(
      fc.property(submissions, rules, (all, by) => {
        for (const { points, possible = 0 } of grade(all, by)) {
          expect(points).toBeGreaterThanOrEqual(0);
          expect(points).toBeLessThanOrEqual(possible);
        }
      }),
    );
  });
});
