import type { Clock } from '../exam/clock.ts';
import type { SlotStore } from '../submissions/slot.ts';
import type { Cloud, HostsOutcome } from './cloud.ts';
import type { CloudInstance, Host } from './host.ts';
import type { HostStore } from './host-store.ts';
import { hostFromCloud } from './record-instance.ts';

/** What ending a fleet touches. */
export interface EndingPorts {
  readonly clock: Clock;
  readonly cloud: Pick<Cloud, 'describe' | 'terminate'>;
  readonly hosts: HostStore;
  readonly slots: Pick<SlotStore, 'list' | 'close'>;
}

/** A launch without a clear answer may still bring instances, this long after it was last sent, that EC2 does not tell of. */
const LAUNCH_SETTLES_MS = 30_000;
/** EC2's Describe can lag behind a launch by this much: a recorded host that it does not tell of may yet come. */
const DESCRIBE_LAG_MS = 120_000;

/** How far the ending of a fleet came. */
export interface FleetEnding {
  /** True once EC2 says that no host is left. */
  readonly gone: boolean;
  /** Hosts that EC2 refuses to terminate, with its words; each call asks for them once more. */
  readonly refused: HostsOutcome['refused'];
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
  const { clock, cloud, hosts } = ports;
  const until = clock.now() + patienceMs;
  const open = new Set((await ports.slots.list(sessionId)).map(({ hostId }) => hostId));
  for (const hostId of open) await ports.slots.close(sessionId, hostId);
  const refused: HostsOutcome['refused'][number][] = [];
  for (;;) {
    const instances = new Map((await cloud.describe(sessionId)).map((one) => [one.instanceId, one]));
    const rows = await recordMissing(sessionId, instances, hosts, clock.now());
    const running = [...instances.values()].filter(
      ({ state }) => state !== 'terminated' && state !== 'shutting-down',
    );
    for (const host of rows) await takeOut(host, ports, reason);
    const asked = running
      .map(({ instanceId }) => instanceId)
      .filter((id) => !refused.some(({ instanceId }) => instanceId === id));
    const outcome = await cloud.terminate(asked);
    for (const one of outcome.refused) await noteRefusal(sessionId, one, ports);
    refused.push(...outcome.refused);
    const left = await recordGone(rows, instances, ports);
    const rounds = await hosts.listRounds(sessionId);
    const launching = rounds.some(
      ({ outcome, claimedAt }) =>
        outcome === undefined && clock.now() - Math.max(claimedAt, lastSendAt) < LAUNCH_SETTLES_MS,
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

async function takeOut(host: Host, { hosts, slots, clock }: EndingPorts, reason: string): Promise<void> {
  if (host.terminatedAt !== undefined || host.state === 'draining' || host.state === 'rejected') return;
  const now = clock.now();
  const changed = await hosts.updateHost(host, { state: 'draining', reason, stateAt: now });
  await slots.close(host.sessionId, host.hostId);
  if (changed !== undefined)
    await hosts.recordDecision(host.sessionId, {
      at: now,
      subject: `host:${host.hostId}`,
      action: 'terminate',
      reason,
    });
}

async function noteRefusal(
  sessionId: string,
  { instanceId, code, message }: HostsOutcome['refused'][number],
  { hosts, clock }: EndingPorts,
): Promise<void> {
  const reason = `EC2 refuses to terminate it: ${code}: ${message}`;
  const host = (await hosts.listHosts(sessionId)).find(({ hostId }) => hostId === instanceId);
  if (host === undefined || host.reason === reason) return;
  if ((await hosts.updateHost(host, { reason })) === undefined) return;
  const subject = `host:${instanceId}`;
  await hosts.recordDecision(sessionId, { at: clock.now(), subject, action: 'terminate-refused', reason });
}

/** @returns how many hosts EC2 has not yet said to be gone */
async function recordGone(
  before: readonly Host[],
  instances: ReadonlyMap<string, CloudInstance>,
  { hosts, clock }: EndingPorts,
): Promise<number> {
  if (before.length === 0) return 0;
  const now = clock.now();
  let left = 0;
  for (const host of await hosts.listHosts(before[0]?.sessionId ?? '')) {
    if (host.terminatedAt !== undefined) continue;
    const instance = instances.get(host.hostId);
    const forgotten = instance === undefined && now - host.requestedAt > DESCRIBE_LAG_MS;
    if (instance?.state !== 'terminated' && !forgotten) {
      left++;
      continue;
    }
    await hosts.updateHost(host, {
      state: host.state === 'rejected' ? 'rejected' : 'terminated',
      reason: forgotten ? 'EC2 does not know it any more' : 'EC2 says that it is terminated',
      stateAt: now,
      terminatedAt: instance?.terminatedAt ?? now,
      ...(instance === undefined
        ? {}
        : { launchedAt: instance.launchedAt, instanceType: instance.instanceType }),
    });
  }
  return left;
}
