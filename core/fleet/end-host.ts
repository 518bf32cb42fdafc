import type { SlotStore } from '../submissions/slot.ts';
import type { HostsOutcome } from './cloud.ts';
import type { CloudInstance, Host } from './host.ts';
import type { HostChange, HostStore } from './host-store.ts';

/** What ending hosts writes. */
export interface EndingActs {
  readonly hosts: Pick<HostStore, 'updateHost' | 'recordDecision'>;
  readonly slots: Pick<SlotStore, 'close'>;
}

/** What EC2 said about a host that it does not terminate. */
export type TerminateRefusal = HostsOutcome['refused'][number];

/** A refusal as a person reads it. */
export function describeTerminateRefusal({ code, message }: TerminateRefusal): string {
  return `EC2 refuses to terminate it: ${code}: ${message}`;
}

/**
 * Takes a host out of judging, before the cloud is told: it is recorded first, then its slots close. A host that never
 * judged anybody stays `rejected`. @param change written with it. @returns the host as it then stands, undefined when another pass was faster
 */
export async function takeOut(
  host: Host,
  state: 'draining' | 'rejected',
  reason: string,
  now: number,
  { hosts, slots }: EndingActs,
  change: HostChange = {},
): Promise<Host | undefined> {
  const stays = host.state === state || host.state === 'rejected';
  const changed = stays
    ? host
    : await hosts.updateHost(host, {
        state,
        reason,
        stateAt: now,
        claimedUntil: 0,
        doubtedAt: 0,
        ...change,
      });
  // Whoever was faster may have found that it judges well: its slots are theirs.
  if (changed === undefined) return undefined;
  await slots.close(host.sessionId, host.hostId);
  return changed;
}

/** Writes on the host, and once among the decisions, that EC2 does not terminate it. @returns as `takeOut` */
export async function noteRefusal(
  host: Host,
  refusal: TerminateRefusal,
  now: number,
  { hosts }: EndingActs,
): Promise<Host | undefined> {
  const reason = describeTerminateRefusal(refusal);
  if (host.reason === reason) return host;
  const changed = await hosts.updateHost(host, { reason });
  if (changed !== undefined)
    await hosts.recordDecision(host.sessionId, {
      at: now,
      subject: `host:${host.hostId}`,
      action: 'terminate-refused',
      reason,
    });
  return changed;
}

/** Records that EC2 says a host to be gone, and from what it says when that was. @returns as `takeOut` */
export async function recordGone(
  host: Host,
  instance: CloudInstance | undefined,
  reason: string,
  now: number,
  { hosts, slots }: EndingActs,
  change: HostChange = {},
): Promise<Host | undefined> {
  const changed = await hosts.updateHost(host, {
    state: host.state === 'rejected' ? 'rejected' : 'terminated',
    reason,
    stateAt: now,
    claimedUntil: 0,
    doubtedAt: 0,
    terminatedAt: instance?.terminatedAt ?? now,
    ...(instance === undefined
      ? {}
      : { launchedAt: instance.launchedAt, instanceType: instance.instanceType }),
    ...change,
  });
  await slots.close(host.sessionId, host.hostId);
  return changed;
}
