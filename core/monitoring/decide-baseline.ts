import { SPAN_MS, startOf } from '../metrics/metric-series-store.ts';
import type { Baseline } from './monitoring-store.ts';

/**
 * The baseline of somebody who wants figures to begin anew: the next full minute, since figures are kept by the minute. What was
 * judged before stays where it is, and does not count.
 */
export function decideBaseline(by: string, reason: string, now: number): Baseline {
  return { from: startOf('minute', now) + SPAN_MS.minute, at: now, by, reason };
}
