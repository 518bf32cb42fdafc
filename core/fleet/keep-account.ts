import type { FleetPorts, KnownFleet } from './fleet-ports.ts';
import { evidenceOf } from './host-evidence.ts';
import type { HostChange } from './host-store.ts';
import { endByReplacement, findReplaced } from './recovery.ts';

/**
 * Writes on the hosts what is known of them only when all have been led on: failures that others have made good by now, and
 * that a host has judged for somebody. What a pass that dies here leaves out, the next writes.
 */
export async function keepAccount(fleet: KnownFleet, ports: FleetPorts): Promise<void> {
  const { session } = fleet;
  if (session.fleetSize === undefined) return;
  const replaced = new Set(findReplaced(fleet.hosts, session.fleetSize.hosts).map(({ hostId }) => hostId));
  const fresh = fleet.hosts.some(isYetToJudge) ? await ports.slots.list(session.sessionId) : [];
  const now = ports.clock.now();
  for (const [at, host] of fleet.hosts.entries()) {
    const firstVerdictAt = isYetToJudge(host) ? evidenceOf(host.hostId, fresh, now).finishedAt : undefined;
    const change: HostChange = {
      ...(replaced.has(host.hostId) ? { recoveries: endByReplacement(host, now) } : {}),
      ...(firstVerdictAt === undefined ? {} : { milestones: { ...host.milestones, firstVerdictAt } }),
    };
    if (Object.keys(change).length === 0) continue;
    const changed = await ports.hosts.updateHost(host, change);
    if (changed !== undefined) fleet.hosts[at] = changed;
  }
}

const isYetToJudge = ({ state, milestones }: KnownFleet['hosts'][number]) =>
  state === 'ready' && milestones?.firstVerdictAt === undefined;
