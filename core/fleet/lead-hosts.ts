import { FLEET_KEY } from '../examination/deployment-findings.ts';
import type { HostFinding, ProbeRequest } from '../examination/examination.ts';
import { findingsOf } from '../examination/findings-of.ts';
import { raiseSignal } from '../security/raise-signal.ts';
import type { Slot } from '../submissions/slot.ts';
import { advanceHost } from './advance-host.ts';
import { askedOf, canBeSpared, mayTakeOut } from './asked-recovery.ts';
import { endingOf, isAlive } from './decide-fleet.ts';
import { decideHost, type HostAction, type HostFacts } from './decide-host.ts';
import { findSurplus } from './find-surplus.ts';
import type { FleetPorts, KnownFleet } from './fleet-ports.ts';
import { type Host, isLeaving } from './host.ts';
import { evidenceOf } from './host-evidence.ts';
import { medianOfOthers } from './median.ts';
import { planProbes } from './plan-probes.ts';
import { signOfHost } from './sign-of-host.ts';
import { askForTurns } from './take-turns.ts';

/** Acts in a row that one host may be led through in one pass. */
const MAX_STEPS = 4;

/** Acts that need no finding. */
const WITHOUT_FINDING: readonly HostAction[] = ['address', 'record-gone', 'drain', 'terminate'];

/** Asks the hosts and leads each on; a ready one whose probe failed is asked once more, a moment later. */
export async function leadHosts(fleet: KnownFleet, ports: FleetPorts): Promise<void> {
  const { clock, policy } = ports;
  // What is still judged on a host that is taken back is waited for.
  const slots = fleet.hosts.some(isLeaving) ? await ports.slots.list(fleet.session.sessionId) : [];
  await advanceAll(fleet, ports, [], slots, WITHOUT_FINDING);
  if (endingOf(fleet.session, clock.now()) !== undefined) return;
  await askAndAdvance(fleet, ports, () => true);
  const isDoubted = ({ state, failedProbes }: Host) => state === 'ready' && failedProbes > 0;
  if (!fleet.hosts.some(isDoubted)) return;
  await clock.sleep(policy.confirmAfterMs);
  await askAndAdvance(fleet, ports, isDoubted);
}

/** A prober that fails as a whole says nothing about any host. */
async function askAndAdvance(
  fleet: KnownFleet,
  ports: FleetPorts,
  which: (host: Host) => boolean,
): Promise<void> {
  const { prober, policy, clock, slots } = ports;
  const { session, instances } = fleet;
  // Executors write on them: read anew before each decision that stands on a finding.
  const readSlots = () => slots.list(session.sessionId);
  const hosts = fleet.hosts.filter(which);
  const requests: ProbeRequest[] = [];
  const claimed: Host[] = [];
  for (const request of planProbes(session, hosts, instances, await readSlots(), policy, clock.now())) {
    if (request.task === 'examine') {
      const host = await claim(fleet, request.hostId, clock.now() + policy.examinationClaimMs, ports);
      if (host === undefined) continue;
      claimed.push(host);
    }
    requests.push(request);
  }
  if (requests.length === 0) return;
  const findings = await prober.probe(requests);
  await advanceAll(fleet, ports, findings, await readSlots());
  await recordExaminations(fleet, findings, ports);
  for (const { hostId, revision } of claimed)
    if (fleet.hosts.some((host) => host.hostId === hostId && host.revision === revision))
      await claim(fleet, hostId, 0, ports);
}

/**
 * Takes a host for examination, which loads it: two passes must not do it at a time. @param until ms since the epoch; 0
 * lets it go. @returns undefined when another pass was faster
 */
async function claim(
  fleet: KnownFleet,
  hostId: string,
  until: number,
  { hosts }: FleetPorts,
): Promise<Host | undefined> {
  const at = fleet.hosts.findIndex((host) => host.hostId === hostId);
  const host = fleet.hosts[at];
  const claimed = host && (await hosts.updateHost(host, { claimedUntil: until }));
  if (claimed !== undefined) fleet.hosts[at] = claimed;
  return claimed;
}

/** The next booking stands on what was found; a host that judges what another lacks speaks for the fleet. */
async function recordExaminations(
  fleet: KnownFleet,
  found: readonly HostFinding[],
  { findings }: FleetPorts,
): Promise<void> {
  const examined = found.flatMap((finding) => (finding.kind === 'examined' ? [finding.examination] : []));
  if (examined.length === 0) return;
  const passed = fleet.hosts.flatMap(({ examination }) => (examination?.passed ? [examination] : []));
  await findings.record(FLEET_KEY, findingsOf([...passed, ...examined]));
}

/** Leads each host on; with `only`, no further than by these acts. */
async function advanceAll(
  fleet: KnownFleet,
  ports: FleetPorts,
  findings: readonly HostFinding[],
  slots: readonly Slot[],
  only?: readonly HostAction[],
): Promise<void> {
  const { clock, policy } = ports;
  for (const at of fleet.hosts.keys()) {
    let finding = findings.find(({ hostId }) => hostId === fleet.hosts[at]?.hostId);
    for (let step = 0; step < MAX_STEPS; step++) {
      const host = fleet.hosts[at];
      if (host === undefined) break;
      const now = clock.now();
      const facts: HostFacts = {
        host,
        instance: fleet.instances.get(host.hostId),
        finding,
        evidence: evidenceOf(host.hostId, slots, now),
        fleetSpeedFactor: medianOfOthers(fleet.hosts, host.hostId),
        canBeSpared: canBeSpared(host, fleet.hosts),
        mayTakeOut: mayTakeOut(host, fleet.session, fleet.hosts, now),
        asked: askedOf(host, fleet.session, fleet.hosts, now),
        ending: endingOf(fleet.session, now) ?? findSurplus(host, fleet.hosts, fleet.session),
        now,
      };
      const { action, reason } = decideHost(facts, policy);
      if (action === 'wait' || (only !== undefined && !only.includes(action))) break;
      if (action === 'reboot' && !(await askForTurns(fleet, ports)).has(host.hostId)) break;
      if (action === 'open' && (await isTooLate(host, fleet, ports))) break;
      const changed = await advanceHost(action, reason, facts, ports);
      if (changed === undefined) break;
      await fleet.record.addHostAct(action, reason, host, changed);
      const sign = signOfHost(action, reason, facts, policy);
      if (sign !== undefined) await raiseSignal(sign, ports);
      fleet.hosts[at] = changed;
      if (changed.state === 'draining' || changed.state === 'rejected') break;
      // A finding is spent by the act that it led to; beginning an examination that is done spends nothing.
      if (action !== 'examine') finding = undefined;
    }
  }
}

/** A suspect and its replacement race: whether another pass has opened the other since this one read the rows. */
async function isTooLate(host: Host, { session, hosts }: KnownFleet, ports: FleetPorts): Promise<boolean> {
  if (hosts.filter(isAlive).length <= (session.fleetSize?.hosts ?? 0)) return false;
  const fresh = await ports.hosts.listHosts(session.sessionId);
  return findSurplus(host, fresh, session) !== undefined;
}
