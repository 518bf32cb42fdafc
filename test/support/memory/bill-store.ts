import type { Bill } from '../../../core/costs/bill.ts';
import type { BillStore } from '../../../core/costs/bill-store.ts';

/** In memory, for studies of thousands of steps on virtual time: passes the contract suite of the store that production uses. */
export class MemoryBillStore implements BillStore {
  readonly #bills = new Map<string, Bill>();

  async put(bill: Bill): Promise<void> {
    this.#bills.set(bill.sessionId, bill);
  }

  async get(sessionId: string): Promise<Bill | undefined> {
    return this.#bills.get(sessionId);
  }
}
