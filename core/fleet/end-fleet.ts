import type { Clock } from '../exam/clock.ts';
import type { SlotStore } from '../submissions/slot.ts';
import type { Cloud } from './cloud.ts';
import { decideHost } from './decide-host.ts';
import { noteRefusal, recordGone, type TerminateRefusal, takeOut } from './end-host.ts';
import type { FleetPolicy } from './fleet-policy.ts';
import type { CloudInstance, Host } from './host.ts';
import type { HostStore } from './host-store.ts';
import { hostFromCloud } from './record-instance.ts';

/** What ending a fleet touches. */
export interface EndingPorts {
  readonly clock: Clock;
  readonly cloud: Pick<Cloud, 'describe' | 'terminate'>;
  readonly hosts: HostStore;
  readonly slots: Pick<SlotStore, 'list' | 'close'>;
  readonly policy: FleetPolicy;
}

/** How far the ending of a fleet came. */
export interface FleetEnding {
  /** True once EC2 says that no host is left. */
  readonly gone: boolean;
  /** Hosts that EC2 refuses to terminate, with its words; each call asks for them once more. */
  readonly refused: readonly TerminateRefusal[];
}

/**
 * Ends all hosts of a session and verifies by cloud truth: slots closed, instances terminated, each host's end
 * recorded from what EC2 says. Not `gone` when that takes longer than `patienceMs`; calling again goes on from there. A
 * round without a clear answer is sent again and again: `lastSendAt` is when that can have happened last.
 */
export async function endFleet(
  sessionId: string,
  ports: EndingPorts,
  reason: string,
  patienceMs: number,
  pollMs: number,
  lastSendAt: number,
): Promise<FleetEnding> {
  const { clock, cloud, hosts, policy } = ports;
  const until = clock.now() + patienceMs;
  const open = new Set((await ports.slots.list(sessionId)).map(({ hostId }) => hostId));
  for (const hostId of open) await ports.slots.close(sessionId, hostId);
  const refused: TerminateRefusal[] = [];
  for (;;) {
    const instances = new Map((await cloud.describe(sessionId)).map((one) => [one.instanceId, one]));
    const rows = await recordMissing(sessionId, instances, hosts, clock.now());
    let left = 0;
    for (const host of rows) if (!(await endHost(host, instances.get(host.hostId), reason, ports))) left++;
    // By cloud truth alone: what was recorded as gone and runs after all is ended too.
    const running = [...instances.values()].filter(
      ({ state }) => state !== 'terminated' && state !== 'shutting-down',
    );
    const asked = running
      .map(({ instanceId }) => instanceId)
      .filter((id) => !refused.some(({ instanceId }) => instanceId === id));
    const outcome = await cloud.terminate(asked);
    if (outcome.refused.length > 0) await noteRefusals(sessionId, outcome.refused, ports);
    refused.push(...outcome.refused);
    const rounds = await hosts.listRounds(sessionId);
    const launching = rounds.some(
      ({ outcome, claimedAt }) =>
        outcome === undefined && clock.now() - Math.max(claimedAt, lastSendAt) < policy.launchSettlesMs,
    );
    if (left === 0 && running.length === 0 && !launching) return { gone: true, refused };
    if (clock.now() >= until) return { gone: false, refused };
    await clock.sleep(pollMs);
  }
}

/** Rows of the session's hosts, with one for every instance that had none. */
async function recordMissing(
  sessionId: string,
  instances: ReadonlyMap<string, CloudInstance>,
  hosts: HostStore,
  now: number,
): Promise<readonly Host[]> {
  const rows = await hosts.listHosts(sessionId);
  const known = new Set(rows.map(({ hostId }) => hostId));
  const unknown = [...instances.values()].filter(({ instanceId }) => !known.has(instanceId));
  if (unknown.length === 0) return rows;
  for (const instance of unknown) await hosts.recordHost(hostFromCloud(instance, undefined, 1, now));
  return await hosts.listHosts(sessionId);
}

/** One step of a host towards its end, as every pass decides it. @returns whether EC2 has said that it is gone */
async function endHost(
  host: Host,
  instance: CloudInstance | undefined,
  ending: string,
  ports: EndingPorts,
): Promise<boolean> {
  const now = ports.clock.now();
  const { action, reason } = decideHost({ host, instance, ending, now, ...NOT_ASKED }, ports.policy);
  if (action === 'record-gone') {
    await recordGone(host, instance, reason, now, ports);
    return true;
  }
  if (action === 'terminate') {
    const changed = await takeOut(host, 'draining', reason, now, ports);
    if (changed !== undefined && changed.revision !== host.revision)
      await ports.hosts.recordDecision(host.sessionId, {
        at: now,
        subject: `host:${host.hostId}`,
        action,
        reason,
      });
  }
  return host.terminatedAt !== undefined;
}

/** Nobody asks a host that has to go how it is. */
const NOT_ASKED = {
  finding: undefined,
  evidence: { held: 0, overdue: 0 },
  fleetSpeedFactor: undefined,
  canBeSpared: false,
};

async function noteRefusals(
  sessionId: string,
  refusals: readonly TerminateRefusal[],
  ports: EndingPorts,
): Promise<void> {
  const rows = await ports.hosts.listHosts(sessionId);
  for (const refusal of refusals) {
    const host = rows.find(({ hostId }) => hostId === refusal.instanceId);
    if (host !== undefined) await noteRefusal(host, refusal, ports.clock.now(), ports);
  }
}
