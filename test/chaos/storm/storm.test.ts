import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startDynamoDb, type TestDynamoDb } from '../../support/dynamodb.ts';
import { RealHosts } from './real-hosts.ts';
import { runStorm } from './run-storm.ts';

describe('in a storm', () => {
  it('2,000 submissions get one right verdict each', async () => {
    const { problems, faults, accepted } = await runStorm({ seed: 2_000, submissions: 2_000 });
    expect(problems).toEqual([]);
    expect(accepted).toBe(2_000);
    expect(Object.values(faults).reduce((sum, times) => sum + times, 0)).toBeGreaterThan(1_000);
  });

  it('so do the few of forty small exams, each in a storm of its own', async () => {
    for (let seed = 1; seed <= 40; seed++) {
      const { problems } = await runStorm({ seed, submissions: 40 });
      expect(problems, `seed ${seed}`).toEqual([]);
    }
  });

  it('so do programs on judge hosts of this machine, which are killed with their machines', async () => {
    const hosts = new RealHosts();
    try {
      const { problems } = await runStorm({ seed: 4, submissions: 30, real: { count: 12, hosts } });
      expect(problems).toEqual([]);
      // Each in the calm, and again in the storm.
      expect(hosts.runs).toBeGreaterThanOrEqual(24);
    } finally {
      await hosts.stopAll();
    }
  });
});

describe('in a storm over the stores of production, on an embedded DynamoDB', () => {
  let dynamo: TestDynamoDb;
  beforeAll(async () => {
    dynamo = await startDynamoDb();
  });
  afterAll(async () => await dynamo.stop());

  it('40 submissions get one right verdict each, and the same seed does the same', async () => {
    const first = await runStorm({ seed: 5, submissions: 40, dynamo });
    expect(first.problems).toEqual([]);
    expect((await runStorm({ seed: 5, submissions: 40, dynamo })).trace).toBe(first.trace);
  });
});
