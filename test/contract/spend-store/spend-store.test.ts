import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DynamoSpendStore } from '../../../adapters/dynamodb/spend-store.ts';
import type { SpendStore } from '../../../core/review/models/spending.ts';
import { startDynamoDb, type TestDynamoDb } from '../../support/dynamodb.ts';
import { MemorySpendStore } from '../../support/memory/spend-store.ts';
import { EPOCH } from '../../support/sessions.ts';

let dynamo: TestDynamoDb;
beforeAll(async () => {
  dynamo = await startDynamoDb();
});
afterAll(async () => await dynamo.stop());

const implementations: [string, () => Promise<SpendStore>][] = [
  ['DynamoDB', async () => new DynamoSpendStore(await dynamo.createTable('sessions'), () => EPOCH)],
  ['memory', async () => new MemorySpendStore()],
];

const MONTH = 'MONTH#2026-11';

describe.each(implementations)('spend store on %s', (_, make) => {
  const hold = (id: string, microUsd: number) => ({ id, microUsd });
  /** What is left of 100: the largest that can be held, which is then let go. */
  async function leftOf(store: SpendStore): Promise<number> {
    for (let left = 100; left > 0; left--)
      if (await store.reserve(MONTH, hold(`probe${left}`, left), 100)) {
        await store.settle(MONTH, hold(`probe${left}`, left), 0);
        return left;
      }
    return 0;
  }

  it('counts the most that a call can cost before it, and what it was after it', async () => {
    const store = await make();
    expect(await store.reserve(MONTH, hold('a', 60), 100)).toBe(true);
    expect(await store.reserve(MONTH, hold('b', 41), 100)).toBe(false);
    expect(await store.reserve(MONTH, hold('c', 40), 100)).toBe(true);
    await store.settle(MONTH, hold('a', 60), 5);
    expect(await leftOf(store)).toBe(55);
    await store.settle(MONTH, hold('c', 40), 40);
    expect(await leftOf(store)).toBe(55);
  });

  it('never holds more than the most, however many come at once', async () => {
    const store = await make();
    const held = await Promise.all(
      Array.from({ length: 30 }, async (_none, n) => await store.reserve(MONTH, hold(`h${n}`, 7), 50)),
    );
    expect(held.filter(Boolean)).toHaveLength(7);
  });

  it('takes each hold once, and settles it once, however often it is asked to', async () => {
    const store = await make();
    expect(await store.reserve(MONTH, hold('a', 60), 1_000)).toBe(true);
    // As the SDK does when it does not hear the answer: it is held, also where there is no room for another.
    expect(await store.reserve(MONTH, hold('a', 60), 1_000)).toBe(true);
    expect(await store.reserve(MONTH, hold('a', 60), 100)).toBe(true);
    await store.settle(MONTH, hold('a', 60), 10);
    await store.settle(MONTH, hold('a', 60), 10);
    await store.settle(MONTH, hold('never', 60), 0);
    expect(await leftOf(store)).toBe(90);
  });

  it('keeps what nobody settles, as it may have been spent', async () => {
    const store = await make();
    await store.reserve(MONTH, hold('died', 99), 100);
    expect(await leftOf(store)).toBe(1);
  });

  it('keeps accounts apart', async () => {
    const store = await make();
    expect(await store.reserve(MONTH, hold('a', 100), 100)).toBe(true);
    expect(await store.reserve('SESSION#s', hold('a', 100), 100)).toBe(true);
    expect(await store.reserve('MONTH#2026-12', hold('b', 101), 100)).toBe(false);
  });
});
