import type { Bill } from './bill.ts';

/** Keeps the final bills. Implementation: adapters/dynamodb/bill-store.ts. */
export interface BillStore {
  /** Writes the bill; a later one replaces it. */
  put(bill: Bill): Promise<void>;
  get(sessionId: string): Promise<Bill | undefined>;
}
