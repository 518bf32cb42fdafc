import { systemClock } from '../adapters/system-clock.ts';
import type { Patience } from '../core/api/call-patiently.ts';

/** How long a command bears throttling and broken connections before it says so. */
export const patience: Patience = {
  now: systemClock.now,
  sleep: (ms, signal) => systemClock.sleep(ms, signal),
  random: Math.random,
  patienceMs: 120_000,
};
