import { describe, expect, it } from 'vitest';
import {
  decideGoingOn,
  decideLettingGo,
  decideSlot,
  type SlotFacts,
} from '../../../../core/submissions/decide-slot.ts';
import type { Slot } from '../../../../core/submissions/slot.ts';

const NOW = 1_000;

/** `i-1#0` is free; held until a time with a number. */
const slot = (hostId: string, number: number, heldUntil?: number): Slot => ({
  sessionId: 's',
  hostId,
  number,
  url: `http://${hostId}`,
  token: 't',
  batchLanguages: ['go'],
  singleLanguages: [],
  ...(heldUntil === undefined ? {} : { holder: { leaseId: 'x', until: heldUntil } }),
});

const FACTS: SlotFacts = {
  slots: [],
  refused: new Set(),
  badHosts: new Set(),
  unfitHosts: new Set(),
  looks: 0,
  now: NOW,
  random: () => 0.5,
};

/** What is decided, as `take i-1#0`. */
const decide = (facts: Partial<SlotFacts>) => {
  const choice = decideSlot({ ...FACTS, ...facts });
  return choice.action === 'take' ? `take ${choice.slot.hostId}#${choice.slot.number}` : choice.action;
};

describe('the choice of a slot', () => {
  const [one, two, three] = [slot('i-1', 0), slot('i-2', 0), slot('i-3', 0)];
  const busy = slot('i-1', 1, NOW + 1);
  it.each<[string, Partial<SlotFacts>, string]>([
    ['none where there is none', {}, 'end'],
    ['the one that is free', { slots: [busy, two] }, 'take i-2#0'],
    ['the first among equals', { slots: [one, two] }, 'take i-1#0'],
    ['the least busy host', { slots: [one, busy, two] }, 'take i-2#0'],
    [
      'the least busy host, however chance falls',
      { slots: [one, busy, two], random: () => 0.99 },
      'take i-2#0',
    ],
    ['one whose lease has ended', { slots: [slot('i-1', 0, NOW), busy] }, 'take i-1#0'],
    [
      'a host that is not busy, though its leases have ended',
      { slots: [slot('i-1', 1, NOW), one, slot('i-2', 1, NOW + 1), two] },
      'take i-1#1',
    ],
    [
      'a host that judges what waits',
      { slots: [one, two, three], unfitHosts: new Set(['i-1', 'i-3']) },
      'take i-2#0',
    ],
    [
      'a busy host that judges what waits before an idle one that does not',
      { slots: [busy, one, two], unfitHosts: new Set(['i-2']) },
      'take i-1#0',
    ],
    [
      'the host that a suspect is to have before all others',
      { slots: [one, busy, two, three], wantedHost: 'i-1', unfitHosts: new Set(['i-1']) },
      'take i-1#0',
    ],
    ['another where that one is taken', { slots: [busy, two], wantedHost: 'i-1' }, 'take i-2#0'],
    [
      'another where that one is bad',
      { slots: [one, two], wantedHost: 'i-1', badHosts: new Set(['i-1']) },
      'take i-2#0',
    ],
    ['an unfit host where there is no other', { slots: [two], unfitHosts: new Set(['i-2']) }, 'take i-2#0'],
    ['none of a bad host', { slots: [one, two], badHosts: new Set(['i-1']) }, 'take i-2#0'],
    ['none that was refused', { slots: [one, two], refused: new Set([one]) }, 'take i-2#0'],
    ['another look when all are held', { slots: [busy] }, 'look-again'],
    [
      'another look when all that are free were refused',
      { slots: [one], refused: new Set([one]) },
      'look-again',
    ],
    ['no third look', { slots: [busy], looks: 1 }, 'end'],
    ['no other look when all hosts are bad', { slots: [one], badHosts: new Set(['i-1']) }, 'end'],
  ])('is %s', (_, facts, expected) => {
    expect(decide(facts)).toBe(expected);
  });

  it('is by chance among equals', () => {
    const chances = [0.9, 0.1, 0.5];
    expect(decide({ slots: [one, two, three], random: () => chances.shift() ?? 0 })).toBe('take i-2#0');
  });

  it('says why', () => {
    const reasonOf = (facts: Partial<SlotFacts>) => decideSlot({ ...FACTS, ...facts }).reason;
    expect(reasonOf({})).toBe('no slot is free');
    expect(reasonOf({ slots: [busy] })).toBe('all slots are held');
    expect(reasonOf({ slots: [busy, one] })).toBe('1 slots of its host are held');
    expect(reasonOf({ slots: [two], wantedHost: 'i-2' })).toBe(
      'a suspect is to have its host; 0 slots of its host are held',
    );
    expect(reasonOf({ slots: [two], unfitHosts: new Set(['i-2']) })).toBe(
      '0 slots of its host are held; no host that judges all that waits is free',
    );
  });
});

describe('letting a slot go', () => {
  it.each([
    ['releases a good one', true, 0, 'release'],
    ['leaves a bad one to expire', false, 0, 'let-expire'],
    ['keeps one away from others whose worker may be on a call', true, 1, 'keep-away'],
    ['keeps a bad one away likewise', false, 1, 'keep-away'],
  ] as const)('%s', (_, slotGood, abandonedUntil, action) => {
    expect(decideLettingGo(slotGood, abandonedUntil)).toEqual({
      action,
      reason: expect.stringMatching(/\w/),
    });
  });
});

describe('going on after a slot was let go', () => {
  it.each([
    [true, 0, 'go-on', 'there is more to judge'],
    [true, 1, 'look-again', 'nothing of what waits could be had'],
    [true, 2, 'end', 'what waits cannot be had here'],
    [true, 3, 'end', 'what waits cannot be had here'],
    [false, 0, 'end', 'the queue is empty'],
    [false, 2, 'end', 'the queue is empty'],
  ] as const)('(something waits: %s, in vain: %s) is to %s', (waits, fruitless, action, reason) => {
    expect(decideGoingOn(waits, fruitless)).toEqual({ action, reason });
  });
});
