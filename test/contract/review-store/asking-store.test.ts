import { afterAll, beforeAll, expect, it } from 'vitest';
import { DynamoAskingStore } from '../../../adapters/dynamodb/asking-store.ts';
import type { AskingStore } from '../../../core/review/asking-store.ts';
import { startDynamoDb, type TestDynamoDb } from '../../support/dynamodb.ts';
import { MemoryAskingStore } from '../../support/memory/asking-store.ts';
import { EPOCH } from '../../support/sessions.ts';

let dynamo: TestDynamoDb;
beforeAll(async () => {
  dynamo = await startDynamoDb();
});
afterAll(async () => await dynamo.stop());

const implementations: [string, () => Promise<AskingStore>][] = [
  ['DynamoDB', async () => new DynamoAskingStore(await dynamo.createTable('submissions'), 90, () => EPOCH)],
  ['memory', async () => new MemoryAskingStore()],
];

it.each(implementations)(
  'keeps what is asked for of sessions and how far it is, until it is done or asked anew, on %s',
  async (_, make) => {
    const store = await make();
    const first = { sessionId: 's1', askedAt: EPOCH + 2, wants: 'all' } as const;
    await store.ask(first);
    await store.ask({ sessionId: 's2', askedAt: EPOCH + 1, wants: 'all' });
    expect((await store.listDue(EPOCH + 5, 5)).map(({ sessionId }) => sessionId)).toEqual(['s2', 's1']);
    expect(await store.listDue(EPOCH + 1, 5)).toHaveLength(1);
    expect(await store.listDue(EPOCH + 5, 1)).toHaveLength(1);
    await store.end({ sessionId: 's2', askedAt: EPOCH + 1, wants: 'all' });
    await store.move(first, { after: 'x' });
    expect(await store.listDue(EPOCH + 5, 5)).toEqual([{ ...first, after: 'x' }]);
    await store.postpone(first, EPOCH + 5, 2);
    expect(await store.listDue(EPOCH + 5, 5)).toEqual([{ ...first, after: 'x', failures: 2 }]);
    await store.move(first, { after: 'x' });
    expect(await store.listDue(EPOCH + 5, 5)).toEqual([{ ...first, after: 'x' }]);
    // What had been put off for a failure is due again where somebody went on with it.
    await store.postpone(first, EPOCH + 90, 1);
    expect(await store.listDue(EPOCH + 5, 5)).toEqual([]);
    await store.move(first, { after: 'x' });
    expect(await store.listDue(EPOCH + 5, 5)).toEqual([{ ...first, after: 'x' }]);
    await store.postpone(first, EPOCH + 9);
    expect(await store.listDue(EPOCH + 8, 5)).toEqual([]);
    // Single reviews leave it where it is, but whoever ends it meanwhile has seen too little.
    await store.askForCosts('s1', EPOCH + 4);
    await store.end(first);
    await store.move(first, { complete: true });
    expect(await store.listDue(EPOCH + 4, 5)).toEqual([{ ...first, askedAt: EPOCH + 4, after: 'x' }]);
    // Asked anew it begins at the beginning.
    await store.ask({ ...first, askedAt: EPOCH + 6 });
    expect(await store.listDue(EPOCH + 6, 5)).toEqual([{ ...first, askedAt: EPOCH + 6 }]);
    await store.askForCosts('s3', EPOCH + 7);
    expect(await store.listDue(EPOCH + 7, 5)).toContainEqual({
      sessionId: 's3',
      askedAt: EPOCH + 7,
      wants: 'costs',
    });
  },
);
