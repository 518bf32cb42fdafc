import { PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import type { Bill } from '../../core/costs/bill.ts';
import type { BillStore } from '../../core/costs/bill-store.ts';
import { rowKindOf } from './row-kind.ts';
import { getItem, type Key, sessionPk, type Table, unlessConditionFails } from './table.ts';

const billKey = (sessionId: string): Key => ({ pk: sessionPk(sessionId), sk: 'BILL' });

const billRow = rowKindOf<Bill>()(
  'bill',
  z.object({
    sessionId: z.string(),
    usd: z.number(),
    lines: z.array(z.object({ what: z.string(), usd: z.number() })),
    hostSeconds: z.number(),
    judgeCalls: z.number(),
    judgeCallsSaved: z.number(),
    region: z.string(),
    pricesAsOf: z.string(),
    billedAt: z.number(),
    imbalance: z.exactOptional(z.string()),
  }),
);

/** Bills in the metrics table. Unlike batches they do not expire: they are what remains of a session's money. */
export class DynamoBillStore implements BillStore {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  async keep(bill: Bill, since: number): Promise<Bill> {
    const put = new PutCommand({
      TableName: this.#table.name,
      Item: { ...billKey(bill.sessionId), ...billRow.write(bill) },
      ConditionExpression: 'attribute_not_exists(pk) OR billedAt < :since',
      ExpressionAttributeValues: { ':since': since },
    });
    if ((await unlessConditionFails(this.#table.client.send(put))) !== undefined) return bill;
    return (await this.get(bill.sessionId)) ?? bill;
  }

  async get(sessionId: string): Promise<Bill | undefined> {
    return billRow.readIf(this.#table, await getItem(this.#table, billKey(sessionId)));
  }
}
