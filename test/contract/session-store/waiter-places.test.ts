import { afterAll, beforeAll, expect, it } from 'vitest';
import { DynamoWaiterPlaces } from '../../../adapters/dynamodb/waiter-places.ts';
import { startDynamoDb, type TestDynamoDb } from '../../support/dynamodb.ts';

let dynamo: TestDynamoDb;
beforeAll(async () => {
  dynamo = await startDynamoDb();
});
afterAll(async () => await dynamo.stop());

it('gives a place to one who waits, and to the next when it is given back or its time is over', async () => {
  const store = new DynamoWaiterPlaces(await dynamo.createTable('sessions'), () => 0.5);
  const giveBack = await store.take(1, 5_000, 1_000);
  expect(giveBack).toBeDefined();
  expect(await store.take(1, 5_000, 1_000)).toBeUndefined();
  await giveBack?.();
  expect(await store.take(1, 5_000, 1_000)).toBeDefined();
  expect(await store.take(1, 9_000, 4_999)).toBeUndefined();
  expect(await store.take(1, 9_000, 5_000)).toBeDefined();
  // Whoever came too late gives back nothing of another's.
  await giveBack?.();
  expect(await store.take(1, 9_000, 5_001)).toBeUndefined();
  expect(await store.take(0, 9_000, 5_000)).toBeUndefined();
});

it('keeps the places of those who wait for reviews apart', async () => {
  const table = await dynamo.createTable('sessions');
  const verdicts = new DynamoWaiterPlaces(table, () => 0);
  const reviews = new DynamoWaiterPlaces(table, () => 0, 'reviews');
  for (const places of [verdicts, reviews]) {
    expect(await places.take(1, 5_000, 1_000)).toBeDefined();
    expect(await places.take(1, 5_000, 1_000)).toBeUndefined();
  }
});

it('has as many places as are asked for, and finds a free one beside one that is taken', async () => {
  const store = new DynamoWaiterPlaces(await dynamo.createTable('sessions'), () => 0);
  const taken = [1, 2, 3, 4].map(() => store.take(3, 5_000, 1_000));
  expect((await Promise.all(taken)).filter((one) => one !== undefined)).toHaveLength(3);
});
