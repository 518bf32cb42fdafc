import {
  isRaised,
  type SecuritySignal,
  SIGNAL_SEVERITIES,
  type Sign,
  type SignalPolicy,
  severityOf,
  signalWindowAt,
} from '../../../core/security/security-signal.ts';
import { MAX_LISTED, type SignalStore } from '../../../core/security/signal-store.ts';

/** In memory, for worlds on virtual time: passes the contract suite of the store that production uses. */
export class MemorySignalStore implements SignalStore {
  readonly #signals = new Map<string, SecuritySignal>();

  async raise({ at, ...sign }: Sign): Promise<void> {
    const windowAt = signalWindowAt(at);
    const key = keyOf({ ...sign, windowAt });
    const before = this.#signals.get(key);
    this.#signals.set(key, {
      ...sign,
      windowAt,
      firstAt: at,
      evidence: sign.evidence,
      ...before,
      lastAt: at,
      latest: sign.evidence,
      count: (before?.count ?? 0) + sign.count,
    });
  }

  async listSince(windowAt: number, policy: SignalPolicy): Promise<readonly SecuritySignal[]> {
    const found = [...this.#signals]
      .filter(([, signal]) => signal.windowAt >= windowAt && isRaised(signal, policy))
      .toSorted(([a], [b]) => (a < b ? 1 : -1))
      .map(([, signal]) => signal);
    return SIGNAL_SEVERITIES.flatMap((severity) =>
      found.filter((signal) => severityOf(signal) === severity).slice(0, MAX_LISTED),
    );
  }

  async noteTold(signal: SecuritySignal, at: number): Promise<void> {
    const stored = this.#signals.get(keyOf(signal));
    if (stored !== undefined) this.#signals.set(keyOf(signal), { ...stored, toldAt: at });
  }
}

const keyOf = ({
  windowAt,
  kind,
  sessionId,
  subject,
}: Pick<SecuritySignal, 'windowAt' | 'kind' | 'sessionId' | 'subject'>) =>
  `${new Date(windowAt).toISOString()}#${kind}#${sessionId ?? '-'}#${subject}`;
