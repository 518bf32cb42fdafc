import type { CodeClaim, JoinStore } from '../../core/booking/join-store.ts';

/** Join codes in memory; passes the contract suite of the store that production uses. */
export class MemoryJoinStore implements JoinStore {
  readonly #codes = new Map<string, CodeClaim>();
  readonly #tries = new Map<string, number>();

  async claimCode(
    code: string,
    sessionId: string,
    claimedAt: number,
    insteadOf?: CodeClaim,
  ): Promise<boolean> {
    const held = this.#codes.get(code);
    if (held !== undefined && held.sessionId !== (insteadOf?.sessionId ?? sessionId)) return false;
    if (held !== undefined && insteadOf !== undefined && held.claimedAt !== insteadOf.claimedAt) return false;
    this.#codes.set(code, { sessionId, claimedAt });
    return true;
  }

  async findClaim(code: string): Promise<CodeClaim | undefined> {
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
