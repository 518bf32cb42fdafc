import { DynamoMetricSeriesStore } from '../../adapters/dynamodb/metric-series-store.ts';
import { createDocumentClient } from '../../adapters/dynamodb/table.ts';
import { systemClock } from '../../adapters/system-clock.ts';
import { SETTLE_EVERY_MS } from '../../core/metrics/metric-recorder.ts';
import { type Granularity, SPAN_MS, startOf } from '../../core/metrics/metric-series-store.ts';
import { rollUp } from '../../core/metrics/roll-up.ts';
import { type Figure, makeFigure, makeSingleFigure } from '../figure.ts';
import { environmentIn, onHeldSystem } from './bench-system.ts';

const INSTANCES = 4;
const ERRORS = 10;
const INVOCATIONS = 400;
const ROUNDS = 9;
const BOUND = 1_000;

/**
 * Errors that four instances of a function log, classify, count, print and write, a second of the clock; and how many of them the metrics
 * table lacks in the end, by minute and by hour. The cloud is emulated in this process, on the same processors.
 */
export async function measure(): Promise<readonly Figure[]> {
  return await onHeldSystem(async ({ system, start }) => {
    const env: Record<string, string> = {
      ...environmentIn(system, 'auto-shutdown'),
      POWERTOOLS_LOG_LEVEL: 'INFO',
    };
    const fail = await start('fail-product.ts', env, { instances: INSTANCES, errors: ERRORS });
    const from = startOf('hour', systemClock.now());
    const rates: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const began = performance.now();
      await fail(round * INVOCATIONS, INVOCATIONS);
      rates.push((INVOCATIONS * ERRORS) / ((performance.now() - began) / 1_000));
    }
    // What an instance wrote a moment ago it writes on when it is invoked again.
    await systemClock.sleep(SETTLE_EVERY_MS);
    await fail(ROUNDS * INVOCATIONS, INSTANCES);
    const logged = (ROUNDS * INVOCATIONS + INSTANCES) * ERRORS;
    const { endpointUrl: endpoint, region, credentials } = system;
    const client = createDocumentClient({ endpoint, region, credentials });
    const store = new DynamoMetricSeriesStore({ client, name: env['METRICS_TABLE'] ?? '' });
    const until = systemClock.now();
    for (let at = from; at < until; at += SPAN_MS.hour)
      await rollUp([{ granularity: 'hour', at }], store, (error) => {
        throw error;
      });
    const kept = async (granularity: Granularity) => {
      const points = await store.read({ granularity, from, until, ids: ['errors'] });
      return points
        .filter(({ dimensions }) => dimensions['event'] === 'request.failed')
        .reduce((sum, { figures }) => sum + figures.sum, 0);
    };
    const wrong = await Promise.all(
      (['minute', 'hour'] as const).map(async (granularity) => Math.abs(logged - (await kept(granularity)))),
    );
    const lost = Math.max(...wrong);
    client.destroy();
    return [
      makeFigure(
        'error-throughput',
        rates,
        'errors/s',
        { atLeast: BOUND },
        'logged, classified, counted, written',
      ),
      makeSingleFigure('errors-lost', lost, 'errors', { atMost: 0 }, `of ${logged}, or counted twice`),
    ];
  });
}
