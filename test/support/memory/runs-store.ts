import type { RunsAsked, RunsStore } from '../../../core/review/runs-store.ts';

/** Of which sessions compilers are asked, in memory; passes the contract suite of the store that production uses. */
export class MemoryRunsStore implements RunsStore {
  readonly #asked = new Map<string, RunsAsked>();
  readonly #chosen = new Map<string, readonly string[]>();

  async ask(sessionId: string, at: number): Promise<void> {
    this.#asked.set(sessionId, { sessionId, askedAt: at });
  }

  async get(sessionId: string): Promise<RunsAsked | undefined> {
    return this.#asked.get(sessionId);
  }

  async choose(asked: RunsAsked, submissionIds: readonly string[]): Promise<void> {
    this.#chosen.set(nameOf(asked), submissionIds);
    this.#note(asked, { chosen: true });
  }

  async listChosen(asked: RunsAsked): Promise<readonly string[]> {
    return this.#chosen.get(nameOf(asked)) ?? [];
  }

  async noteQueued(asked: RunsAsked): Promise<void> {
    this.#note(asked, { queued: true });
  }

  #note({ sessionId, askedAt }: RunsAsked, more: Pick<RunsAsked, 'chosen' | 'queued'>): void {
    const before = this.#asked.get(sessionId);
    if (before?.askedAt === askedAt) this.#asked.set(sessionId, { ...before, ...more });
  }
}

const nameOf = ({ sessionId, askedAt }: RunsAsked) => `${sessionId} ${askedAt}`;
