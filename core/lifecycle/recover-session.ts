import type { Clock } from '../exam/clock.ts';
import type { Session } from '../exam/session.ts';
import type { SessionStore } from '../exam/session-store.ts';
import type { Cloud } from '../fleet/cloud.ts';
import { decideRecovery, type RecoveryDecision } from '../fleet/decide-recovery.ts';
import type { FleetPolicy } from '../fleet/fleet-policy.ts';
import type { HostStore } from '../fleet/host-store.ts';
import type { SessionBudgets } from '../fleet/session-budgets.ts';
import { type ActRefusal, refuseAct, refuseStale } from './session-act.ts';

/** What making a session good touches. */
export interface RecoverPorts {
  readonly clock: Pick<Clock, 'now'>;
  readonly cloud: Pick<Cloud, 'describe'>;
  readonly sessions: Pick<SessionStore, 'update'>;
  readonly hosts: Pick<HostStore, 'listHosts' | 'listRounds' | 'recordDecision'>;
  readonly policy: FleetPolicy;
  readonly budgets: Pick<SessionBudgets, 'affordable'>;
  /** Writes down who has what done, before it is. */
  readonly begin?: (decision: RecoveryDecision) => Promise<void>;
}

/** What somebody wants. */
export interface RecoverWish {
  /** As `actorOf` names them. */
  readonly by: string;
  readonly reason: string;
  readonly hostIds: readonly string[];
  /** Only says what would be done. */
  readonly dryRun: boolean;
}

/** What came of it. */
export type RecoverAct =
  | { readonly done: true; readonly decision: RecoveryDecision; readonly begun: boolean }
  | { readonly done: false; readonly refusal: ActRefusal };

const KIND_OF = {
  'no-fleet': 'invalid-request',
  'no-host': 'invalid-request',
  'not-yet': 'not-yet',
  'too-late': 'too-late',
  'at-work': 'conflict',
  alone: 'conflict',
} as const;

/**
 * Plans how what failed of a session is made good, and, unless it is a dry run, has it done: the wish is one conditional write on the
 * session, and the next pass acts by it with the decisions that it acts by anyway. The caller starts that pass; whatever dies before, the
 * tick's finds the wish.
 */
export async function recoverSession(
  session: Session,
  { by, reason, hostIds, dryRun }: RecoverWish,
  { clock, cloud, sessions, hosts, policy, budgets, begin }: RecoverPorts,
): Promise<RecoverAct> {
  const { sessionId, revision } = session;
  const isFleet = session.deployment.kind === 'fleet';
  const [rows, rounds, instances] = await Promise.all([
    hosts.listHosts(sessionId),
    hosts.listRounds(sessionId),
    isFleet ? cloud.describe(sessionId) : [],
  ]);
  const now = clock.now();
  const asked = { at: now, by, reason, hostIds: [...new Set(hostIds)] };
  const known = new Map(instances.map((instance) => [instance.instanceId, instance]));
  const affordable = budgets.affordable(session, rows, now);
  const facts = { session, hosts: rows, rounds, instances: known, affordable, now };
  const decision = decideRecovery(facts, asked, policy);
  const { action } = decision;
  if (action !== 'recover' && action !== 'nothing')
    return refuseAct(
      KIND_OF[action],
      decision.reason,
      action === 'no-host' ? { faults: [{ field: 'hostIds', detail: decision.reason }] } : {},
    );
  if (dryRun || action === 'nothing') return { done: true, decision, begun: false };
  await begin?.(decision);
  if (!(await sessions.update(sessionId, revision, { askedRecovery: asked }))) return refuseStale();
  await hosts.recordDecision(sessionId, {
    at: now,
    subject: 'fleet',
    action: 'ask-recovery',
    reason: `${by}: ${reason}`,
  });
  return { done: true, decision, begun: true };
}
