import { countOf } from '../exam/count-of.ts';
import type { Decision } from '../exam/decision.ts';
import type { AskedRecovery, Session } from '../exam/session.ts';
import { isOver } from '../exam/window.ts';
import type { RecoveryStep } from '../resilience/failure.ts';
import { askedOf, canBeSpared, hasAnother, mayTakeOut } from './asked-recovery.ts';
import type { LaunchRound } from './cloud.ts';
import { decideFleet, endingOf, isAlive } from './decide-fleet.ts';
import { decideHost, type HostAction } from './decide-host.ts';
import type { FleetPolicy } from './fleet-policy.ts';
import type { CloudInstance, Host } from './host.ts';
import { isBeingMadeGood } from './recovery.ts';
import type { AffordableHosts } from './session-budgets.ts';

/** What is known when somebody asks for a session to be made good. */
export interface RecoveryFacts {
  readonly session: Session;
  readonly hosts: readonly Host[];
  readonly rounds: readonly LaunchRound[];
  /** What EC2 says of them, by id. */
  readonly instances: ReadonlyMap<string, CloudInstance>;
  /** Hosts that its budget still pays for; absent: it has none. */
  readonly affordable?: AffordableHosts | undefined;
  readonly now: number;
}

/** What is to be done with one host, or with the fleet where no host is named. */
export interface PlannedRecovery {
  readonly hostId?: string;
  /** In their order, each when the one before did not help. */
  readonly steps: readonly RecoveryStep[];
  readonly reason: string;
}

/** What comes of a wish to make a session good. Only of `recover` anything is done. */
export type RecoveryDecision = Decision<
  'recover' | 'nothing' | 'no-fleet' | 'no-host' | 'not-yet' | 'too-late' | 'at-work' | 'alone'
> & { readonly plan: readonly PlannedRecovery[] };

/** What names no host is seen to by the passes that the launcher makes at once, ms. */
const SEEN_TO_WITHIN_MS = 30_000;

/**
 * What a recovery would do, by the same decisions as the pass that will do it: what EC2 says is known here, what the prober will
 * find is not. Pure.
 */
export function decideRecovery(
  facts: RecoveryFacts,
  asked: AskedRecovery,
  policy: FleetPolicy,
): RecoveryDecision {
  const { session, hosts } = facts;
  const refusal = refuse(facts);
  if (refusal !== undefined) return { ...refusal, plan: [] };
  for (const hostId of asked.hostIds) {
    const host = hosts.find((one) => one.hostId === hostId);
    const fault = host === undefined ? 'the session has no such host' : describeUnable(host);
    if (fault !== undefined) return { action: 'no-host', reason: `${hostId}: ${fault}`, plan: [] };
  }
  const alone = refuseAlone(facts, asked);
  if (alone !== undefined) return { ...alone, plan: [] };
  const wished: RecoveryFacts = { ...facts, session: { ...session, askedRecovery: asked } };
  const first = hosts.find(
    (host) => host.state === 'ready' && asked.hostIds.includes(host.hostId) && canTakeOut(host, wished),
  );
  const plan = [
    ...hosts.flatMap((host) => planHost(host, first, wished, policy) ?? []),
    ...(planFleet(wished, policy) ?? []),
  ];
  const ready = hosts.filter(({ state }) => state === 'ready').length;
  return plan.length === 0
    ? {
        action: 'nothing',
        reason: `nothing that is known has failed, ${countOf(ready, 'host is', 'hosts are')} ready; name hosts to have them rebooted and examined`,
        plan,
      }
    : { action: 'recover', reason: asked.reason, plan };
}

function refuse({
  session,
  hosts,
  now,
}: RecoveryFacts): Decision<'no-fleet' | 'not-yet' | 'too-late' | 'at-work'> | undefined {
  if (session.deployment.kind !== 'fleet')
    return { action: 'no-fleet', reason: 'its judges are kept by somebody: it has no hosts of ours' };
  const ending = endingOf(session, now);
  if (ending !== undefined) return { action: 'too-late', reason: `its hosts go: ${ending}` };
  if (session.fleet === 'draining' || isOver(session, now))
    return {
      action: 'too-late',
      reason: 'it drains: what it has accepted is judged to its end, and its hosts go',
    };
  if (session.fleet === 'none')
    return {
      action: 'not-yet',
      reason: `it has no hosts yet: they are launched at ${new Date(session.times.launchAt).toISOString()}`,
    };
  return isAtWork(session, hosts, now);
}

const canTakeOut = (host: Host, { session, hosts, now }: RecoveryFacts) =>
  mayTakeOut(host, session, hosts, now);

