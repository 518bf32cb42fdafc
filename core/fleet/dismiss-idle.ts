import { decideCircuit } from '../resilience/circuit.ts';
import { circuitSlotOf, HOST_OPERATIONS } from '../submissions/host-circuits.ts';
import type { Slot } from '../submissions/slot.ts';
import { advanceHost } from './advance-host.ts';
import { hasDrifted } from './decide-drift.ts';
import { endingOf, isStaying } from './decide-fleet.ts';
import type { FleetPorts, KnownFleet } from './fleet-ports.ts';
import type { Host } from './host.ts';
import { evidenceOf } from './host-evidence.ts';

/** Slots of a host that is to go are held for so long: longer than a pass takes to end it, ms. */
const HOLDS_MS = 30_000;
/** What begins so is a lease of whoever ends an idle host. */
const LEASE = 'dismiss';

/**
 * Ends one host that judges and is not needed: beside it as many judge as the session is to have, of whom nobody doubts that they
 * judge rightly. All of its slots are taken first, as an
 * executor takes them, so that nothing runs there and nothing begins; a host in use stays until a later pass finds it free.
 * Whatever dies in between leaves leases that expire, and the host judges on. Of two passes at a time each sees the leases
 * of the other after it has written its own: both let go where both went ahead.
 */
export async function dismissIdle(fleet: KnownFleet, ports: FleetPorts): Promise<void> {
  const { session } = fleet;
  const now = ports.clock.now();
  if (session.fleet !== 'ready' || endingOf(session, now) !== undefined) return;
  const wanted = session.fleetSize?.hosts;
  if (wanted === undefined || fleet.hosts.filter(isJudging).length <= wanted) return;
  const slots = await ports.slots.list(session.sessionId);
  const rankOf = (host: Host) => (!isSound(host, slots, now) ? 0 : hasDrifted(host, ports.policy) ? 1 : 2);
  const idle = fleet.hosts
    .filter((host) => isIdle(host, slots, now) && isSpared(host, fleet.hosts, slots, wanted, now))
    // Who judges worst first, then the latest: those that were booked stay.
    .toSorted(
      (a, b) => rankOf(a) - rankOf(b) || b.requestedAt - a.requestedAt || (a.hostId < b.hostId ? -1 : 1),
    );
  const [host] = idle;
  if (host === undefined) return;
  const own = slots.filter(({ hostId }) => hostId === host.hostId);
  const leaseId = `${LEASE}-${host.hostId}-${ports.random()}`;
  const taken: Slot[] = [];
  for (const slot of own) {
    if (!(await ports.slots.take(slot, leaseId, now + HOLDS_MS, now))) break;
    taken.push(slot);
  }
  const ended = taken.length === own.length && (await end(host, fleet, ports, now + HOLDS_MS));
  if (!ended) for (const slot of taken) await ports.slots.release(slot, leaseId);
}

/** Ends a host whose slots are all held here, unless another pass has ended or is ending one. */
async function end(host: Host, fleet: KnownFleet, ports: FleetPorts, until: number): Promise<boolean> {
  const { session } = fleet;
  const { sessionId } = session;
  // In this order: who has ended a host has written so before its leases are gone.
  const slots = await ports.slots.list(sessionId);
  const hosts = await ports.hosts.listHosts(sessionId);
  const now = ports.clock.now();
  if (slots.some((slot) => slot.hostId !== host.hostId && isBeingDismissed(slot, now))) return false;
  const stored = await ports.sessions.get(sessionId);
  const wanted = stored?.fleetSize?.hosts;
  if (wanted === undefined || !isSpared(host, hosts, slots, wanted, now)) return false;
  if (ports.clock.now() >= until) return false;
  const reason = `${hosts.filter(isJudging).length} hosts judge, ${wanted} are enough: it has nothing to do`;
  const facts = {
    host,
    instance: fleet.instances.get(host.hostId),
    finding: undefined,
    evidence: evidenceOf(host.hostId, [], now),
    fleetSpeedFactor: undefined,
    canBeSpared: false,
    ending: reason,
    now,
  };
  const changed = await advanceHost('terminate', reason, facts, ports);
  if (changed === undefined) return false;
  await fleet.record.add(`host:${host.hostId}`, 'dismiss', reason);
  fleet.hosts = fleet.hosts.map((one) => (one.hostId === host.hostId ? changed : one));
  return true;
}

const isJudging = (host: Host) => host.state === 'ready' && isStaying(host);

/** Judges, and neither the last probe nor what executors met there says that it may not. */
function isSound(host: Host, slots: readonly Slot[], now: number): boolean {
  if (!isJudging(host) || host.failedProbes > 0 || (host.doubtedAt ?? 0) > 0) return false;
  const { circuits } = circuitSlotOf(host.hostId, slots) ?? {};
  return HOST_OPERATIONS.every((operation) => decideCircuit(circuits?.[operation], now).action === 'go');
}

/** Whether enough judge without a host, and well. */
function isSpared(
  { hostId }: Host,
  hosts: readonly Host[],
  slots: readonly Slot[],
  wanted: number,
  now: number,
): boolean {
  return hosts.filter((other) => other.hostId !== hostId && isSound(other, slots, now)).length >= wanted;
}

/** Judges, with all of its slots open and none of them held. */
function isIdle(host: Host, slots: readonly Slot[], now: number): boolean {
  const own = slots.filter(({ hostId }) => hostId === host.hostId);
  return isJudging(host) && own.length >= host.slots && own.every((slot) => !isHeld(slot, now));
}

const isHeld = ({ holder }: Slot, now: number) => holder !== undefined && holder.until > now;

function isBeingDismissed(slot: Slot, now: number): boolean {
  return isHeld(slot, now) && slot.holder?.leaseId.startsWith(LEASE) === true;
}
