import type { Patience } from '../core/api/call-patiently.ts';

/** How this page bears a call that is refused for the moment: for a minute. */
export const PAGE_PATIENCE: Patience = {
  now: () => performance.now(),
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  random: Math.random,
  patienceMs: 60_000,
};
