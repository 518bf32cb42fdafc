import { given } from '../../../core/exam/given.ts';
import type { Asking, AskingStore } from '../../../core/review/asking-store.ts';

/** In memory: passes the contract suite of the store that production uses. */
export class MemoryAskingStore implements AskingStore {
  readonly #askings = new Map<string, { asking: Asking; dueAt: number }>();

  async ask(asking: Asking): Promise<void> {
    this.#askings.set(asking.sessionId, { asking, dueAt: asking.askedAt });
  }

  async askForCosts(sessionId: string, at: number): Promise<void> {
    const before = this.#askings.get(sessionId)?.asking;
    this.#askings.set(sessionId, {
      asking: { wants: 'costs', ...before, sessionId, askedAt: at },
      dueAt: at,
    });
  }

  async listDue(now: number, limit: number): Promise<readonly Asking[]> {
    return [...this.#askings.values()]
      .filter(({ dueAt }) => dueAt <= now)
      .sort((a, b) => a.dueAt - b.dueAt)
      .slice(0, limit)
      .map(({ asking }) => asking);
  }

  async move(asking: Asking, to: Pick<Asking, 'after' | 'complete'>): Promise<void> {
    this.#change(asking, ({ asking: { failures: _, ...before } }) => ({
      dueAt: asking.askedAt,
      asking: { ...before, ...to },
    }));
  }

  async postpone(asking: Asking, until: number, failures?: number): Promise<void> {
    this.#change(asking, (row) => ({ asking: { ...row.asking, ...given({ failures }) }, dueAt: until }));
  }

  async end(asking: Asking): Promise<void> {
    this.#change(asking, (row) => ({ ...row, dueAt: Number.POSITIVE_INFINITY }));
  }

  #change(
    { sessionId, askedAt }: Asking,
    change: (row: { asking: Asking; dueAt: number }) => { asking: Asking; dueAt: number },
  ): void {
    const row = this.#askings.get(sessionId);
    if (row?.asking.askedAt === askedAt) this.#askings.set(sessionId, change(row));
  }
}
