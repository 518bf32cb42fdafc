import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decideAlone,
  findLessNeeded,
  howAlone,
  isKept,
  KEEP_HOST_MS,
} from '../../../../core/submissions/decide-alone.ts';
import type { KeptHost, Slot } from '../../../../core/submissions/slot.ts';
import { sessionOf } from '../../../support/sessions.ts';

const NOW = 100_000;
const slot = (hostId: string, number: number, holder?: Partial<NonNullable<Slot['holder']>>): Slot => ({
  sessionId: 's',
  hostId,
  number,
  url: `http://${hostId}`,
  token: 't',
  batchLanguages: [],
  singleLanguages: [],
  ...(holder === undefined
    ? {}
    : { holder: { leaseId: `${hostId}/${number}`, until: NOW + 1_000, ...holder } }),
});
const keeping = (submissionId: string, since = NOW) => ({ kept: { submissionId, since } });
const KEPT: KeptHost = { submissionId: 'x', since: NOW };
const own = slot('i-1', 0, keeping('x'));

describe('a host that is kept for a suspect', () => {
  it.each<[string, Slot[], number, string]>([
    ['is used when nothing else is on it', [own, slot('i-1', 1), slot('i-2', 0, {})], NOW, 'judge'],
    ['is waited for while something is', [own, slot('i-1', 1, {})], NOW, 'wait'],
    [
      'is not waited for longer than a minute',
      [own, slot('i-1', 1, {})],
      NOW + KEEP_HOST_MS,
      'try-elsewhere',
    ],
    [
      'is not waited for when something has run there for a minute',
      [
        own,
        slot('i-1', 1, { participant: { participantId: 'p', since: NOW - 1 } }),
        slot('i-1', 2, { participant: { participantId: 'q', since: NOW - KEEP_HOST_MS } }),
      ],
      NOW,
      'try-elsewhere',
    ],
    ['is used beside a lease that has ended', [own, slot('i-1', 1, { until: NOW })], NOW, 'judge'],
    ['is left to the earlier of one host', [own, slot('i-1', 1, keeping('y', NOW - 1))], NOW, 'leave'],
    [
      'is left when another host was kept for it earlier',
      [own, ...['i-0', 'i-2', 'i-3'].map((id) => slot(id, 0)), slot('i-4', 0, keeping('x', NOW - 1))],
      NOW,
      'leave',
    ],
    ['is left when half of the hosts are kept', [own, slot('i-0', 0, keeping('y'))], NOW, 'leave'],
    ['is used as the first by name', [own, slot('i-2', 0, keeping('y'))], NOW, 'judge'],
    [
      'is used while less than half are kept',
      [own, slot('i-0', 0, keeping('y')), slot('i-2', 0), slot('i-3', 0)],
      NOW,
      'judge',
    ],
  ])('%s', (_, slots, now, action) => {
    const later = slots.map((one) =>
      one.holder === undefined || one.holder.until <= NOW
        ? one
        : { ...one, holder: { ...one.holder, until: now + 1 } },
    );
    expect(decideAlone(own, KEPT, later, now).action).toBe(action);
  });

  it('is kept from all its slots but the one whose holder keeps it, until that lease ends', () => {
    const slots = [own, slot('i-1', 1), slot('i-2', 0)];
    expect(slots.map((one) => isKept(one, slots, NOW))).toEqual([false, true, false]);
    expect(slots.map((one) => isKept(one, slots, NOW + 1_000))).toEqual([false, false, false]);
  });

  it('is never the host of two suspects, nor two hosts that of one, and some are left to others', () => {
    const holder = fc.record({
      submissionId: fc.constantFrom('x', 'y', 'z'),
      since: fc.integer({ min: NOW - 3, max: NOW }),
    });
    const hosts = fc.array(fc.array(fc.option(holder, { nil: undefined }), { minLength: 1, maxLength: 3 }), {
      minLength: 1,
      maxLength: 6,
    });
    fc.assert(
      fc.property(hosts, (keepers) => {
        const slots = keepers.flatMap((ofHost, host) =>
          ofHost.map((kept, number) => slot(`i-${host}`, number, kept && { kept })),
        );
        const going = slots.filter(
          (one) =>
            one.holder?.kept !== undefined &&
            ['judge', 'wait'].includes(decideAlone(one, one.holder.kept, slots, NOW).action),
        );
        expect(new Set(going.map(({ holder }) => holder?.kept?.submissionId)).size).toBe(going.length);
        expect(going.length).toBeLessThanOrEqual(Math.max(1, Math.floor(keepers.length / 2)));
        const judging = going.filter(
          (one) => decideAlone(one, one.holder!.kept!, slots, NOW).action === 'judge',
        );
        expect(new Set(judging.map(({ hostId }) => hostId)).size).toBe(judging.length);
        // Whoever is first goes on: nobody waits for nobody.
        expect(going.length > 0).toBe(slots.some(({ holder }) => holder?.kept !== undefined));
      }),
    );
  });
});

