import { describe, expect, it } from 'vitest';
import { decideWork, mattersWhose, type WorkFacts } from '../../../../core/submissions/decide-work.ts';
import { rejudgedId } from '../../../../core/submissions/rejudged.ts';
import type { Slot, SlotParticipant } from '../../../../core/submissions/slot.ts';
import type { Lane } from '../../../../core/submissions/submission.ts';
import { sessionOf } from '../../../support/sessions.ts';

const NOW = 1_000;
const FLEET = sessionOf({ languages: ['go', 'python'], participantCount: 2 });
const KEPT = sessionOf({
  languages: ['go', 'python'],
  participantCount: 2,
  deployment: {
    kind: 'direct',
    judges: [1, 2].map((number) => ({ url: `http://judge-${number}`, tokenParameter: '/t', slots: 1 })),
  },
});

const slot = (
  hostId: string,
  holder?: { readonly until?: number; readonly participant?: SlotParticipant },
  more: Partial<Slot> = {},
): Slot => ({
  sessionId: 's',
  hostId,
  number: 0,
  url: `http://${hostId}`,
  token: 't',
  batchLanguages: ['go'],
  singleLanguages: ['python'],
  ...(holder === undefined ? {} : { holder: { leaseId: hostId, until: NOW + 1, ...holder } }),
  ...more,
});
const judging = (participantId: string, since: number) => ({ participant: { participantId, since } });

const OWN = slot('i-2', {});
const FREE = slot('i-1');
const BUSY = slot('i-1', judging('other', 5));
const MINE = slot('i-1', judging('p', 5));
const waitingIn = (language: string, lane: Lane = 'contest') => ({ language, participantId: 'p', lane });
const FACTS: WorkFacts = {
  cameBack: false,
  alone: 'no',
  waiting: waitingIn('go'),
  slot: OWN,
  slots: [FREE, OWN],
  told: false,
  session: FLEET,
  now: NOW,
};
const told = (since: number, slots: Slot[]) => ({
  told: true,
  slots: [...slots, slot('i-2', judging('p', since))],
});
const NO_GO = { batchLanguages: [], notJudged: [{ language: 'go', reason: 'no toolchain: go' }] };
const LACKING = slot('judge-1', {}, NO_GO);
const kept = (other: Slot[]) => ({ session: KEPT, slot: LACKING, slots: [LACKING, ...other] });

