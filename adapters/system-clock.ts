import type { Clock } from '../core/exam/clock.ts';

/** Longest single timer that Node keeps, about 24.8 days; a longer sleep is taken in pieces. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** The machine's own clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  async sleep(ms, signal) {
    const until = Date.now() + ms;
    for (let left = ms; left > 0 && !signal?.aborted; left = until - Date.now()) {
      await pause(Math.min(left, LONGEST_TIMER_MS), signal);
    }
  },
};

function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal?.addEventListener('abort', done);
  });
}
