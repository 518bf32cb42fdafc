import { isAlive } from './decide-fleet.ts';
import type { FleetPorts } from './fleet-ports.ts';
import type { CloudInstance, Host } from './host.ts';

/**
 * A look at a fleet at rest that changes nothing and costs no judge a worker: what EC2 says of its hosts, and whether those that
 * judge answer at all. @returns ids of hosts that a pass should look into
 */
export async function glanceAtFleet(
  sessionId: string,
  { cloud, hosts, prober }: Pick<FleetPorts, 'cloud' | 'hosts' | 'prober'>,
): Promise<readonly string[]> {
  const [instances, rows] = await Promise.all([cloud.describe(sessionId), hosts.listHosts(sessionId)]);
  const alive = rows.filter(isAlive);
  const taken = alive.filter((host) => isTakenAway(host, instances)).map(({ hostId }) => hostId);
  const greeted = alive.flatMap(({ hostId, url, token, state }) =>
    state === 'ready' && url !== undefined && !taken.includes(hostId)
      ? [{ hostId, url, token, task: 'reach' as const, languages: [] }]
      : [],
  );
  const findings = greeted.length === 0 ? [] : await prober.probe(greeted);
  const silent = findings.flatMap(({ kind, hostId }) => (kind === 'unreachable' ? [hostId] : []));
  return [...taken, ...silent];
}

/** EC2 has ended it, or is about to. */
function isTakenAway({ hostId, leavesAt }: Host, instances: readonly CloudInstance[]): boolean {
  if (leavesAt !== undefined) return true;
  const state = instances.find(({ instanceId }) => instanceId === hostId)?.state;
  return state !== undefined && state !== 'running' && state !== 'pending';
}
