import type { SecuritySignal, Sign } from './security-signal.ts';

/** Keeps signals, one for each kind, subject and window. Implementation: adapters/dynamodb/signal-store.ts. */
export interface SignalStore {
  /** Adds a sign to its signal, or begins one. */
  raise(sign: Sign): Promise<void>;
  /** The latest signals whose windows began at `windowAt` (ms since the epoch) or later, at most as many as MAX_LISTED. */
  listSince(windowAt: number): Promise<readonly SecuritySignal[]>;
  /** Takes down that a signal was published. */
  noteTold(signal: SecuritySignal, at: number): Promise<void>;
}

/** Signals that are read at a time. */
export const MAX_LISTED = 200;
