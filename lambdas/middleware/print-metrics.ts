import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { PrintedMetric } from '../../core/metrics/metric-recorder.ts';

const UNITS: Readonly<Record<PrintedMetric['unit'], (typeof MetricUnit)[keyof typeof MetricUnit]>> = {
  count: MetricUnit.Count,
  ms: MetricUnit.Milliseconds,
  'USD/h': MetricUnit.NoUnit,
  '%': MetricUnit.Percent,
};

/**
 * Prints metrics into the log, from which CloudWatch takes them: a line for all that have the same dimensions. The library adds
 * the service as a dimension of its own; alarms sum a stage over its functions.
 */
export function createPrinter(stage: string): (at: number, metrics: readonly PrintedMetric[]) => void {
  const byDimensions = new Map<string, Metrics>();
  const linesOf = (dimensions: PrintedMetric['dimensions']): Metrics => {
    const key = JSON.stringify(dimensions);
    const known = byDimensions.get(key);
    if (known !== undefined) return known;
    const lines = new Metrics();
    lines.clearDefaultDimensions();
    lines.setDefaultDimensions({ stage, ...dimensions });
    lines.setThrowOnEmptyMetrics(false);
    byDimensions.set(key, lines);
    return lines;
  };
  return (at, metrics) => {
    const used = new Set<Metrics>();
    for (const { name, unit, dimensions, values } of metrics) {
      const lines = linesOf(dimensions);
      used.add(lines);
      for (const value of values) {
        // It prints by itself what is full, and forgets the time with it.
        lines.setTimestamp(at);
        lines.addMetric(name, UNITS[unit], value);
      }
    }
    for (const lines of used) if (lines.hasStoredMetrics()) lines.publishStoredMetrics();
  };
}
