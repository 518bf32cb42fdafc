/** A submission as the queue had it. */
export interface Job {
  /** When it came, ms since the epoch. */
  readonly submittedAt: number;
  /** What judging it took, ms. */
  readonly judgingMs: number;
}

/** How long a session's submissions would have waited with so many slots. */
export interface WaitWithSlots {
  readonly slots: number;
  /** From submission to verdict: 95 of 100 waited no longer, ms. */
  readonly p95Ms: number;
}

/** Points of a curve: each so much further than the one before. Between two points the larger counts. */
const STEP = 1.2;
/** More slots than a stage has for one session are no advice. */
const MOST_SLOTS = 512;
/** A wait that more slots would shorten by less is nobody's, ms. */
const NO_WAIT_MS = 500;

/** The value that a share of the values does not exceed: the smallest such one of them. 0 of none. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
}

/**
 * How long each of the jobs would have waited for its verdict with so many slots, ms, in the order in which they came: first come,
 * first served. A queue that is fair has others wait, and as long in all: no slot of either idles while something waits.
 */
export function replayQueue(jobs: readonly Job[], slots: number): readonly number[] {
  const inOrder = jobs.toSorted((a, b) => a.submittedAt - b.submittedAt);
  const freeAt = new Heap(slots);
  return inOrder.map(({ submittedAt, judgingMs }) => {
    const endsAt = Math.max(submittedAt, freeAt.least()) + judgingMs;
    freeAt.replaceLeast(endsAt);
    return endsAt - submittedAt;
  });
}

/**
 * The p95 wait by slots, from one slot to as many as leave next to no queue: about thirty replays at the most. Empty without jobs.
 * It never rises with the slots.
 */
export function waitsBySlots(jobs: readonly Job[]): readonly WaitWithSlots[] {
  if (jobs.length === 0) return [];
  const judgingP95 = percentile(
    jobs.map(({ judgingMs }) => judgingMs),
    0.95,
  );
  const curve: WaitWithSlots[] = [];
  for (let slots = 1; slots <= MOST_SLOTS; slots = Math.max(slots + 1, Math.floor(slots * STEP))) {
    const p95Ms = Math.round(percentile(replayQueue(jobs, slots), 0.95));
    curve.push({ slots, p95Ms });
    if (p95Ms <= judgingP95 + NO_WAIT_MS) break;
  }
  return curve;
}

/** Times at which slots become free, the least at hand. */
class Heap {
  readonly #times: number[];

  constructor(size: number) {
    this.#times = new Array<number>(size).fill(Number.NEGATIVE_INFINITY);
  }

  least(): number {
    return this.#times[0] ?? Number.NEGATIVE_INFINITY;
  }

  replaceLeast(time: number): void {
    const times = this.#times;
    let at = 0;
    for (;;) {
      const left = 2 * at + 1;
      const child = (times[left + 1] ?? Infinity) < (times[left] ?? Infinity) ? left + 1 : left;
      const smaller = times[child];
      if (smaller === undefined || smaller >= time) break;
      times[at] = smaller;
      at = child;
    }
    times[at] = time;
  }
}
