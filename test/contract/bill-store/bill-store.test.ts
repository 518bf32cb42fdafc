import { afterAll, beforeAll, expect, it } from 'vitest';
import { DynamoBillStore } from '../../../adapters/dynamodb/bill-store.ts';
import { billSession } from '../../../core/costs/bill.ts';
import type { BillStore } from '../../../core/costs/bill-store.ts';
import { PRICES } from '../../../core/costs/prices.ts';
import { startDynamoDb, type TestDynamoDb } from '../../support/dynamodb.ts';
import { MemoryBillStore } from '../../support/memory/bill-store.ts';
import { EPOCH, hostOf } from '../../support/sessions.ts';

let dynamo: TestDynamoDb;
beforeAll(async () => {
  dynamo = await startDynamoDb();
});
afterAll(async () => await dynamo.stop());

const implementations: [string, () => Promise<BillStore>][] = [
  ['DynamoDB', async () => new DynamoBillStore(await dynamo.createTable('metrics'))],
  ['memory', async () => new MemoryBillStore()],
];

it.each(implementations)(
  'keeps one bill of a session as it was drawn up, and another once it was restored, on %s',
  async (_, make) => {
    const store = await make();
    const host = hostOf({ launchedAt: EPOCH, terminatedAt: EPOCH + 3_600_000 });
    const use = {
      submissions: 7,
      judgeCalls: 9,
      judgeCallsSaved: 90,
      judgingMs: 5_000,
      pageMs: 0,
      watchedMs: 60_000,
    };
    const bill = billSession('a-session', [host], use, PRICES['us-east-1'], { now: EPOCH, volumeGb: 30 });
    expect(await store.get('a-session')).toBeUndefined();
    const others = [1, 2, 3].map((usd) => ({ ...bill, usd, billedAt: EPOCH + usd }));
    const told = await Promise.all([bill, ...others].map((one) => store.keep(one, EPOCH)));
    const kept = await store.get('a-session');
    expect([bill, ...others]).toContainEqual(kept);
    expect(told).toEqual([kept, kept, kept, kept]);
    await store.noteReviews('a-session', { count: 2, usd: 0.5 });
    await store.noteReviews('a-session', { count: 3, usd: 0.75 });
    await store.noteReviews('another', { count: 1, usd: 9 });
    const reviewed = await store.get('a-session');
    expect(reviewed?.lines.at(-1)).toEqual({ what: '3 reviews of submissions', usd: 0.75 });
    expect(reviewed?.lines).toHaveLength(bill.lines.length + 1);
    expect(reviewed?.usd).toBeCloseTo(
      bill.lines.reduce((sum, { usd }) => sum + usd, 0.75),
      3,
    );
    const restored = { ...bill, billedAt: EPOCH + 9_000 };
    expect(await store.keep(restored, EPOCH + 8_000)).toEqual(restored);
    expect(await store.get('a-session')).toEqual(restored);
    expect(await store.get('another')).toBeUndefined();
  },
);
