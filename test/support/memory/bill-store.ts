import { type Bill, withReviews } from '../../../core/costs/bill.ts';
import type { BillStore } from '../../../core/costs/bill-store.ts';
import type { ReviewsCost } from '../../../core/costs/review-cost.ts';

/** In memory, for studies of thousands of steps on virtual time: passes the contract suite of the store that production uses. */
export class MemoryBillStore implements BillStore {
  readonly #bills = new Map<string, Bill>();
  readonly #reviews = new Map<string, ReviewsCost>();

  async keep(bill: Bill, since: number): Promise<Bill> {
    const kept = this.#bills.get(bill.sessionId);
    if (kept !== undefined && kept.billedAt >= since) return kept;
    this.#bills.set(bill.sessionId, bill);
    this.#reviews.delete(bill.sessionId);
    return bill;
  }

  async get(sessionId: string): Promise<Bill | undefined> {
    const bill = this.#bills.get(sessionId);
    const reviews = this.#reviews.get(sessionId);
    return bill === undefined || reviews === undefined ? bill : withReviews(bill, reviews);
  }

  async noteReviews(sessionId: string, reviews: ReviewsCost): Promise<void> {
    if (this.#bills.has(sessionId)) this.#reviews.set(sessionId, reviews);
  }
}
