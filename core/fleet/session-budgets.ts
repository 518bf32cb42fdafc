import type { Decision } from '../exam/decision.ts';
import type { BudgetTold, Session } from '../exam/session.ts';
import type { Host } from './host.ts';

/** Hosts that a budget still pays for, to the end of the session. */
export interface AffordableHosts {
  readonly hosts: number;
  /** Why no more. */
  readonly reason: string;
}

/** What can be said of a budget. */
export type BudgetAction = 'keep' | 'budget-near' | 'budget-used' | 'budget-again';
export type BudgetDecision = Decision<BudgetAction> & { readonly told?: BudgetTold };

/** Knows what sessions spend. Implementation: core/costs/keep-budgets.ts. */
export interface SessionBudgets {
  /** Hosts that the session may still launch; undefined where it has no budget. */
  affordable(session: Session, hosts: readonly Host[], now: number): AffordableHosts | undefined;
  /** Whether staff are to be told of the budget. @param lacking hosts that the session should have and has not */
  decide(
    session: Session,
    hosts: readonly Host[],
    lacking: number,
    now: number,
  ): BudgetDecision & { readonly spentUsd: number };
}
