import type { Clock } from '../exam/clock.ts';
import type { Session } from '../exam/session.ts';
import type { SessionFact } from '../exam/session-event.ts';
import type { SessionStore } from '../exam/session-store.ts';
import { isOver } from '../exam/window.ts';
import { isStaying } from './decide-fleet.ts';
import type { Host } from './host.ts';
import type { HostStore } from './host-store.ts';
import type { SessionBudgets } from './session-budgets.ts';

/** What telling of a budget touches. */
export interface NoteBudgetPorts {
  readonly clock: Clock;
  readonly sessions: Pick<SessionStore, 'update'>;
  readonly hosts: Pick<HostStore, 'recordDecision'>;
  readonly budgets: Pick<SessionBudgets, 'decide'>;
}

/**
 * Writes on the session that its budget is nearly spent, or keeps hosts from being launched, with the event that tells staff.
 * @returns the session as it then stands
 */
export async function noteBudget(
  session: Session,
  hosts: readonly Host[],
  { clock, sessions, hosts: decisions, budgets }: NoteBudgetPorts,
): Promise<Session> {
  const { budgetUsd, sessionId, revision, fleet, fleetSize } = session;
  if (budgetUsd === undefined) return session;
  const now = clock.now();
  const expected = (fleet === 'launching' || fleet === 'ready') && !isOver(session, now);
  const lacking = expected ? (fleetSize?.hosts ?? 0) - hosts.filter(isStaying).length : 0;
  const { action, reason, told, spentUsd } = budgets.decide(session, hosts, Math.max(0, lacking), now);
  if (told === undefined) return session;
  const fact: SessionFact = {
    eventId: `${sessionId}:budget:${told.state}:${revision}`,
    sessionId,
    at: now,
    type: 'session.budget',
    state: told.state,
    budgetUsd,
    spentUsd,
    reason,
  };
  // That all is well again is no news for a phone.
  const facts = action === 'budget-again' ? [] : [fact];
  // Lost to whoever was faster: the next pass decides again.
  if (!(await sessions.update(sessionId, revision, { budgetTold: told, unannounced: facts }))) return session;
  await decisions.recordDecision(sessionId, { at: now, subject: 'session', action, reason });
  return {
    ...session,
    budgetTold: told,
    unannounced: [...(session.unannounced ?? []), ...facts],
    revision: revision + 1,
  };
}
