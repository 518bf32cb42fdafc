import type { Session } from '../exam/session.ts';
import type { ProbeRequest } from '../examination/examination.ts';
import type { Slot } from '../submissions/slot.ts';
import { hasDrifted } from './decide-drift.ts';
import { hasRebooted } from './decide-host.ts';
import type { FleetPolicy } from './fleet-policy.ts';
import type { CloudInstance, Host } from './host.ts';
import { evidenceOf, type HostEvidence, isKnownToBeBusy } from './host-evidence.ts';

/** Of the time between two measurements, that in which they are made, ms: the passes of a fleet at rest are so far apart. */
const MEASURING_MS = 30_000;

/** What each host is to be asked in this pass; hosts that cannot or need not be asked are left out. */
export function planProbes(
  session: Pick<Session, 'languages'>,
  hosts: readonly Host[],
  instances: ReadonlyMap<string, CloudInstance>,
  slots: readonly Slot[],
  policy: FleetPolicy,
  now: number,
): ProbeRequest[] {
  return hosts.flatMap((host) => {
    const evidence = evidenceOf(host.hostId, slots, now);
    const task = taskFor(host, evidence, policy, now);
    if (task === 'examine' && (host.claimedUntil ?? 0) > now) return [];
    if (task === undefined || host.url === undefined || instances.get(host.hostId)?.state !== 'running')
      return [];
    const { hostId, url, token } = host;
    const measures = task === 'probe' && evidence.held === 0 && isToBeMeasured(host, policy, now);
    return [{ hostId, url, token, task, languages: session.languages, ...(measures ? { measures } : {}) }];
  });
}

function isToBeMeasured(host: Host, policy: FleetPolicy, now: number): boolean {
  return hasDrifted(host, policy) || now % policy.measureEveryMs < MEASURING_MS;
}

function taskFor(
  host: Host,
  evidence: HostEvidence,
  policy: FleetPolicy,
  now: number,
): ProbeRequest['task'] | undefined {
  switch (host.state) {
    case 'booting':
      return host.sealed && hasRebooted(host, policy, now) ? 'examine' : 'reach';
    case 'examining':
      return 'examine';
    case 'ready':
      return isKnownToBeBusy(host, evidence, policy, now) ? undefined : 'probe';
    case 'suspect':
      return host.reboots > 0 && now - host.stateAt >= policy.rebootSettleMs ? 'examine' : undefined;
    default:
      return undefined;
  }
}
