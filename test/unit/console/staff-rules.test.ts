import { describe, expect, it } from 'vitest';
import {
  beneath,
  bookingOf,
  draftFrom,
  EMPTY_BOOKING,
  missingOf,
  nextLabel,
} from '../../../console/booking/booking-draft.ts';
import { problemIdOf } from '../../../console/booking/import-package.ts';
import { addEntry, EMPTY_ROSTER } from '../../../console/booking/roster-draft.ts';
import {
  dropTemplate,
  listTemplates,
  saveTemplate,
  templateOf,
} from '../../../console/booking/save-template.ts';
import { takeDropped } from '../../../console/booking/take-dropped.ts';
import { draftOfGrading, EMPTY_GRADING, gradingOf, isUsual } from '../../../console/grading/grading-draft.ts';
import { actsOf, isCalledOff } from '../../../console/staff/acts-of.ts';
import { ALL_VERDICTS, filterVerdicts } from '../../../console/staff/filter-verdicts.ts';
import { planExtension } from '../../../console/staff/plan-extension.ts';
import { boardWith, cellKey, nextReveal } from '../../../console/staff/reveal.ts';
import { sessionBooking } from '../../../core/api/booking.ts';
import type { Scoreboard } from '../../../core/api/submissions.ts';
import { given } from '../../../core/exam/given.ts';
import { at, liveAt, verdictOf } from '../../support/live-session-answers.ts';

const { session } = liveAt({});
const roster = [
  { participantId: 'ann', name: 'Ann', group: 'red', extraTimeMs: 0, closesAt: session.times.closesAt },
  { participantId: 'bob', name: 'Bob', group: 'red', extraTimeMs: 600_000, closesAt: at(690) },
  { participantId: 'cleo', name: 'Cleo', extraTimeMs: 0, closesAt: session.times.closesAt },
];

describe('rules of grading as they are typed', () => {
  const { opensAt } = session.times;
  const lateDeduction = { dueAt: at(65), percent: 5, per: 'minute' as const, maxPercent: 50 };
  it.each([
    [{ pick: 'best' as const }],
    [{ pick: 'last-before' as const, before: at(305) }],
    [{ pick: 'best' as const, before: at(305), points: { A: 0, B: 12.5 }, lateDeduction }],
    [{ pick: 'icpc' as const }],
  ])('are the rules that they were read from: %j', (rules) => {
    expect(gradingOf(draftOfGrading(rules, opensAt), ['A', 'B'], opensAt)).toEqual(rules);
  });

  it('keep points of the problems alone that there are', () => {
    const draft = { ...EMPTY_GRADING, points: { A: '10', Z: '5', B: ' ' } };
    expect(gradingOf(draft, ['A', 'B'], opensAt)).toEqual({ pick: 'best', points: { A: 10 } });
    expect(isUsual(gradingOf(EMPTY_GRADING, ['A'], undefined))).toBe(true);
  });
});

describe('what is offered', () => {
  const before = { ...session, window: 'before' as const };
  const closed = { ...session, window: 'closed' as const };
  const kept = { ...session, deployment: { kind: 'direct' as const } };
  const cancelledAt = (seconds: number) => ({ cancelled: { at: at(seconds), reason: 'strike' } });
  it.each([
    ['to come', before, ['open', 'hours', 'pause', 'announce', 'cancel']],
    [
      'to come without judges',
      { ...before, fleet: { ...session.fleet, state: 'failed' as const } },
      ['hours', 'pause', 'announce', 'cancel'],
    ],
    ['open', session, ['extend', 'hours', 'pause', 'announce', 'end', 'cancel']],
    [
      'paused',
      { ...session, paused: { at: at(9), reason: 'fire' } },
      ['extend', 'hours', 'resume', 'announce', 'end', 'cancel'],
    ],
    ['closed and being judged', closed, ['announce']],
    ['settled', { ...closed, settledAt: at(20) }, ['announce']],
    ['cancelled before its launch', { ...closed, ...cancelledAt(-9) }, ['restore', 'announce']],
    ['cancelled with hosts that were launched', { ...closed, ...cancelledAt(2) }, ['announce']],
    ['cancelled, on hosts that somebody keeps', { ...kept, ...cancelledAt(2) }, ['restore', 'announce']],
  ])('of a session that is %s', (_, of, acts) => {
    expect(actsOf(of, at(4))).toEqual(acts);
  });

  it('of grades is nothing where the session was called off before it opened', () => {
    expect(isCalledOff({ ...closed, ...cancelledAt(4) })).toBe(true);
    expect(isCalledOff({ ...closed, ...cancelledAt(5) })).toBe(false);
    expect(isCalledOff(closed)).toBe(false);
  });

  it('is no restoration any more at the time of the opening', () => {
    expect(actsOf({ ...closed, ...cancelledAt(-9) }, session.times.opensAt)).toEqual(['announce']);
  });
});

