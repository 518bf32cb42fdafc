import { given } from '../exam/given.ts';
import type { Slot, SlotStore } from '../submissions/slot.ts';
import { type Host, isLeaving } from './host.ts';
import type { HostStore } from './host-store.ts';

/** The slots of a host that has passed its examination. @throws Error for a host that has not: it judges nobody */
export function slotsOf(host: Host): Slot[] {
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
    ...given({ speedFactor: examination.speedFactor }),
  }));
}

/** Stores that slots are made to agree with. */
export interface SlotReconciling {
  readonly slots: Pick<SlotStore, 'list' | 'open' | 'close'>;
  readonly hosts: Pick<HostStore, 'listHosts'>;
}

/**
 * Makes the slots what the hosts' states say: open on every ready host, left alone on one that EC2 takes back, closed on every other. What a crash left
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
  const { missing, stale } = differences(await stores.hosts.listHosts(sessionId), existing);
  if (missing.length > 0) await stores.slots.open(missing);
  for (const hostId of stale) await stores.slots.close(sessionId, hostId);
}

function differences(hosts: readonly Host[], existing: readonly Slot[]) {
  const ready = new Map(hosts.filter(({ state }) => state === 'ready').map((host) => [host.hostId, host]));
  const missing = [...ready.values()].flatMap((host) => {
    const open = existing.filter(({ hostId }) => hostId === host.hostId).length;
    return open < host.slots ? slotsOf(host) : [];
  });
  const staying = new Set([...ready.keys(), ...hosts.filter(isLeaving).map(({ hostId }) => hostId)]);
  const stale = new Set(existing.map(({ hostId }) => hostId).filter((hostId) => !staying.has(hostId)));
  return { missing, stale, none: missing.length === 0 && stale.size === 0 };
}