describe('whether a submission is judged alone', () => {
  const session = sessionOf();
  const pooled = sessionOf({
    deployment: { kind: 'pooled', judge: { url: 'https://judge', tokenParameter: '/t', slots: 4 } },
  });
  const suspect = { submissionId: 'x', isSuspect: true } as const;

  it.each([
    ['not without cause', { submissionId: 'x' }, session, [own], 'no'],
    ['when a host was lost with it', suspect, session, [slot('i-2', 0)], 'now'],
    ['not in a pool, which strangers share', suspect, pooled, [slot('i-2', 0)], 'no'],
    [
      'later when it is judged alone elsewhere',
      suspect,
      session,
      [own, slot('i-2', 0), slot('i-3', 0)],
      'not-now',
    ],
    [
      'later when half of the hosts are kept for others',
      { ...suspect, submissionId: 'y' },
      session,
      [own, slot('i-2', 0), slot('i-3', 0)],
      'not-now',
    ],
    [
      'now when fewer are',
      { ...suspect, submissionId: 'y' },
      session,
      [own, slot('i-2', 0), slot('i-3', 0), slot('i-4', 0)],
      'now',
    ],
  ] as const)('%s', (_, candidate, of, slots, expected) => {
    expect(howAlone(candidate, of, slot('i-2', 0, {}), slots, NOW, () => true).how).toBe(expected);
  });

  it('is told of a host that is needed less', () => {
    const held = slot('i-1', 0, {});
    const slots = [held, slot('i-1', 1, {}), slot('i-2', 0)];
    expect(howAlone(suspect, session, held, slots, NOW, () => true)).toEqual({
      how: 'elsewhere',
      hostId: 'i-2',
    });
    expect(howAlone({ submissionId: 'x' }, session, held, slots, NOW, () => true).how).toBe('no');
  });
});

describe('the host that others need least', () => {
  const held = slot('i-1', 0, {});
  const busy = slot('i-1', 1, {});
  it.each<[string, Slot[], string | undefined]>([
    ['is its own where there is no other', [held, busy], undefined],
    [
      'is its own where nothing else is on it',
      [held, slot('i-1', 1), slot('i-2', 0), slot('i-2', 1)],
      undefined,
    ],
    ['is one with nothing on it', [held, busy, slot('i-2', 0), slot('i-2', 1)], 'i-2'],
    [
      'is the one on which the fewest slots are held',
      [
        held,
        busy,
        slot('i-1', 2, {}),
        slot('i-2', 0),
        slot('i-2', 1, {}),
        slot('i-2', 2, {}),
        slot('i-3', 0),
        slot('i-3', 1, {}),
        slot('i-3', 2),
      ],
      'i-3',
    ],
    ['is its own while others are as busy', [held, busy, slot('i-2', 0), slot('i-2', 1, {})], undefined],
    ['counts no lease that has ended', [held, busy, slot('i-2', 0, { until: NOW }), slot('i-2', 1)], 'i-2'],
    [
      'is the smallest of those that are as busy',
      [held, slot('i-1', 1), slot('i-1', 2), slot('i-2', 0), slot('i-2', 1), slot('i-3', 0)],
      'i-3',
    ],
    ['is none whose slots are all held', [held, busy, slot('i-1', 2, {}), slot('i-2', 0, {})], undefined],
    [
      'is none that is kept for another',
      [held, busy, slot('i-2', 0, keeping('y')), slot('i-2', 1)],
      undefined,
    ],
    ['is none that cannot be taken', [held, busy, slot('i-9', 0)], undefined],
  ])('%s', (_, slots, expected) => {
    expect(findLessNeeded(held, slots, NOW, ({ hostId }) => hostId !== 'i-9')).toBe(expected);
  });

  it('is once found by whoever holds it: nobody is sent on for ever', () => {
    const hosts = fc.array(fc.array(fc.boolean(), { minLength: 1, maxLength: 4 }), {
      minLength: 1,
      maxLength: 5,
    });
    fc.assert(
      fc.property(hosts, fc.nat(), (all, seed) => {
        const free = all.flatMap((ofHost, host) =>
          ofHost.map((isBusy, number) => slot(`i-${host}`, number, isBusy ? {} : undefined)),
        );
        const begun = free.filter(({ holder }) => holder === undefined);
        fc.pre(begun.length > 0);
        const hold = (one: Slot) =>
          free.map((other) => (other === one ? slot(one.hostId, one.number, {}) : other));
        const first = begun[seed % begun.length]!;
        const better = findLessNeeded(first, hold(first), NOW, () => true);
        fc.pre(better !== undefined);
        const second = begun.find(({ hostId }) => hostId === better)!;
        expect(findLessNeeded(second, hold(second), NOW, () => true)).toBeUndefined();
      }),
    );
  });
});