describe('a submission that waits, at a slot', () => {
  it.each<[string, Partial<WorkFacts>, string, RegExp]>([
    ['is taken', {}, 'take', /not the last/],
    ['is taken alone when a host was lost with it', { alone: 'now' }, 'take-alone', /host was lost/],
    ['is passed by while others are judged alone', { alone: 'not-now' }, 'pass-by', /judged alone/],
    ['is passed by for a host that is needed less', { alone: 'elsewhere' }, 'pass-by', /needed less/],
    [
      'is passed by where it came back from, suspect or not',
      { alone: 'now', cameBack: true },
      'pass-by',
      /came back/,
    ],
    ['is taken when nothing of it matters', { waiting: undefined }, 'take', /nothing is against it/],
    [
      'of a rejudging is passed by where the slot is the last and somebody sits the exam',
      { waiting: waitingIn('go', 'rejudging'), slots: [BUSY, OWN] },
      'pass-by',
      /for those who sit the exam/,
    ],
    [
      'of a rejudging is taken on the last slot once the exam is over',
      {
        waiting: waitingIn('go', 'rejudging'),
        slots: [BUSY, OWN],
        session: { ...FLEET, cancelledAt: NOW },
      },
      'take',
      /nobody who sits the exam/,
    ],
    [
      'of a rejudging is passed by on the last slot of who is alone on the roster',
      {
        waiting: waitingIn('go', 'rejudging'),
        slots: [BUSY, OWN],
        session: { ...FLEET, participantCount: 1 },
      },
      'pass-by',
      /for those who sit the exam/,
    ],
    [
      'of a rejudging is passed by on the only slot until the exam is over',
      { waiting: waitingIn('go', 'rejudging'), slots: [OWN] },
      'pass-by',
      /for those who sit the exam/,
    ],
    [
      'of a rejudging is taken on the only slot once the exam is over',
      { waiting: waitingIn('go', 'rejudging'), slots: [OWN], session: { ...FLEET, cancelledAt: NOW } },
      'take',
      /nobody who sits the exam/,
    ],
    ['is passed by where it came back from', { cameBack: true }, 'pass-by', /came back/],
    ['is taken in single submissions too', { waiting: waitingIn('python') }, 'take', /last/],
    [
      'is left to a host that may come, where this one lacks its language',
      { waiting: waitingIn('java') },
      'leave',
      /another host may judge java/,
    ],
    [
      'is for nobody when the session has dropped its language',
      {
        waiting: waitingIn('java'),
        session: {
          ...FLEET,
          languagesDropped: [{ language: 'java', reason: 'no javac', since: 1 } as never],
        },
      },
      'quarantine',
      /^no host of the session judges java: no javac$/,
    ],
    ['is left to a judge that was not examined yet', kept([]), 'leave', /another host may judge go/],
    [
      'is left to a judge that has its language',
      kept([slot('judge-2')]),
      'leave',
      /another host may judge go/,
    ],
    [
      'is for nobody when every judge was examined and none has its language',
      kept([slot('judge-2', undefined, { batchLanguages: [] })]),
      'quarantine',
      /^no judge of the session judges go: judge-1: no toolchain: go; judge-2 was not examined in it$/,
    ],
    [
      'is left to a host that may come, whatever else the session has dropped',
      {
        waiting: waitingIn('java'),
        session: {
          ...FLEET,
          languagesDropped: [{ language: 'rust', reason: 'no rustc', since: 1 } as never],
        },
      },
      'leave',
      /another host may judge java/,
    ],
    [
      'is left to a judge of whose slots one tells its language',
      kept([slot('judge-2', undefined, { ...NO_GO, number: 1 }), slot('judge-2')]),
      'leave',
      /another host may judge go/,
    ],
    [
      'is for nobody when a judge left out another language, and does not tell of this one',
      kept([slot('judge-2', undefined, { ...NO_GO, notJudged: [{ language: 'rust', reason: 'no rustc' }] })]),
      'quarantine',
      /judge-2 was not examined in it$/,
    ],
    ['is told first when the slot is the last', { slots: [BUSY, OWN] }, 'tell-first', /last slot/],
    ['is taken on the last slot by who is not judged', told(7, [BUSY]), 'take', /p is not being judged yet/],
    [
      'is passed by on the last slot for who is judged',
      { slots: [MINE, OWN] },
      'pass-by',
      /p is being judged/,
    ],
    [
      'is passed by on the last slot for who was there before',
      told(6, [MINE]),
      'pass-by',
      /p is being judged/,
    ],
    ['is taken on the last slot for who came before', told(4, [MINE]), 'take', /p is not being judged yet/],
    ['is passed by on the last slot for the first by name', told(5, [MINE]), 'pass-by', /p is being judged/],
    [
      'is taken on the last slot as the first by name',
      told(5, [slot('i-3', judging('p', 5))]),
      'take',
      /p is not being judged yet/,
    ],
    [
      'is passed by on the last slot that is told for another',
      { told: true, slots: [MINE, slot('i-2', judging('other', 1))] },
      'pass-by',
      /p is being judged/,
    ],
    [
      'is passed by on a slot that was closed meanwhile',
      { told: true, slots: [MINE] },
      'pass-by',
      /p is being judged/,
    ],
    [
      'is passed by on a slot that was lost meanwhile',
      { told: true, slots: [MINE, slot('i-2')] },
      'pass-by',
      /p is being judged/,
    ],
    [
      'is taken on the last slot beside one whose participant is not told',
      told(7, [slot('i-1', {})]),
      'take',
      /p is not being judged yet/,
    ],
    [
      'is passed by on the last slot for one of the same host with a smaller number',
      {
        told: true,
        slot: slot('i-2', {}, { number: 10 }),
        slots: [9, 10].map((number) => slot('i-2', judging('p', 5), { number })),
      },
      'pass-by',
      /p is being judged/,
    ],
    [
      'is taken on a slot that was the last and is not any more',
      told(7, [MINE, slot('i-3')]),
      'take',
      /not the last/,
    ],
    [
      'is taken where another lease has ended',
      { slots: [slot('i-1', { ...judging('p', 5), until: NOW }), OWN] },
      'take',
      /not the last/,
    ],
    ['is taken on the only slot', { slots: [OWN] }, 'take', /not the last/],
    [
      'is taken on the last slot of who is alone on the roster',
      { slots: [MINE, OWN], session: { ...FLEET, participantCount: 1 } },
      'take',
      /not the last/,
    ],
  ])('%s', (_, facts, action, reason) => {
    expect(decideWork({ ...FACTS, ...facts })).toEqual({ action, reason: expect.stringMatching(reason) });
  });

  it.each<[string, string, typeof FLEET, Slot, Slot[], boolean]>([
    ['matters not, where the host judges all and there are others', 's', FLEET, OWN, [FREE, OWN], false],
    ['matters on the last slot', 's', FLEET, OWN, [BUSY, OWN], true],
    ['matters where it is judged again', rejudgedId('r', 's'), FLEET, OWN, [FREE, OWN], true],
    [
      'matters where the host lacks a language',
      's',
      FLEET,
      { ...OWN, singleLanguages: [] },
      [FREE, OWN],
      true,
    ],
  ])('%s', (_, id, session, own, slots, expected) => {
    expect(mattersWhose(id, own, slots, session, NOW)).toBe(expected);
  });
});
