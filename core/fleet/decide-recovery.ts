import { countOf } from '../exam/count-of.ts';
import type { Decision } from '../exam/decision.ts';
import type { AskedRecovery, Session } from '../exam/session.ts';
import { isOver } from '../exam/window.ts';
import type { RecoveryStep } from '../resilience/failure.ts';
import type { LaunchRound } from './cloud.ts';
import { decideFleet, endingOf, isAlive } from './decide-fleet.ts';
import { askedOf, decideHost, type HostAction } from './decide-host.ts';
import type { FleetPolicy } from './fleet-policy.ts';
import type { CloudInstance, Host } from './host.ts';
import { isBeingMadeGood } from './recovery.ts';

/** What is known when somebody asks for a session to be made good. */
export interface RecoveryFacts {
  readonly session: Session;
  readonly hosts: readonly Host[];
  readonly rounds: readonly LaunchRound[];
  /** What EC2 says of them, by id. */
  readonly instances: ReadonlyMap<string, CloudInstance>;
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
  'recover' | 'nothing' | 'no-fleet' | 'no-host' | 'not-yet' | 'too-late' | 'at-work'
> & { readonly plan: readonly PlannedRecovery[] };

/** What names no host is seen to by the passes that the launcher makes at once, ms. */
const SEEN_TO_WITHIN_MS = 30_000;
/** Who asked and was not heard by any pass within so long asks no more: the tick passes each 30 s, ms. */
const HEARD_WITHIN_MS = 90_000;

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
  const wished: RecoveryFacts = { ...facts, session: { ...session, askedRecovery: asked } };
  const plan = [
    ...hosts.flatMap((host) => planHost(host, wished, policy) ?? []),
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

/** Two at a time would have the same hosts rebooted twice. */
function isAtWork(
  { askedRecovery }: Session,
  hosts: readonly Host[],
  now: number,
): Decision<'at-work'> | undefined {
  if (askedRecovery === undefined) return undefined;
  const { at, by, hostIds } = askedRecovery;
  const isFresh = now - at < HEARD_WITHIN_MS;
  const isUnheard = (host: Host) => askedOf(host, { askedRecovery }) !== undefined && isAlive(host);
  const waits = hostIds.length === 0 ? now - at < SEEN_TO_WITHIN_MS : isFresh && hosts.some(isUnheard);
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

/** What the next pass does with a host; undefined where that makes nothing good. */
function planHost(host: Host, facts: RecoveryFacts, policy: FleetPolicy): PlannedRecovery | undefined {
  if (!isAlive(host)) return undefined;
  const { session, hosts, instances, now } = facts;
  const { action, reason } = decideHost(
    {
      host,
      instance: instances.get(host.hostId),
      finding: undefined,
      evidence: { held: 0, overdue: 0 },
      fleetSpeedFactor: undefined,
      canBeSpared: hosts.some((other) => other !== host && other.state === 'ready'),
      asked: askedOf(host, session),
      ending: undefined,
      now,
    },
    policy,
  );
  const asked = askedOf(host, session) !== undefined;
  const steps =
    STEPS_OF[action] ??
    (asked ? WAITING_FIRST : host.state === 'suspect' ? (['wait', 'replace'] as const) : undefined);
  return steps === undefined ? undefined : { hostId: host.hostId, steps, reason };
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
