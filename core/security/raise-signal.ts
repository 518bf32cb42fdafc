import { harmless, type Sign } from './security-signal.ts';
import type { SignalStore } from './signal-store.ts';

/** What raising a signal touches. */
export interface RaisePorts {
  readonly signals: Pick<SignalStore, 'raise'>;
  /** Told when a sign could not be kept: nothing that was going on ends for it. */
  readonly onSignalLost: (sign: Sign, error: unknown) => void;
}

/** Keeps a sign. Never rejects: what it was seen in goes on. */
export async function raiseSignal(sign: Sign, { signals, onSignalLost }: RaisePorts): Promise<void> {
  const kept = harmless(sign);
  try {
    await signals.raise(kept);
  } catch (error) {
    onSignalLost(kept, error);
  }
}
