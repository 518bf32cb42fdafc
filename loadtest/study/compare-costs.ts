import { cheapestMachine, type PriceTable } from '../../core/costs/prices.ts';
import type { FunctionUsage } from '../record.ts';

/** What driving submissions to judges costs by functions, and by a worker that is always on. */
export interface CostComparison {
  /** USD a submission: time and requests of the executors. */
  readonly functionUsd: number;
  readonly worker: { readonly instanceType: string; readonly hourUsd: number };
  /** From so many submissions an hour on, hour after hour, the worker costs less. */
  readonly breakEvenPerHour: number;
  /** The same as a month of a university that never sleeps, submissions. */
  readonly breakEvenPerMonth: number;
}

const HOURS_PER_MONTH = 730;

/**
 * Compares them by list prices. The worker is the cheapest machine of the price table, and is taken to be enough for
 * whatever comes: so the figure is the least at which it could be worth its price. Pure.
 * @param executors what the executors have done for these submissions
 */
export function compareCosts(
  executors: readonly FunctionUsage[],
  submissions: number,
  prices: PriceTable,
): CostComparison {
  const functionUsd =
    executors.reduce(
      (sum, { runMs, initMs, memoryMb, invocations }) =>
        sum +
        ((runMs + initMs) / 1_000) * (memoryMb / 1_024) * prices.lambdaGbSecond +
        invocations * prices.lambdaRequest,
      0,
    ) / Math.max(1, submissions);
  const worker = cheapestMachine(prices);
  const breakEvenPerHour = functionUsd === 0 ? Number.POSITIVE_INFINITY : worker.hourUsd / functionUsd;
  return {
    functionUsd,
    worker,
    breakEvenPerHour,
    breakEvenPerMonth: breakEvenPerHour * HOURS_PER_MONTH,
  };
}
