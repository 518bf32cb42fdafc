import type { Sign, SignalKind } from '../security/security-signal.ts';
import { describeBrokenSeal, type HostAction, type HostFacts } from './decide-host.ts';
import type { FleetPolicy } from './fleet-policy.ts';

/** What in an act that was done for a host may be an attack: its seal is broken, or its sandbox has a way out. */
export function signOfHost(
  action: HostAction,
  reason: string,
  facts: HostFacts,
  policy: FleetPolicy,
): Sign | undefined {
  const { host, finding, now } = facts;
  const sign = (kind: SignalKind, evidence: string): Sign => ({
    kind,
    subject: `host ${host.hostId}`,
    sessionId: host.sessionId,
    at: now,
    evidence,
    count: 1,
  });
  if (action === 'terminate' && reason === describeBrokenSeal(facts, policy))
    return sign('broken-seal', `${host.instanceType} at ${host.url ?? 'no address'}: ${reason}`);
  const openTo = finding?.kind === 'examined' ? finding.examination.openTo : undefined;
  return openTo === undefined
    ? undefined
    : sign('open-egress', `its examination: a program in its sandbox could connect to ${openTo}`);
}
