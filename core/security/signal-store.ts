import type { SecuritySignal, Sign, SignalPolicy } from './security-signal.ts';

/** Keeps signals, one for each kind, subject and window. Implementation: adapters/dynamodb/signal-store.ts. */
export interface SignalStore {
  /** Adds a sign to its signal, or begins one. */
  raise(sign: Sign): Promise<void>;
  /**
   * The signals that are raised (`isRaised`) whose windows began at `windowAt` (ms since the epoch) or later: of each severity the latest,
   * at most as many as MAX_LISTED, so that many of one hide none of another.
   */
  listSince(windowAt: number, policy: SignalPolicy): Promise<readonly SecuritySignal[]>;
  /** Takes down that a signal was published. */
  noteTold(signal: SecuritySignal, at: number): Promise<void>;
}

/** Signals of one severity that are read at a time. */
export const MAX_LISTED = 200;
