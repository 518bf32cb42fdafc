import type { Hold, SpendStore } from '../../../core/review/models/spending.ts';

/** In memory: passes the contract suite of the store that production uses. */
export class MemorySpendStore implements SpendStore {
  /** Millionths of a USD, by account. */
  readonly spent = new Map<string, number>();
  readonly #holds = new Set<string>();

  async reserve(account: string, { id, microUsd }: Hold, most: number): Promise<boolean> {
    const sum = (this.spent.get(account) ?? 0) + microUsd;
    const hold = `${account} ${id}`;
    if (this.#holds.has(hold)) return true;
    if (sum > most) return false;
    this.spent.set(account, sum);
    this.#holds.add(hold);
    return true;
  }

  async settle(account: string, { id, microUsd }: Hold, cost: number): Promise<void> {
    if (!this.#holds.delete(`${account} ${id}`)) return;
    this.spent.set(account, (this.spent.get(account) ?? 0) + cost - microUsd);
  }
}
