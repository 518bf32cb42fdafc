import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DynamoCircuitStore } from '../../../adapters/dynamodb/circuit-store.ts';
import type { CircuitStore } from '../../../core/resilience/circuit-breaker.ts';
import { startDynamoDb, type TestDynamoDb } from '../../support/dynamodb.ts';
import { MemoryCircuitStore } from '../../support/memory/circuit-store.ts';

let dynamo: TestDynamoDb;
beforeAll(async () => {
  dynamo = await startDynamoDb();
});
afterAll(async () => await dynamo.stop());

const implementations: [string, () => Promise<CircuitStore>][] = [
  ['DynamoDB', async () => new DynamoCircuitStore(await dynamo.createTable('sessions'))],
  ['memory', async () => new MemoryCircuitStore()],
];

describe.each(implementations)('circuit store on %s', (_, make) => {
  it('changes each circuit from what was read, and from nothing else', async () => {
    const store = await make();
    expect(await store.read('launch')).toBeUndefined();
    expect(await store.turn('launch', { failures: 1 }, { failures: 2 })).toBe(false);
    expect(await store.turn('launch', undefined, { failures: 1 })).toBe(true);
    expect(await store.turn('launch', undefined, { failures: 1 })).toBe(false);
    const open = { failures: 5, openUntil: 60_000 };
    expect(await store.turn('launch', { failures: 1 }, open)).toBe(true);
    expect(await store.read('launch')).toEqual(open);
    expect(await store.read('describe')).toBeUndefined();
    expect(await store.turn('launch', open, undefined)).toBe(true);
    expect(await store.read('launch')).toBeUndefined();
    expect(await store.turn('launch', undefined, { failures: 1 })).toBe(true);
  });

  it('gives a probe to one of many', async () => {
    const store = await make();
    const open = { failures: 5, openUntil: 60_000 };
    await store.turn('publish', undefined, open);
    const claims = await Promise.all(
      Array.from({ length: 8 }, (_none, n) =>
        store.turn('publish', open, { failures: 5, openUntil: 120_000 + n }),
      ),
    );
    expect(claims.filter(Boolean)).toHaveLength(1);
  });
});
