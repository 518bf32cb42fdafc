import { PutCommand } from '@aws-sdk/lib-dynamodb';
import type { Bill } from '../../core/costs/bill.ts';
import type { BillStore } from '../../core/costs/bill-store.ts';
import { fromItem, getItem, type Key, sessionPk, type Table } from './table.ts';

const billKey = (sessionId: string): Key => ({ pk: sessionPk(sessionId), sk: 'BILL' });

/** Bills in the metrics table. Unlike batches they do not expire: they are what remains of a session's money. */
export class DynamoBillStore implements BillStore {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  async put(bill: Bill): Promise<void> {
    await this.#table.client.send(
      new PutCommand({ TableName: this.#table.name, Item: { ...billKey(bill.sessionId), ...bill } }),
    );
  }

  async get(sessionId: string): Promise<Bill | undefined> {
    const item = await getItem(this.#table, billKey(sessionId));
    return item === undefined ? undefined : fromItem<Bill>(item);
  }
}
