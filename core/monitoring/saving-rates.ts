import { instanceHourUsd, type PriceTable } from '../costs/prices.ts';
import type { Session } from '../exam/session.ts';
import type { SavingRates } from './figures.ts';

/**
 * What a second of judging costs in a session: a slot's share of its host, and 1 GB of an executor that waits for it, as the bill has both. Where hosts
 * are not ours only the executor is paid for, so that the saving is never too high by ignorance; so is a type without a price.
 */
export function savingRatesOf({ deployment, fleetSize }: Session, prices: PriceTable): SavingRates {
  const hour =
    deployment.kind === 'fleet' && fleetSize !== undefined
      ? (instanceHourUsd(prices, fleetSize.instanceType) ?? 0) / Math.max(1, fleetSize.slotsPerHost)
      : 0;
  return { usdPerJudgeSecond: hour / 3600 + prices.lambdaGbSecond };
}
