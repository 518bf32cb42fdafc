import type { Clock } from '../../core/exam/clock.ts';

interface Sleeper {
  readonly at: number;
  readonly order: number;
  /** Undefined once it is awake. */
  wake: (() => void) | undefined;
}

/**
 * Time that passes only when everybody sleeps: hours take milliseconds, and every run with the same seed is the same.
 * Works where all waiting goes through `sleep` or `outside` and everything else is done in microtasks.
 */
export class VirtualClock implements Clock {
  #now: number;
  #order = 0;
  /** A heap: the next to wake is the first. */
  readonly #sleepers: Sleeper[] = [];
  #outside: Promise<unknown> = Promise.resolve();
  #waitingOutside = 0;

  constructor(now = Date.UTC(2026, 2, 2, 8)) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) return;
    await new Promise<void>((resolve) => {
      const sleeper: Sleeper = {
        // A clock tells whole milliseconds, and nobody is woken before the time.
        at: this.#now + Math.max(0, Math.ceil(ms)),
        order: this.#order++,
        wake: () => {
          sleeper.wake = undefined;
          signal?.removeEventListener('abort', abort);
          resolve();
        },
      };
      const abort = () => sleeper.wake?.();
      signal?.addEventListener('abort', abort, { once: true });
      this.#add(sleeper);
    });
  }

  /**
   * Does something that takes real time while no virtual time passes: processes, sockets. One at a time and in the order of
   * the asking, so that what comes of it does not depend on which is answered first.
   */
  outside<T>(act: () => Promise<T>): Promise<T> {
    this.#waitingOutside++;
    const done = this.#outside.then(act).finally(() => this.#waitingOutside--);
    this.#outside = done.catch(() => undefined);
    return done;
  }

  /** Lets time pass until `done` answers true; rejects when nobody sleeps any more, or `untilMs` is reached, before. */
  async runUntil(done: () => boolean, untilMs: number): Promise<void> {
    for (;;) {
      do {
        if (this.#waitingOutside > 0) await this.#outside;
        // A macrotask runs after every microtask that is due.
        await new Promise((resolve) => setImmediate(resolve));
      } while (this.#waitingOutside > 0);
      if (done()) return;
      const next = this.#takeFirst();
      if (next === undefined) throw new Error('everything waits, and nobody sleeps');
      if (next.at > untilMs) throw new Error(`not done at ${new Date(untilMs).toISOString()}`);
      this.#now = Math.max(this.#now, next.at);
      next.wake?.();
    }
  }

  /** The first that still sleeps, taken off the heap. */
  #takeFirst(): Sleeper | undefined {
    for (;;) {
      const first = this.#sleepers[0];
      const last = this.#sleepers.pop();
      if (first === undefined || last === undefined) return undefined;
      if (this.#sleepers.length > 0) this.#sink(last);
      if (first.wake !== undefined) return first;
    }
  }

  #add(sleeper: Sleeper): void {
    let at = this.#sleepers.length;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = this.#sleepers[parent];
      if (above === undefined || isBefore(above, sleeper)) break;
      this.#sleepers[at] = above;
      at = parent;
    }
    this.#sleepers[at] = sleeper;
  }

  /** Puts a sleeper at the top and down to its place. */
  #sink(sleeper: Sleeper): void {
    const { length } = this.#sleepers;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      const [left, right] = [this.#sleepers[child], this.#sleepers[child + 1]];
      if (left === undefined || child >= length) break;
      const least = right !== undefined && isBefore(right, left) ? right : left;
      if (least === right) child++;
      if (isBefore(sleeper, least)) break;
      this.#sleepers[at] = least;
      at = child;
    }
    this.#sleepers[at] = sleeper;
  }
}

const isBefore = (one: Sleeper, other: Sleeper) =>
  one.at < other.at || (one.at === other.at && one.order < other.order);
