import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { percentile, replayQueue, waitsBySlots } from '../../../../core/insight/replay-queue.ts';
import { seededRandom } from '../../../../local/seeded-random.ts';

const jobs = fc.array(
  fc.record({ submittedAt: fc.nat(100_000), judgingMs: fc.integer({ min: 1, max: 20_000 }) }),
  { minLength: 1, maxLength: 60 },
);

describe('replaying a queue', () => {
  it.each([
    { slots: 1, load: 0.7 },
    { slots: 4, load: 0.8 },
    { slots: 10, load: 0.9 },
  ])('has the mean wait of Erlang’s formula at $slots slots and load $load', ({ slots, load }) => {
    const random = seededRandom(11);
    const meanMs = 4_000;
    const exponential = (mean: number) => -mean * Math.log(1 - random());
    let at = 0;
    const arrivals = Array.from({ length: 300_000 }, () => {
      at += exponential(meanMs / (slots * load));
      return { submittedAt: at, judgingMs: exponential(meanMs) };
    });
    const waits = replayQueue(arrivals, slots).map((wait, job) => wait - (arrivals[job]?.judgingMs ?? 0));
    const mean = waits.reduce((sum, wait) => sum + wait, 0) / waits.length;
    // Erlang C: the chance to wait at all; then the mean wait of a queue with exponential arrivals and judgings.
    const offered = slots * load;
    let blocked = 1;
    for (let servers = 1; servers <= slots; servers++)
      blocked = (offered * blocked) / (servers + offered * blocked);
    const waitsAtAll = blocked / (1 - load * (1 - blocked));
    const expected = (waitsAtAll * meanMs) / (slots * (1 - load));
    expect(mean / expected).toBeGreaterThan(0.93);
    expect(mean / expected).toBeLessThan(1.07);
  });

  it('never has anybody wait longer for more slots, nor less than judging takes', () => {
    fc.assert(
      fc.property(jobs, fc.integer({ min: 1, max: 8 }), (all, slots) => {
        const inOrder = all.toSorted((a, b) => a.submittedAt - b.submittedAt);
        const few = replayQueue(all, slots);
        const many = replayQueue(all, slots + 1);
        for (const [at, wait] of few.entries()) expect(many[at]).toBeLessThanOrEqual(wait);
        for (const [at, wait] of many.entries())
          expect(wait).toBeGreaterThanOrEqual(inOrder[at]?.judgingMs ?? 0);
      }),
    );
  });

  it('draws a curve that falls, and ends where more slots shorten nothing', () => {
    fc.assert(
      fc.property(jobs, (all) => {
        const curve = waitsBySlots(all);
        for (const [at, { p95Ms }] of curve.entries())
          expect(p95Ms).toBeLessThanOrEqual(curve[at - 1]?.p95Ms ?? Infinity);
        const judging = percentile(
          all.map(({ judgingMs }) => judgingMs),
          0.95,
        );
        expect(curve.at(-1)?.p95Ms).toBeLessThanOrEqual(judging + 500);
      }),
    );
  });

  it('has nothing to say of no jobs', () => {
    expect(waitsBySlots([])).toEqual([]);
  });
});
