import { setTimeout as pause } from 'node:timers/promises';
import type { Clock } from '../core/exam/clock.ts';

/** Longest single timer that Node keeps, about 24.8 days; a longer sleep is taken in pieces. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** The machine's own clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  async sleep(ms, signal) {
    const until = Date.now() + ms;
    for (let left = ms; left > 0 && !signal?.aborted; left = until - Date.now()) {
      // It rejects on nothing but the signal, which ends the loop.
      await pause(Math.min(left, LONGEST_TIMER_MS), undefined, { signal }).catch(() => undefined);
    }
  },
};
