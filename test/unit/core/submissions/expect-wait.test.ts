import { describe, expect, it } from 'vitest';
import { expectWait, measurePace } from '../../../../core/submissions/expect-wait.ts';
import { seededRandom } from '../../../../local/seeded-random.ts';

const S = 1_000;
type Digest = Parameters<typeof measurePace>[0][number];
/** With when it was taken up. */
type Simulated = Digest & { readonly startedAt: number; readonly endedAt: number };

const tell = (digests: readonly Digest[], place: number, slots: number) =>
  expectWait(measurePace(digests, slots), place);

/** Judged for so long, after it had waited so long to be taken up. */
function judged(submittedAt: number, takenUpMs: number, judgingMs: number): Digest {
  return { state: 'judged', submittedAt, judgingMs, endedAt: submittedAt + takenUpMs + judgingMs };
}

describe('the wait that is told', () => {
  it('is nobody’s to know until something was judged, or without a slot', () => {
    expect(tell([], 1, 4)).toBeUndefined();
    expect(tell([judged(0, S, S)], 1, 0)).toBeUndefined();
    expect(tell([{ state: 'queued', submittedAt: 0 }], 1, 4)).toBeUndefined();
  });

  it('is what others waited who found a free slot', () => {
    const alone = [judged(0, 400, S), judged(10 * S, 600, S)];
    expect(tell(alone, 1, 2)).toBe(1_500);
    expect(tell(alone, 2, 2)).toBe(1_500);
  });

  it('is longer by a distance between verdicts for each that must be judged before', () => {
    const running: Digest[] = [0, 1].map(() => ({ state: 'running', submittedAt: 19 * S }));
    const alone = [judged(0, 500, S), judged(10 * S, 500, S), ...running];
    // Two slots, a second each: one every half second.
    expect(tell(alone, 1, 2)).toBe(1_500 + 500);
    expect(tell(alone, 10, 2)).toBe(1_500 + 10 * 500);
  });

  it('counts what passes between two judgings, once all slots were seen busy', () => {
    // One slot; a second each, and two more until the next one is begun.
    const queue = [1, 2, 3, 4, 5].map(
      (number): Digest => ({ state: 'judged', submittedAt: 0, judgingMs: S, endedAt: number * 3 * S }),
    );
    const waiting: Digest = { state: 'running', submittedAt: 0 };
    expect(tell([...queue, waiting], 4, 1)).toBe(S + 4 * 3 * S);
  });

  /** Submissions come in bursts to some slots; each is told its wait when it comes. @returns [told, real], ms */
  function simulate(seed: number, slots: number, longestMs: number): (readonly [number, number])[] {
    const random = seededRandom(seed);
    const digests: Simulated[] = [];
    const freeAt = Array.from({ length: slots }, () => 0);
    const pairs: (readonly [number, number])[] = [];
    let now = 0;
    for (let number = 0; number < 300; number++) {
      now += random() < 0.7 ? random() * longestMs * 0.2 : random() * longestMs * 4;
      const slot = freeAt.indexOf(Math.min(...freeAt));
      const startedAt = Math.max(now + 200 + random() * 500, freeAt[slot]! + random() * 600);
      const judgingMs = longestMs * (0.3 + 0.7 * random());
      freeAt[slot] = startedAt + judgingMs;
      const known = digests.map(({ startedAt: begun, ...digest }) =>
        digest.endedAt <= now
          ? digest
          : {
              submittedAt: digest.submittedAt,
              state: begun <= now ? ('running' as const) : ('queued' as const),
            },
      );
      const place = 1 + known.filter(({ state }) => state === 'queued').length;
      const told = tell(known, place, slots);
      if (told !== undefined) pairs.push([told, startedAt + judgingMs - now]);
      digests.push({
        state: 'judged',
        submittedAt: now,
        judgingMs,
        endedAt: startedAt + judgingMs,
        startedAt,
      });
    }
    return pairs;
  }

  it.each([1, 2, 4, 16])('comes true within a factor of 2, or 3 s, nine times in ten: %d slots', (slots) => {
    for (const longestMs of [S, 5 * S, 20 * S]) {
      const pairs = Array.from({ length: 20 }, (_, seed) => simulate(seed, slots, longestMs)).flat();
      const right = pairs.filter(
        ([told, real]) => Math.abs(told - real) <= 3 * S || Math.max(told, real) <= 2 * Math.min(told, real),
      );
      expect(right.length / pairs.length).toBeGreaterThan(0.9);
    }
  });

  it('does not last as long as hosts that had to be launched', () => {
    const first: Digest = { state: 'judged', submittedAt: 0, judgingMs: S, endedAt: 300 * S };
    expect(tell([first], 1, 2)).toBe(6 * S);
  });
});