/** Whoever hands in finds no judge while the only one restarts, and a second restart of it ends it. */
function refuseAlone(facts: RecoveryFacts, { hostIds }: AskedRecovery): Decision<'alone'> | undefined {
  const { hosts } = facts;
  const named = hosts.find(
    (host) =>
      host.state === 'ready' &&
      hostIds.includes(host.hostId) &&
      !hasAnother(host, hosts) &&
      !canTakeOut(host, facts),
  );
  return (
    named && {
      action: 'alone',
      reason: `${named.hostId} alone judges, and the session is open: wait until another host is ready, or pause the session before`,
    }
  );
}

/** Two at a time would have the same hosts rebooted twice. */
function isAtWork(
  { askedRecovery }: Session,
  hosts: readonly Host[],
  now: number,
): Decision<'at-work'> | undefined {
  if (askedRecovery === undefined) return undefined;
  const { at, by, hostIds } = askedRecovery;
  const isUnheard = (host: Host) =>
    askedOf(host, { askedRecovery }, hosts, now) !== undefined && isAlive(host);
  const waits = hostIds.length === 0 ? now - at < SEEN_TO_WITHIN_MS : hosts.some(isUnheard);
  const own = hosts.filter((host) => hostIds.includes(host.hostId) && isBeingMadeGood(host));
  if (!waits && own.length === 0) return undefined;
  const names = own.map(({ hostId, state }) => `${hostId} is ${state}`).join(', ');
  return {
    action: 'at-work',
    reason: `${by} asked for a recovery at ${new Date(at).toISOString()}, which is at work${names && `: ${names}`}`,
  };
}

/** Why a host cannot be made good by hand; undefined when it can. */
function describeUnable({ state, terminatedAt }: Host): string | undefined {
  if (terminatedAt !== undefined || state === 'terminated') return 'it is gone';
  if (state === 'draining' || state === 'rejected') return 'it is on its way out';
  return state === 'ready' || state === 'suspect' ? undefined : 'it comes up, and has judged nobody yet';
}

const STEPS_OF: Partial<Record<HostAction, readonly RecoveryStep[]>> = {
  suspect: ['clean-up', 'reboot', 'replace'],
  reboot: ['reboot', 'replace'],
  drain: ['clean-up', 'replace'],
  terminate: ['clean-up', 'replace'],
  'record-gone': ['clean-up', 'replace'],
};

/** Of a host that is named and of which EC2 says nothing yet. */
const WAITING_FIRST: readonly RecoveryStep[] = ['wait', 'clean-up', 'reboot', 'replace'];

/** What the next passes do with a host; undefined where that makes nothing good. @param first of those that are named, the one that goes first */
function planHost(
  host: Host,
  first: Host | undefined,
  facts: RecoveryFacts,
  policy: FleetPolicy,
): PlannedRecovery | undefined {
  if (!isAlive(host)) return undefined;
  const { session, hosts, instances, now } = facts;
  const asked = askedOf(host, session, hosts, now);
  const { action, reason } = decideHost(
    {
      host,
      instance: instances.get(host.hostId),
      finding: undefined,
      evidence: { held: 0, overdue: 0 },
      fleetSpeedFactor: undefined,
      canBeSpared: canBeSpared(host, hosts),
      mayTakeOut: host === first,
      asked,
      ending: undefined,
      now,
    },
    policy,
  );
  const steps =
    STEPS_OF[action] ??
    (asked !== undefined
      ? WAITING_FIRST
      : host.state === 'suspect'
        ? (['wait', 'replace'] as const)
        : undefined);
  if (steps === undefined) return undefined;
  const waits = asked !== undefined && host.state === 'ready' && action === 'wait';
  const what = waits
    ? `${asked.by} asked for its recovery: ${asked.reason}; it waits until another host judges and none is repaired`
    : reason;
  const { affordable } = facts;
  const why =
    affordable !== undefined && affordable.hosts <= 0
      ? `; if it has to be replaced, it is not: ${affordable.reason}`
      : '';
  return { hostId: host.hostId, steps, reason: `${what}${why}` };
}

/** What the fleet lacks, and when it is launched. */
function planFleet(facts: RecoveryFacts, policy: FleetPolicy): readonly PlannedRecovery[] | undefined {
  const { session, hosts } = facts;
  const failed = hosts.filter(isBeingMadeGood).map(({ hostId }) => hostId);
  const decision = decideFleet(
    { ...facts, queueWaits: false, spareHosts: 0, permitted: new Set(failed) },
    policy,
  );
  const { action, reason } = decision;
  if (action === 'launch' || action === 'resend') return [{ steps: ['replace'], reason }];
  const missing = (session.fleetSize?.hosts ?? 0) - hosts.filter(isAlive).length;
  return action === 'wait' && missing > 0
    ? [{ steps: ['wait', 'replace'], reason: `${countOf(missing, 'host')} missing: ${reason}` }]
    : undefined;
}
