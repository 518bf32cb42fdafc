import type { Session } from '../exam/session.ts';
import type { AffordableHosts, BudgetDecision } from '../fleet/session-budgets.ts';
import type { Spend } from './spend.ts';

/** Share of a budget from which on staff are told that it is nearly spent. */
export const BUDGET_NEAR = 0.8;

/**
 * How many hosts more a session's budget pays for until its end, beside those that run; undefined where it has none. What those
 * that run will cost is taken off before: they are never ended for money.
 */
export function hostsAffordable(
  { budgetUsd }: Pick<Session, 'budgetUsd'>,
  { committedUsd, hostToEndUsd }: Pick<Spend, 'committedUsd' | 'hostToEndUsd'>,
): AffordableHosts | undefined {
  if (budgetUsd === undefined) return undefined;
  // A hundredth of a cent is what amounts are rounded to.
  const left = budgetUsd - committedUsd + 0.0001;
  const hosts = hostToEndUsd > 0 ? Math.max(0, Math.floor(left / hostToEndUsd)) : Number.POSITIVE_INFINITY;
  return {
    hosts,
    reason: `of its budget of ${budgetUsd.toFixed(2)} USD ${committedUsd.toFixed(2)} are spent or will be by what runs, and another host costs ${hostToEndUsd.toFixed(2)} to the end: raise the budget to have it`,
  };
}

/**
 * Whether staff are to be told of the budget: once when four fifths of it are spent, once when it keeps a host from being launched
 * or is spent whole. That it keeps hosts from being launched is taken back when it does not any more; nobody is told of that by an event. Pure.
 * @param lacking hosts that the session should have and has not
 */
export function decideBudget(
  session: Pick<Session, 'budgetUsd' | 'budgetTold' | 'settledAt'>,
  spend: Pick<Spend, 'spentUsd' | 'committedUsd' | 'hostToEndUsd'>,
  lacking: number,
  now: number,
): BudgetDecision {
  const { budgetUsd, budgetTold, settledAt } = session;
  const affordable = hostsAffordable(session, spend);
  if (budgetUsd === undefined || affordable === undefined || settledAt !== undefined)
    return { action: 'keep', reason: 'it has no budget, or is settled' };
  const spent = `${spend.spentUsd.toFixed(2)} of its budget of ${budgetUsd.toFixed(2)} USD are spent`;
  const isSpent = spend.spentUsd >= budgetUsd;
  const isUsed = isSpent || lacking > affordable.hosts;
  if (budgetTold?.state === 'used') {
    // Not while nothing is lacking: what the budget did not pay for may have been given up.
    if (isUsed || affordable.hosts < 1) return { action: 'keep', reason: budgetTold.reason };
    const reason = `it pays for hosts again: ${spent}`;
    return { action: 'budget-again', reason, told: { state: 'near', at: now, reason } };
  }
  if (isUsed) {
    const why = isSpent ? spent : affordable.reason;
    const reason = `no further host is launched, those that run go on judging: ${why}`;
    return { action: 'budget-used', reason, told: { state: 'used', at: now, reason } };
  }
  if (budgetTold !== undefined || spend.spentUsd < BUDGET_NEAR * budgetUsd)
    return { action: 'keep', reason: spent };
  return { action: 'budget-near', reason: spent, told: { state: 'near', at: now, reason: spent } };
}
