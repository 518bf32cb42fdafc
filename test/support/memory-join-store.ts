import type { JoinStore } from '../../core/booking/join-store.ts';

/** Join codes in memory; passes the contract suite of the store that production uses. */
export class MemoryJoinStore implements JoinStore {
  readonly #codes = new Map<string, string>();
  readonly #tries = new Map<string, number>();

  async claimCode(code: string, sessionId: string, insteadOf = sessionId): Promise<boolean> {
    const holder = this.#codes.get(code);
    if (holder !== undefined && holder !== insteadOf) return false;
    this.#codes.set(code, sessionId);
    return true;
  }

  async findSessionId(code: string): Promise<string | undefined> {
    return this.#codes.get(code);
  }

  async countTries(who: string, more: 0 | 1, now: number, spanMs: number): Promise<number> {
    const key = `${who} ${now - (now % spanMs)}`;
    const tries = (this.#tries.get(key) ?? 0) + more;
    this.#tries.set(key, tries);
    return tries;
  }
}

/** What giving codes touches, with digits that count up. */
export function joiningInMemory() {
  let next = 0;
  return {
    joins: new MemoryJoinStore(),
    drawBytes: (count: number) => Uint8Array.from({ length: count }, () => next++ % 256),
  };
}
