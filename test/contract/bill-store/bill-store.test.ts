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

it.each(implementations)("keeps a session's bill as it was drawn up, on %s", async (_, make) => {
  const store = await make();
  const host = hostOf({ launchedAt: EPOCH, terminatedAt: EPOCH + 3_600_000 });
  const use = { submissions: 7, judgeCalls: 9, judgeCallsSaved: 90, judgeWallMs: 5_000, tickedMs: 60_000 };
  const bill = billSession('a-session', [host], use, PRICES['us-east-1'], { now: EPOCH, volumeGb: 30 });
  expect(await store.get('a-session')).toBeUndefined();
  await store.put(bill);
  expect(await store.get('a-session')).toEqual(bill);
  expect(await store.get('another')).toBeUndefined();
});
