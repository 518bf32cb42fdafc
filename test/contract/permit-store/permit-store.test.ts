import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DynamoPermitStore } from '../../../adapters/dynamodb/permit-store.ts';
import type { PermitStore } from '../../../core/fleet/recovery-permits.ts';
import { startDynamoDb, type TestDynamoDb } from '../../support/dynamodb.ts';
import { MemoryPermitStore } from '../../support/memory/permit-store.ts';

let dynamo: TestDynamoDb;
beforeAll(async () => {
  dynamo = await startDynamoDb();
});
afterAll(async () => await dynamo.stop());

const implementations: [string, () => Promise<PermitStore>][] = [
  ['DynamoDB', async () => new DynamoPermitStore(await dynamo.createTable('sessions'))],
  ['memory', async () => new MemoryPermitStore()],
];

const HOLDER = { sessionId: 's', hostId: 'i-1', until: 300_000 };
const WAITER = { sessionId: 's', hostId: 'i-2', slotsLeft: 2, since: 1, askedAt: 2 };

describe.each(implementations)('permit store on %s', (_, make) => {
  it('is empty at first, and gives back what was written', async () => {
    const store = await make();
    expect(await store.read()).toEqual({ holders: [], waiting: [], revision: 0 });
    expect(await store.write({ holders: [HOLDER], waiting: [WAITER], revision: 0 })).toBe(true);
    expect(await store.read()).toEqual({ holders: [HOLDER], waiting: [WAITER], revision: 1 });
  });

  it('takes one of many changes to the same', async () => {
    const store = await make();
    const written = await Promise.all(
      Array.from({ length: 6 }, () => store.write({ holders: [], waiting: [], revision: 0 })),
    );
    expect(written.filter((one) => one)).toHaveLength(1);
    expect(await store.write({ holders: [], waiting: [], revision: 0 })).toBe(false);
    expect(await store.write({ holders: [], waiting: [], revision: 1 })).toBe(true);
  });
});
