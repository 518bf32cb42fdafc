import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { divideBill } from '../../../../core/costs/divide-bill.ts';
import { PRICES } from '../../../../core/costs/prices.ts';
import { EPOCH, hostOf } from '../../../support/sessions.ts';

const HOUR = 3_600_000;
const common = { prices: PRICES['us-east-1'], volumeGb: 30, now: EPOCH + HOUR };
const host = hostOf({ launchedAt: EPOCH, terminatedAt: EPOCH + HOUR, slots: 2 });
const micro = (shares: readonly { readonly usd: number }[]) =>
  shares.reduce((sum, { usd }) => sum + Math.round(usd * 1e6), 0);

describe('a bill that is divided', () => {
  it('adds up to the millionth of a dollar, among people and among submissions, whatever was handed in', () => {
    const submissions = fc.array(
      fc.record({
        submissionId: fc.uuid(),
        participantId: fc.constantFrom('p1', 'p2', 'p3', 'gone'),
        judgingMs: fc.integer({ min: 0, max: HOUR }),
      }),
      { maxLength: 40 },
    );
    fc.assert(
      fc.property(fc.double({ min: 0, max: 30, noNaN: true }), submissions, (usd, some) => {
        const bill = { usd: Math.round(usd * 1e4) / 1e4 };
        const division = divideBill(bill, {
          ...common,
          submissions: some,
          roster: ['p1', 'p2', 'p3', 'p4'],
          hosts: [host],
        });
        expect(micro(division.participants)).toBe(Math.round(bill.usd * 1e6));
        if (some.length > 0) expect(micro(division.submissions)).toBe(Math.round(bill.usd * 1e6));
        for (const { usedUsd, standbyUsd } of [...division.participants, ...division.submissions])
          expect(Math.min(usedUsd, standbyUsd)).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  it('gives who held a slot for longer more of it, and who handed nothing in only what stood by', () => {
    const submissions = [
      { submissionId: '1', participantId: 'ana', judgingMs: HOUR / 2 },
      { submissionId: '2', participantId: 'bob', judgingMs: HOUR / 10 },
    ];
    const { participants, standbyUsd } = divideBill(
      { usd: 0.2 },
      { ...common, submissions, roster: ['ana', 'bob', 'eve'], hosts: [host] },
    );
    const [ana, bob, eve] = participants;
    expect(ana!.usedUsd).toBeGreaterThan(4.9 * bob!.usedUsd);
    expect(eve).toMatchObject({ submissions: 0, usedUsd: 0 });
    expect(eve!.usd).toBeCloseTo(standbyUsd / 3, 5);
    // A quarter of the host's two slot hours, at 0.0994 USD with its disk, and half an hour of an executor.
    expect(ana!.usedUsd).toBeCloseTo(0.0994 / 4 + 1_800 * 0.0000133334, 3);
  });
});
