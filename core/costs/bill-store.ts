import type { Bill } from './bill.ts';
import type { ReviewsCost } from './review-cost.ts';

/** Keeps the final bills. Implementation: adapters/dynamodb/bill-store.ts. */
export interface BillStore {
  /**
   * Keeps a session's bill, once, whoever draws it up too.
   * @param since a bill that was drawn up before this time is replaced: of a session that was settled, and restored then
   * @returns the bill that stands: this, or the one that was kept before
   */
  keep(bill: Bill, since: number): Promise<Bill>;
  /** The bill, with what reviews cost as it was noted last. */
  get(sessionId: string): Promise<Bill | undefined>;
  /** Notes what all reviews of a session cost by now, in the place of what was noted before. Of a session without a bill it notes nothing. */
  noteReviews(sessionId: string, reviews: ReviewsCost): Promise<void>;
}
