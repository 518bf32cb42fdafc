import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startDynamoDb, type TestDynamoDb } from '../../support/dynamodb.ts';
import { stormFor } from './adversary.ts';
import { measureRecoveries } from './measure-recovery.ts';
import { planStorm } from './plan.ts';
import { RealHosts } from './real-hosts.ts';
import { play, runStorm } from './run-storm.ts';

describe('in a storm', () => {
  it('2,000 submissions get one right verdict each', async () => {
    const { problems, faults, accepted } = await runStorm({ seed: 2_000, submissions: 2_000 });
    expect(problems).toEqual([]);
    expect(accepted).toBe(2_000);
    expect(Object.values(faults).reduce((sum, times) => sum + times, 0)).toBeGreaterThan(1_000);
  });

  it('so do the few of fifteen small exams, each in a storm of its own', async () => {
    for (let seed = 1; seed <= 15; seed++) {
      const { problems } = await runStorm({ seed, submissions: 40 });
      expect(problems, `seed ${seed}`).toEqual([]);
    }
  });

  it('so do programs on judge hosts of this machine, which are killed with their machines', async () => {
    const hosts = new RealHosts();
    try {
      const { problems } = await runStorm({ seed: 4, submissions: 20, real: { count: 6, hosts } });
      expect(problems).toEqual([]);
      // Each in the calm, and again in the storm.
      expect(hosts.runs).toBeGreaterThanOrEqual(12);
    } finally {
      await hosts.stopAll();
    }
  });
});

describe('work that was lost', () => {
  it('is judged elsewhere as soon as is promised, whenever its host or its executor goes', async () => {
    const figures = await measureRecoveries();
    expect(figures.map(({ name }) => name)).toEqual([
      'recovery-dead-host-s',
      'recovery-frozen-host-s',
      'recovery-dead-executor-s',
    ]);
    for (const figure of figures) expect(figure).toMatchObject({ holds: true });
  });
});

describe('in a storm over the stores of production, on an embedded DynamoDB', () => {
  let dynamo: TestDynamoDb;
  beforeAll(async () => {
    dynamo = await startDynamoDb();
  });
  afterAll(async () => await dynamo.stop());

  it('25 submissions get one right verdict each, and the same seed does the same', async () => {
    const { problems, trace } = await runStorm({ seed: 5, submissions: 25, dynamo });
    expect(problems).toEqual([]);
    const again = await play(planStorm(5, 25), stormFor(25), { dynamo });
    expect(again.world.adversary.traceHash()).toBe(trace);
  });
});
