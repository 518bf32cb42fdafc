import type { Slot, SlotSpeed, SlotStore } from '../submissions/slot.ts';
import { type Host, isLeaving } from './host.ts';
import type { HostStore } from './host-store.ts';

/**
 * How fast a host is by what was last measured, and the fastest of all that have ever judged the session: a limit of time
 * that depends on it must not change because another host has gone.
 */
function speedOf(host: Host, all: readonly Host[]): SlotSpeed {
  const own = host.examination?.speedFactor;
  if (own === undefined) return {};
  const factors = all.flatMap(({ examination, milestones }) =>
    milestones?.examinedAt === undefined ? [] : (examination?.speedFactor ?? []),
  );
  const speedFactor = Math.round(own * (host.drift?.share ?? 1) * 1000) / 1000;
  return { speedFactor, fastestFactor: Math.min(own, ...factors) };
}

/**
 * The slots of a host that has passed its examination.
 * @param all hosts of its session, those that are gone too
 * @throws Error for a host that has not: it judges nobody
 */
function slotsOf(host: Host, all: readonly Host[]): Slot[] {
  const { examination, url } = host;
  if (host.state !== 'ready' || examination?.passed !== true || url === undefined)
    throw new Error(`host ${host.hostId} is ${host.state} and has no slots`);
  return Array.from({ length: host.slots }, (_, number) => ({
    sessionId: host.sessionId,
    hostId: host.hostId,
    number,
    url,
    token: host.token,
    batchLanguages: examination.batchLanguages,
    singleLanguages: examination.singleLanguages,
    headStartLanguages: (examination.headStarts ?? []).map(({ language }) => language),
    ...speedOf(host, all),
  }));
}

/** Stores that slots are made to agree with. */
export interface SlotReconciling {
  readonly slots: Pick<SlotStore, 'list' | 'open' | 'close' | 'tellSpeed'>;
  readonly hosts: Pick<HostStore, 'listHosts'>;
}

/**
 * Makes the slots what the hosts' states say: open on every ready host, left alone on one that EC2 takes back, closed on every other, each
 * with how fast its host is. What a crash left
 * behind between a transition and its slots is mended by the next pass. `known` is what the pass believes; before
 * anything is changed the rows are read again, since another pass may have led a host on in the meantime.
 */
export async function reconcileSlots(
  sessionId: string,
  known: readonly Host[],
  stores: SlotReconciling,
): Promise<void> {
  const existing = await stores.slots.list(sessionId);
  if (differences(known, existing).none) return;
  const { missing, stale, other } = differences(await stores.hosts.listHosts(sessionId), existing);
  if (missing.length > 0) await stores.slots.open(missing);
  for (const hostId of stale) await stores.slots.close(sessionId, hostId);
  for (const [hostId, speed] of other) await stores.slots.tellSpeed(sessionId, hostId, speed);
}

function differences(hosts: readonly Host[], existing: readonly Slot[]) {
  const ready = new Map(hosts.filter(({ state }) => state === 'ready').map((host) => [host.hostId, host]));
  const missing = [...ready.values()].flatMap((host) => {
    const open = existing.filter(({ hostId }) => hostId === host.hostId).length;
    return open < host.slots ? slotsOf(host, hosts) : [];
  });
  const staying = new Set([...ready.keys(), ...hosts.filter(isLeaving).map(({ hostId }) => hostId)]);
  const stale = new Set(existing.map(({ hostId }) => hostId).filter((hostId) => !staying.has(hostId)));
  const other = [...ready.values()].flatMap((host): [string, Required<SlotSpeed>][] => {
    const { speedFactor, fastestFactor } = speedOf(host, hosts);
    if (speedFactor === undefined || fastestFactor === undefined) return [];
    const isTold = (slot: Slot) =>
      slot.hostId !== host.hostId ||
      (slot.speedFactor === speedFactor && slot.fastestFactor === fastestFactor);
    return existing.every(isTold) ? [] : [[host.hostId, { speedFactor, fastestFactor }]];
  });
  return {
    missing,
    stale,
    other,
    none: missing.length === 0 && stale.size === 0 && other.length === 0,
  };
}
