import type { Clock } from '../../core/exam/clock.ts';

/**
 * Time that passes only when everybody sleeps: hours take milliseconds, and every run with the same seed is the same.
 * Works where all waiting goes through `sleep` and everything else is done in microtasks.
 */
export class VirtualClock implements Clock {
  #now: number;
  #order = 0;
  readonly #sleepers: { readonly at: number; readonly order: number; readonly wake: () => void }[] = [];

  constructor(now = Date.UTC(2026, 2, 2, 8)) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) return;
    await new Promise<void>((resolve) => {
      const wake = () => {
        signal?.removeEventListener('abort', wake);
        resolve();
      };
      signal?.addEventListener('abort', wake, { once: true });
      this.#sleepers.push({ at: this.#now + Math.max(0, ms), order: this.#order++, wake });
    });
  }

  /** Lets time pass until `done` answers true; rejects when nobody sleeps any more, or `untilMs` is reached, before. */
  async runUntil(done: () => boolean, untilMs: number): Promise<void> {
    for (;;) {
      // A macrotask runs after every microtask that is due.
      await new Promise((resolve) => setImmediate(resolve));
      if (done()) return;
      this.#sleepers.sort((a, b) => a.at - b.at || a.order - b.order);
      const next = this.#sleepers.shift();
      if (next === undefined) throw new Error('everything waits, and nobody sleeps');
      if (next.at > untilMs) throw new Error(`not done at ${new Date(untilMs).toISOString()}`);
      this.#now = Math.max(this.#now, next.at);
      next.wake();
    }
  }
}
