import type { Session } from '../../../core/exam/session.ts';
import type { HistoryStore, SessionSummary } from '../../../core/insight/session-summary.ts';

/** In memory, for studies on virtual time: passes the contract suite of the store that production uses. */
export class MemoryHistoryStore implements HistoryStore {
  readonly #kept = new Map<string, SessionSummary>();

  async keep(summary: SessionSummary): Promise<void> {
    this.#kept.set(summary.sessionId, summary);
  }

  async get({ sessionId, times }: Pick<Session, 'sessionId' | 'times'>): Promise<SessionSummary | undefined> {
    const kept = this.#kept.get(sessionId);
    return kept?.opensAt === times.opensAt ? kept : undefined;
  }

  async listLatest(limit: number): Promise<readonly SessionSummary[]> {
    return [...this.#kept.values()].sort((a, b) => b.opensAt - a.opensAt).slice(0, limit);
  }
}
