import { expect, it } from 'vitest';
import { DynamoMetricSeriesStore } from '../../../adapters/dynamodb/metric-series-store.ts';
import { createDocumentClient } from '../../../adapters/dynamodb/table.ts';
import { percentile } from '../../../core/metrics/figures.ts';
import type { MetricId } from '../../../core/metrics/metric-table.ts';
import { RIGHT, useHandlerWorld } from './handler-world.ts';

const executor = useHandlerWorld();
const { bell, openHost, openSession, ring, submit } = executor;

it('keeps in the metrics table what an executor measured: batches as their records say, waits as their rows do', async () => {
  const from = Date.now();
  await openSession();
  await openHost();
  const right = await submit(RIGHT);
  const wrong = await submit("console.log('3')", 'p02');
  expect(await ring([bell(right)])).toEqual({ batchItemFailures: [] });
  // A message that is none is an error of the executor's.
  expect((await ring(['no doorbell'])).batchItemFailures).toHaveLength(1);
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  await ring([bell(right)]);

  const client = createDocumentClient(executor.world.system.admin);
  const series = new DynamoMetricSeriesStore({ client, name: 'metrics' });
  const points = await series.read({
    granularity: 'minute',
    from: from - 60_000,
    until: Date.now() + 60_000,
  });
  client.destroy();
  const sum = (id: MetricId) =>
    points.filter((point) => point.id === id).reduce((total, { figures }) => total + figures.sum, 0);
  const { batches, judgeCalls, judgeCallsSaved, judgingMs } = await executor.metrics.sumBatches(
    executor.session.sessionId,
  );
  expect(batches).toBe(2);
  expect([sum('judgeCalls'), sum('judgeCallsSaved'), sum('judgingMs')]).toEqual([
    judgeCalls,
    judgeCallsSaved,
    judgingMs,
  ]);
  const waits = await Promise.all(
    [right, wrong].map(async (id) => {
      const row = await executor.world.submissions.get(executor.session.sessionId, id);
      return row?.state === 'judged' ? row.judgedAt - row.submittedAt : Number.NaN;
    }),
  );
  expect(sum('verdictMs')).toBe(waits[0]! + waits[1]!);
  const verdicts = points.filter(({ id }) => id === 'verdictMs');
  expect(verdicts.map(({ dimensions }) => dimensions)).toContainEqual({ lane: 'contest' });
  // Percentiles are kept within 2 %, and exact only where waits are not alike.
  const longest = Math.max(...verdicts.map(({ figures }) => percentile(figures, 1) ?? 0));
  expect(Math.abs(longest / Math.max(...waits) - 1)).toBeLessThanOrEqual(0.02);
  expect(points).toContainEqual(
    expect.objectContaining({
      id: 'errors',
      dimensions: expect.objectContaining({ event: 'message.failed', kind: 'invalid', class: 'application' }),
    }),
  );
});
