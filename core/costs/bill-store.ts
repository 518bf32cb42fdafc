import type { Bill } from './bill.ts';

/** Keeps the final bills. Implementation: adapters/dynamodb/bill-store.ts. */
export interface BillStore {
  /**
   * Keeps a session's bill, once, whoever draws it up too.
   * @param since a bill that was drawn up before this time is replaced: of a session that was settled, and restored then
   * @returns the bill that stands: this, or the one that was kept before
   */
  keep(bill: Bill, since: number): Promise<Bill>;
  get(sessionId: string): Promise<Bill | undefined>;
}