it('of what is dropped folders are refused, and all but one where one is wanted', () => {
  const drop = (name: string, isFolder = false) => ({ file: { name }, isFolder });
  const dropped = [drop('sum', true), drop('a.csv'), drop('b.csv')];
  expect(takeDropped(dropped, true)).toEqual({
    taken: [{ name: 'a.csv' }, { name: 'b.csv' }],
    refused: ['sum is a folder: drop a file.'],
  });
  expect(takeDropped(dropped, false)).toEqual({
    taken: [{ name: 'a.csv' }],
    refused: ['sum is a folder: drop a file.', 'b.csv is not taken: one file at a time.'],
  });
});

describe('an extension', () => {
  it('for all moves the end of the session, and the last end with it', () => {
    expect(planExtension(session, roster, { kind: 'all' }, 10)).toEqual({
      change: { closesAt: at(690) },
      participantIds: ['ann', 'bob', 'cleo'],
      closesAt: at(720),
    });
  });

  it('for a group is put on top of the extra time that each has', () => {
    expect(planExtension(session, roster, { kind: 'group', group: 'red' }, 5)).toMatchObject({
      change: {
        participants: [
          { participantId: 'ann', extraTimeMinutes: 5 },
          { participantId: 'bob', extraTimeMinutes: 15 },
        ],
      },
      closesAt: at(990),
    });
  });

  it.each([
    ['nothing', { kind: 'all' }, 0, 'by how many minutes'],
    ['before the opening', { kind: 'all' }, -10, 'before it opens'],
    ['nobody', { kind: 'one', participantId: 'zoe' }, 5, 'somebody of the roster'],
    ['less than the session', { kind: 'one', participantId: 'ann' }, -5, 'less extra time'],
    ['days', { kind: 'one', participantId: 'ann' }, 9_999, '24 hours'],
  ] as const)('of %s is refused with a sentence', (_, target, minutes, sentence) => {
    expect(planExtension(session, roster, target, minutes)).toContain(sentence);
  });
});

describe('a frozen board', () => {
  const row = (participantId: string, cells: readonly [number, number?][]) => ({
    rank: 1,
    participantId,
    name: participantId,
    solved: cells.filter(([, minute]) => minute !== undefined).length,
    penaltyMinutes: 0,
    score: 0,
    problems: cells.map(([tries, minute], index) => ({
      label: 'AB'[index]!,
      tries,
      pending: 0,
      ...(minute === undefined ? {} : { solvedAtMinutes: minute }),
    })),
  });
  const board = (...rows: ReturnType<typeof row>[]): Scoreboard => ({
    style: 'icpc',
    at: at(0),
    labels: ['A', 'B'],
    rows,
  });
  const frozen = board(row('ann', [[1, 10], [0]]), row('bob', [[0], [0]]));
  const now = board(
    row('ann', [[1, 10], [2]]),
    row('bob', [
      [1, 40],
      [2, 50],
    ]),
  );

  it('tells nothing of what came since', () => {
    const rows = boardWith(frozen, now, new Set());
    expect(rows.map(({ participantId, solved }) => [participantId, solved])).toEqual([
      ['ann', 1],
      ['bob', 0],
    ]);
    expect(rows[1]!.problems.map(({ hidden, tries }) => [hidden, tries])).toEqual([
      [true, 0],
      [true, 0],
    ]);
  });

  it('is revealed from the last row upwards, and ends as the board stands', () => {
    const revealed = new Set<string>();
    const order: string[] = [];
    for (;;) {
      const next = nextReveal(boardWith(frozen, now, revealed));
      if (next === undefined) break;
      revealed.add(next);
      order.push(next);
    }
    expect(order).toEqual([cellKey('bob', 'A'), cellKey('bob', 'B'), cellKey('ann', 'B')]);
    const rows = boardWith(frozen, now, revealed);
    expect(
      rows.map(({ participantId, rank, penaltyMinutes }) => [rank, participantId, penaltyMinutes]),
    ).toEqual([
      [1, 'bob', 110],
      [2, 'ann', 10],
    ]);
  });
});

