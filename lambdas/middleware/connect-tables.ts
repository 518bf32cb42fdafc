import { DynamoMetricSeriesStore } from '../../adapters/dynamodb/metric-series-store.ts';
import { createDocumentClient, type Table } from '../../adapters/dynamodb/table.ts';
import type { MetricRecorder } from '../../core/metrics/metric-recorder.ts';
import type { Tools } from './tools.ts';

/**
 * The tables of a function by their names, over one client. A row that a list had to leave out rings an alarm. What the function
 * counts is kept in its metrics table. @param writes `beside` for a function that somebody waits for
 */
export function connectTables(
  { logger, count, recorder }: Tools,
  env: { readonly METRICS_TABLE: string },
  writes: Parameters<MetricRecorder['keepIn']>[1] = 'within',
): (name: string) => Table {
  const client = createDocumentClient();
  const onUnreadable = (error: Error) => {
    logger.error('row.unreadable', { error });
    // Each metric that an alarm watches costs; what is left out and what is set aside both need a person.
    count({ submissionsQuarantined: 1 });
  };
  const table = (name: string) => ({ client, name, onUnreadable });
  recorder.keepIn(new DynamoMetricSeriesStore(table(env.METRICS_TABLE)), writes);
  return table;
}
