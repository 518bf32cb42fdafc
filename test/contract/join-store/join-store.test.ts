import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DynamoJoinStore } from '../../../adapters/dynamodb/join-store.ts';
import type { JoinStore } from '../../../core/booking/join-store.ts';
import { startDynamoDb, type TestDynamoDb } from '../../support/dynamodb.ts';
import { MemoryJoinStore } from '../../support/memory-join-store.ts';

let dynamo: TestDynamoDb;
beforeAll(async () => {
  dynamo = await startDynamoDb();
});
afterAll(async () => await dynamo.stop());

const implementations: [string, () => Promise<JoinStore>][] = [
  ['DynamoDB', async () => new DynamoJoinStore(await dynamo.createTable('sessions'))],
  ['memory', async () => new MemoryJoinStore()],
];

describe.each(implementations)('join store on %s', (_, make) => {
  it('gives a code to one session, again and again, and hands it on', async () => {
    const store = await make();
    expect(await store.findClaim('ABCDEFGH')).toBeUndefined();
    expect(await store.claimCode('ABCDEFGH', 'one', 1)).toBe(true);
    expect(await store.claimCode('ABCDEFGH', 'one', 2)).toBe(true);
    expect(await store.claimCode('ABCDEFGH', 'two', 3)).toBe(false);
    const held = { sessionId: 'one', claimedAt: 2 };
    expect(await store.findClaim('ABCDEFGH')).toEqual(held);
    expect(await store.claimCode('ABCDEFGH', 'two', 4, { ...held, sessionId: 'three' })).toBe(false);
    // It was claimed anew since it was looked at.
    expect(await store.claimCode('ABCDEFGH', 'two', 4, { ...held, claimedAt: 1 })).toBe(false);
    expect(await store.claimCode('ABCDEFGH', 'two', 4, held)).toBe(true);
    expect(await store.findClaim('ABCDEFGH')).toEqual({ sessionId: 'two', claimedAt: 4 });
  });

  it('counts the tries of each in spans', async () => {
    const store = await make();
    expect(await store.countTries('p1', 0, 1_000, 600)).toBe(0);
    await Promise.all([1, 2, 3].map(() => store.countTries('p1', 1, 1_000, 600)));
    expect(await store.countTries('p1', 0, 1_199, 600)).toBe(3);
    expect(await store.countTries('p2', 1, 1_000, 600)).toBe(1);
    expect(await store.countTries('p1', 1, 1_200, 600)).toBe(1);
  });
});
