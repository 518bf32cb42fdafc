import type { MetricQuery } from './alarm.ts';
import { parseMetricMath } from './metric-math.ts';
import type { MetricStore } from './metric-store.ts';

/** A metric's figures, one each period, undefined where there are none. */
export interface MetricResult {
  readonly id: string;
  readonly label: string;
  readonly values: readonly (number | undefined)[];
}

/**
 * The figures of all queries over `count` periods of `periodMs` from `from` on (whole minutes, ms since 1970), expressions
 * after what they name.
 *
 * @throws Error for an expression or a statistic that is not served
 */
export function readMetrics(
  store: MetricStore,
  queries: readonly MetricQuery[],
  periodMs: number,
  from: number,
  count: number,
): readonly MetricResult[] {
  const results = new Map<string, MetricResult>();
  for (const { id, label, stat } of queries)
    if (stat !== undefined)
      results.set(id, {
        id,
        label: label ?? stat.name,
        values: store.read(stat, stat.statistic, periodMs, from, count),
      });
  for (const { id, label, expression } of queries) {
    if (expression === undefined) continue;
    const known = Object.fromEntries([...results].map(([name, { values }]) => [name, values]));
    const value = parseMetricMath(expression)(known);
    const values = typeof value === 'number' ? Array.from({ length: count }, () => value) : value;
    results.set(id, { id, label: label ?? expression, values });
  }
  return queries.flatMap(({ id, returnData }) => (returnData ? results.get(id)! : []));
}
