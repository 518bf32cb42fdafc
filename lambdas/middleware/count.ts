import { MetricUnit } from '@aws-lambda-powertools/metrics';
import { metricNames } from '../../core/operations/metric-names.ts';
import type { Tools } from './tools.ts';

/** Adds counts that alarms watch; zeros are printed too, so that silence means that nobody looked. */
export function count(
  { metrics }: Tools,
  counts: Partial<Readonly<Record<keyof typeof metricNames, number>>>,
): void {
  for (const [name, value] of Object.entries(counts))
    metrics.addMetric(metricNames[name as keyof typeof metricNames], MetricUnit.Count, value);
}