describe('a booking as it is typed', () => {
  const draft = {
    ...EMPTY_BOOKING,
    name: ' Final ',
    problems: [{ problemId: 'twice', label: 'A', name: 'Twice' }],
    roster: addEntry(EMPTY_ROSTER, { participantId: 'ann', extraTimeMinutes: 0 }),
  };

  it('says what is missing, in the order of the form', () => {
    expect(missingOf(EMPTY_BOOKING)).toEqual(['a name', 'a problem', 'who takes part']);
    expect(missingOf(draft)).toEqual([]);
    expect(missingOf({ ...draft, roster: EMPTY_ROSTER, joins: true })).toEqual([]);
    expect(missingOf({ ...draft, deployment: 'direct' })).toEqual(['the judge']);
  });

  it.each([
    draft,
    {
      ...draft,
      joins: true,
      seats: '30',
      maxSubmissions: '5',
      secondsBetween: '1.5',
      opens: '2026-12-01T09:00',
    },
    { ...draft, deployment: 'pooled' as const, judge: '/assize/prod/judges/campus' },
    {
      ...draft,
      opens: '2026-12-01T09:00',
      grading: { ...EMPTY_GRADING, until: '80', points: { A: '12.5' }, late: true, lateFrom: '60' },
    },
  ])('is a booking of the API', (typed) => {
    expect(sessionBooking.safeParse(bookingOf(typed)).error).toBeUndefined();
  });

  it('lets only a fleet grow, and from the wait that was typed', () => {
    const targetOf = (more: Partial<typeof draft>) => bookingOf({ ...draft, ...more }).policy.targetWaitMs;
    expect(targetOf({})).toBeUndefined();
    expect(targetOf({ targetWait: '90' })).toBe(90_000);
    expect(targetOf({ targetWait: '0' })).toBe(0);
    const pooled = { deployment: 'pooled', judge: '/assize/prod/judges/campus' } as const;
    expect(targetOf({ ...pooled, targetWait: '0' })).toBeUndefined();
    const copied = (targetWaitMs?: number) =>
      draftFrom({ ...templateOf(session), policy: { ...session.policy, ...given({ targetWaitMs }) } })
        .targetWait;
    expect([copied(), copied(0), copied(90_000)]).toEqual(['', '0', '90']);
  });

  it('has a budget where one was typed, for a fleet alone', () => {
    const budgetOf = (more: Partial<typeof draft>) => bookingOf({ ...draft, ...more }).budgetUsd;
    expect(budgetOf({})).toBeUndefined();
    expect(budgetOf({ budget: '2.50' })).toBe(2.5);
    expect(
      budgetOf({ budget: '2.50', deployment: 'pooled', judge: '/assize/prod/judges/campus' }),
    ).toBeUndefined();
  });

  it('needs its opening and numbers where its grading names a time', () => {
    const grading = { ...EMPTY_GRADING, late: true, lateFrom: 'soon', points: { A: 'ten' } };
    expect(missingOf({ ...draft, grading })).toEqual([
      'when it opens, since its grading names a time',
      'what problem A is worth, as a number',
      'from which minute submissions are late',
    ]);
  });

  it('puts somebody who is named twice on the roster once', () => {
    expect(addEntry(draft.roster, { participantId: 'ANN', extraTimeMinutes: 5 }).entries).toHaveLength(1);
  });

  it('labels the next problem with the first letter that is free', () => {
    expect(nextLabel([])).toBe('A');
    expect(
      nextLabel([
        { problemId: 'x', label: 'B', name: '' },
        { problemId: 'y', label: 'A', name: '' },
      ]),
    ).toBe('C');
  });
});

it.each([
  ['Two Sum (2).zip', 'two-sum'],
  ['two_sum.ZIP', 'two-sum'],
  ['2025-Brückenbau.zip', 'bruckenbau'],
  ['???.zip', 'problem'],
])('a package %s is the problem %s', (fileName, problemId) => {
  expect(problemIdOf(fileName)).toBe(problemId);
});

describe('templates', () => {
  const storageOf = (kept: Map<string, string>) => () =>
    ({
      getItem: (name: string) => kept.get(name) ?? null,
      setItem: (name: string, value: string) => void kept.set(name, value),
    }) as unknown as Storage;

  it('are kept once by name, become drafts, and are forgotten', () => {
    const storage = storageOf(new Map());
    expect(saveTemplate(session, storage) && saveTemplate(session, storage)).toBe(true);
    const [template, ...more] = listTemplates(storage);
    expect(more).toEqual([]);
    expect(draftFrom(template!)).toMatchObject({
      name: session.name,
      languages: ['javascript'],
      roster: EMPTY_ROSTER,
    });
    dropTemplate(session.name, storage);
    expect(listTemplates(storage)).toEqual([]);
  });

  it('that cannot be read are none', () => {
    expect(listTemplates(storageOf(new Map([['assize-templates', '{']])))).toEqual([]);
    expect(
      saveTemplate(session, () => {
        throw new Error('storage is denied');
      }),
    ).toBe(false);
  });
});

it('verdicts are filtered by everything at once', () => {
  const lines = [
    verdictOf('01jd8x7r4k2m9q3v5w6y7z8a1c', 'AC'),
    { ...verdictOf('01jd8x7r4k2m9q3v5w6y7z8a1d', 'WA'), participantId: 'Zoe' },
  ];
  expect(filterVerdicts(lines, ALL_VERDICTS)).toEqual(lines);
  expect(filterVerdicts(lines, { ...ALL_VERDICTS, participant: 'zo', verdict: 'WA' })).toEqual([lines[1]]);
  expect(filterVerdicts(lines, { ...ALL_VERDICTS, label: 'B' })).toEqual([]);
});

describe('a booking like another that arrives late', () => {
  it('leaves what is already written as it is', () => {
    const arrived = { ...EMPTY_BOOKING, name: 'Final (copy)', minutes: '120', languages: ['cpp'] };
    const written = { ...EMPTY_BOOKING, opens: '2026-12-03T10:00', minutes: '45' };
    expect(beneath(EMPTY_BOOKING, arrived)).toEqual(arrived);
    expect(beneath(written, arrived)).toEqual({ ...arrived, opens: '2026-12-03T10:00', minutes: '45' });
  });
});
