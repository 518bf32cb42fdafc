import { systemClock } from '../adapters/system-clock.ts';
import type { Patience } from '../core/api/call-patiently.ts';
import { describeFailure } from './exit-codes.ts';

const PATIENCE_MS = 120_000;
/** Throttling is over before this; whoever waits longer wants to know for what. */
const SILENT_MS = 4_000;

/** Tells once what a command waits for, when a call has failed for 4 s. @param write gets the line */
export function tellOnce(write: (line: string) => void): NonNullable<Patience['onWait']> {
  let told = false;
  return (error, forMs) => {
    if (told || forMs < SILENT_MS) return;
    told = true;
    const { message } = describeFailure(error);
    write(`${message}; trying for ${PATIENCE_MS / 1000} s, Ctrl-C ends it\n`);
  };
}

/** How long a command bears throttling and broken connections before it gives up, and tells once what it waits for. */
export const patience: Patience = {
  now: systemClock.now,
  sleep: (ms, signal) => systemClock.sleep(ms, signal),
  random: Math.random,
  patienceMs: PATIENCE_MS,
  onWait: tellOnce((line) => process.stderr.write(line)),
};
