import type { SessionBudgets } from '../fleet/session-budgets.ts';
import { decideBudget, hostsAffordable } from './decide-budget.ts';
import { roundUsd } from './estimate.ts';
import { type SpendPrices, spendOf } from './spend.ts';

/** Budgets of sessions by these prices. Pure. */
export function keepBudgets(prices: SpendPrices): SessionBudgets {
  return {
    affordable: (session, hosts, now) =>
      session.budgetUsd === undefined
        ? undefined
        : hostsAffordable(session, spendOf(session, hosts, prices, now)),
    decide: (session, hosts, lacking, now) => {
      const spend = spendOf(session, hosts, prices, now);
      return { ...decideBudget(session, spend, lacking, now), spentUsd: roundUsd(spend.spentUsd) };
    },
  };
}
