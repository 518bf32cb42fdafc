import type { Bill } from '../../../core/costs/bill.ts';
import type { BillStore } from '../../../core/costs/bill-store.ts';

/** In memory, for studies of thousands of steps on virtual time: passes the contract suite of the store that production uses. */
export class MemoryBillStore implements BillStore {
  readonly #bills = new Map<string, Bill>();

  async keep(bill: Bill, since: number): Promise<Bill> {
    const kept = this.#bills.get(bill.sessionId);
    if (kept !== undefined && kept.billedAt >= since) return kept;
    this.#bills.set(bill.sessionId, bill);
    return bill;
  }

  async get(sessionId: string): Promise<Bill | undefined> {
    return this.#bills.get(sessionId);
  }
}
