import { PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { type Bill, withReviews } from '../../core/costs/bill.ts';
import type { BillStore } from '../../core/costs/bill-store.ts';
import type { ReviewsCost } from '../../core/costs/review-cost.ts';
import { rowKindOf } from './row-kind.ts';
import { getItem, type Key, sessionPk, type Table, unlessConditionFails, updateIf } from './table.ts';

const billKey = (sessionId: string): Key => ({ pk: sessionPk(sessionId), sk: 'BILL' });

/** As it is kept: what came later is beside what was settled. */
interface KeptBill extends Bill {
  readonly reviews?: ReviewsCost;
}

const billRow = rowKindOf<KeptBill>()(
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
    reviews: z.exactOptional(z.object({ count: z.number(), usd: z.number() })),
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
    const kept = billRow.readIf(this.#table, await getItem(this.#table, billKey(sessionId)));
    if (kept === undefined) return undefined;
    const { reviews, ...bill } = kept;
    return reviews === undefined ? bill : withReviews(bill, reviews);
  }

  async noteReviews(sessionId: string, reviews: ReviewsCost): Promise<void> {
    await updateIf(this.#table, billKey(sessionId), {
      set: { reviews: { ...reviews } },
      condition: 'attribute_exists(pk)',
    });
  }
}
