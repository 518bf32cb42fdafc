import type { Clock } from '../exam/clock.ts';
import type { RecordedDecision } from '../exam/decision.ts';
import type { FleetState, Session } from '../exam/session.ts';
import type { EventPublisher, SessionEvent } from '../exam/session-event.ts';
import type { SessionSchedules } from '../exam/session-schedules.ts';
import type { SessionStore } from '../exam/session-store.ts';
import { type DeploymentFindings, FLEET_KEY } from '../examination/deployment-findings.ts';
import type { HostFinding, HostProber, ProbeRequest } from '../examination/examination.ts';
import { findingsOf } from '../examination/findings-of.ts';
import type { Slot, SlotStore } from '../submissions/slot.ts';
import { type AccountFindings, accountFindingsOf } from './account-findings.ts';
import { advanceHost } from './advance-host.ts';
import type { Cloud, LaunchRound } from './cloud.ts';
import { decideFleet, endingOf, type FleetAction, type FleetDecision } from './decide-fleet.ts';
import { decideHost, type HostAction, type HostFacts } from './decide-host.ts';
import { dropLanguages } from './drop-languages.ts';
import type { FleetPolicy } from './fleet-policy.ts';
import type { CloudInstance, Host } from './host.ts';
import type { HostStore } from './host-store.ts';
import { evidenceOf } from './judge-evidence.ts';
import { launchRound } from './launch-round.ts';
import { typesLeft } from './launch-types.ts';
import { medianOfOthers } from './median.ts';
import { moveDeadlines } from './move-deadlines.ts';
import { planProbes } from './plan-probes.ts';
import { reconcileSlots } from './reconcile-slots.ts';
import { hostFromCloud } from './record-instance.ts';

/** Everything that a fleet pass touches. */
export interface FleetPorts {
  readonly clock: Clock;
  readonly cloud: Cloud;
  readonly sessions: SessionStore;
  readonly hosts: HostStore;
  readonly slots: SlotStore;
  readonly prober: HostProber;
  readonly findings: Pick<DeploymentFindings, 'record'> & Pick<AccountFindings, 'recordAccount'>;
  readonly events: EventPublisher;
  readonly schedules: Pick<SessionSchedules, 'planTermination'>;
  /** Whether submissions of the session still wait for a verdict. */
  readonly queueWaits: (sessionId: string) => Promise<boolean>;
  /** A new judge token: unguessable, for one launch round. */
  readonly newToken: () => string;
  readonly policy: FleetPolicy;
}

/** What a pass found and did. */
export interface FleetPass {
  readonly session: Session;
  readonly hosts: readonly Host[];
  /** Everything decided but `wait`, in order. */
  readonly decisions: readonly RecordedDecision[];
  /** Hosts that failed in this pass: rejected, suspect, or gone before their time. */
  readonly hostsFailed: number;
  /** Sessions of this pass that judge less than was booked: languages dropped, or the fleet failed; 0 or 1. */
  readonly degraded: number;
  /** Launch rounds of this pass that brought fewer hosts than asked for. */
  readonly launchesFailed: number;
}

/** Acts in a row that one host may be led through in one pass. */
const MAX_STEPS = 4;

/**
 * One pass over a session's fleet: cloud truth, then what the prober finds, then for each host and for the fleet one
 * pure decision after the other, each done and recorded with its reason. Launcher and health monitor run the same
 * pass; two at a time disturb each other only in that one of them loses a conditional write.
 * A session whose judges somebody keeps has no fleet: a pass over it only looks at the languages that they judge.
 * @returns undefined when there is no such session
 */
export async function passFleet(sessionId: string, ports: FleetPorts): Promise<FleetPass | undefined> {
  const session = await ports.sessions.get(sessionId);
  if (session === undefined) return undefined;
  if (session.deployment.kind !== 'fleet') {
    const { session: after, dropped } = await dropLanguages(session, [], ports);
    return {
      session: after,
      hosts: [],
      decisions: [],
      hostsFailed: 0,
      launchesFailed: 0,
      degraded: Math.sign(dropped),
    };
  }
  const pass = new Pass(session, ports);
  await pass.learnCloudTruth();
  await pass.moveDeadlines();
  await pass.probeAndAdvance();
  await pass.advanceFleet();
  await reconcileSlots(sessionId, pass.hosts, ports);
  await ports.events.publish(pass.events);
  const failed = session.fleet !== 'failed' && pass.session.fleet === 'failed';
  const { session: after, dropped } = await dropLanguages(pass.session, pass.hosts, ports);
  return {
    session: after,
    hosts: pass.hosts,
    decisions: pass.decisions,
    hostsFailed: pass.hostsFailed,
    launchesFailed: pass.launchesFailed,
    degraded: failed || dropped > 0 ? 1 : 0,
  };
}

class Pass {
  session: Session;
  hosts: Host[] = [];
  readonly decisions: RecordedDecision[] = [];
  readonly events: SessionEvent[] = [];
  hostsFailed = 0;
  launchesFailed = 0;
  readonly #ports: FleetPorts;
  #rounds: readonly LaunchRound[] = [];
  #instances: ReadonlyMap<string, CloudInstance> = new Map();
  /** With what executors wrote on them; read anew before each decision that stands on a finding. */
  #slots: readonly Slot[] = [];

  constructor(session: Session, ports: FleetPorts) {
    this.session = session;
    this.#ports = ports;
  }

  /** Reads EC2 and the rows, and gives every instance of the session that has no row a row. */
  async learnCloudTruth(): Promise<void> {
    const { cloud, hosts, clock } = this.#ports;
    const { sessionId } = this.session;
    const [instances, rounds, rows] = await Promise.all([
      cloud.describe(sessionId),
      hosts.listRounds(sessionId),
      hosts.listHosts(sessionId),
    ]);
    this.#instances = new Map(instances.map((instance) => [instance.instanceId, instance]));
    this.#rounds = rounds;
    this.hosts = [...rows];
    const known = new Set(rows.map(({ hostId }) => hostId));
    for (const instance of instances) {
      if (known.has(instance.instanceId)) continue;
      const round = rounds.find((other) => other.round === instance.round);
      const host = hostFromCloud(instance, round, this.session.fleetSize?.slotsPerHost ?? 1, clock.now());
      await hosts.recordHost(host);
      this.hosts.push(host);
      // No launch was heard to name it, so nobody has planned its end yet.
      await this.#ports.schedules.planTermination(this.session, [instance.instanceId]);
    }
  }

  /** After a change of the session's times: hosts and schedules that end them follow. */
  async moveDeadlines(): Promise<void> {
    const moved = await moveDeadlines(this.session, this.#instances.values(), this.#ports);
    if (moved === undefined) return;
    const to = new Date(this.session.times.terminateAt).toISOString();
    for (const hostId of moved.done)
      await this.#record(`host:${hostId}`, 'move-deadline', `it ends at ${to}, as its session now says`);
    for (const { instanceId, code, message } of moved.refused)
      await this.#record(
        `host:${instanceId}`,
        'deadline-refused',
        `EC2 does not move its end: ${code}: ${message}`,
      );
  }

  /** Asks the hosts and leads each on; a ready one whose probe failed is asked once more, a moment later. */
  async probeAndAdvance(): Promise<void> {
    const { clock, policy } = this.#ports;
    await this.#advanceAll(new Map(), ['address', 'record-gone', 'terminate']);
    if (endingOf(this.session, clock.now()) !== undefined) return;
    await this.#askAndAdvance(() => true);
    const isDoubted = ({ state, failedProbes }: Host) => state === 'ready' && failedProbes > 0;
    if (!this.hosts.some(isDoubted)) return;
    await clock.sleep(policy.confirmAfterMs);
    await this.#askAndAdvance(isDoubted);
  }

  /** A prober that fails as a whole says nothing about any host. */
  async #askAndAdvance(which: (host: Host) => boolean): Promise<void> {
    const { prober, policy, clock, hosts } = this.#ports;
    await this.#readSlots();
    const planned = planProbes(
      this.session,
      this.hosts.filter(which),
      this.#instances,
      this.#slots,
      policy,
      clock.now(),
    );
    const requests: ProbeRequest[] = [];
    const claimed: Host[] = [];
    for (const request of planned) {
      if (request.task !== 'examine') requests.push(request);
      else {
        const host = await this.#claim(request.hostId);
        if (host === undefined) continue;
        claimed.push(host);
        requests.push(request);
      }
    }
    if (requests.length === 0) return;
    const findings = await prober.probe(requests);
    await this.#readSlots();
    await this.#advanceAll(new Map(findings.map((finding) => [finding.hostId, finding])));
    await this.#recordExaminations(findings);
    for (const host of claimed) {
      const at = this.hosts.findIndex(({ hostId }) => hostId === host.hostId);
      if (this.hosts[at]?.revision !== host.revision) continue;
      const released = await hosts.updateHost(host, { claimedUntil: 0 });
      if (released !== undefined) this.hosts[at] = released;
    }
  }

  async #readSlots(): Promise<void> {
    this.#slots = await this.#ports.slots.list(this.session.sessionId);
  }

  /** The next booking stands on what was found; a host that judges what another lacks speaks for the fleet. */
  async #recordExaminations(findings: readonly HostFinding[]): Promise<void> {
    const examined = findings.flatMap((finding) =>
      finding.kind === 'examined' ? [finding.examination] : [],
    );
    if (examined.length === 0) return;
    const passed = this.hosts.flatMap(({ examination }) => (examination?.passed ? [examination] : []));
    await this.#ports.findings.record(FLEET_KEY, findingsOf([...passed, ...examined]));
  }

  /** Takes a host for examination, which loads it: two passes must not do it at a time. Undefined: another has it. */
  async #claim(hostId: string): Promise<Host | undefined> {
    const { hosts, policy, clock } = this.#ports;
    const at = this.hosts.findIndex((host) => host.hostId === hostId);
    const host = this.hosts[at];
    if (host === undefined) return undefined;
    const claimed = await hosts.updateHost(host, { claimedUntil: clock.now() + policy.examinationClaimMs });
    if (claimed !== undefined) this.hosts[at] = claimed;
    return claimed;
  }

  /** Leads each host on; with `only`, no further than these acts, which need no finding. */
  async #advanceAll(findings: ReadonlyMap<string, HostFinding>, only?: readonly HostAction[]): Promise<void> {
    for (const at of this.hosts.keys()) {
      let finding = findings.get(this.hosts[at]?.hostId ?? '');
      for (let step = 0; step < MAX_STEPS; step++) {
        const host = this.hosts[at];
        if (host === undefined) break;
        const facts: HostFacts = {
          host,
          instance: this.#instances.get(host.hostId),
          finding,
          evidence: evidenceOf(host.hostId, this.#slots, this.#ports.clock.now()),
          fleetCalibrationMs: medianOfOthers(this.hosts, host.hostId),
          ending: endingOf(this.session, this.#ports.clock.now()),
          now: this.#ports.clock.now(),
        };
        const { action, reason } = decideHost(facts, this.#ports.policy);
        if (action === 'wait' || (only !== undefined && !only.includes(action))) break;
        const changed = await advanceHost(action, reason, facts, this.#ports);
        if (changed === undefined) break;
        await this.#noteHost(host, changed, action, reason);
        this.hosts[at] = changed;
        if (changed.state === 'draining' || changed.state === 'rejected') break;
        // A finding is spent by the act that it led to; beginning an examination that is done spends nothing.
        if (action !== 'examine') finding = undefined;
      }
    }
  }

  async #noteHost(before: Host, after: Host, action: HostAction, reason: string): Promise<void> {
    if (before.revision === after.revision) return;
    await this.#record(`host:${after.hostId}`, action, reason);
    const wasAlive = before.state !== 'draining' && before.state !== 'rejected';
    const early = action === 'record-gone' && wasAlive;
    if (action === 'reject' || action === 'suspect' || early) this.hostsFailed++;
    const type = EVENT_OF[action];
    if (type === undefined) return;
    this.events.push({
      eventId: `${after.hostId}:${after.revision}`,
      sessionId: after.sessionId,
      at: after.stateAt,
      type,
      hostId: after.hostId,
      reason,
    });
  }

  /** Moves the fleet's state and launches rounds, until there is nothing left to do now. */
  async advanceFleet(): Promise<void> {
    for (let step = 0; step < MAX_STEPS; step++) {
      const now = this.#ports.clock.now();
      const queueWaits =
        this.session.fleet === 'draining' && (await this.#ports.queueWaits(this.session.sessionId));
      const decision = decideFleet(
        { session: this.session, hosts: this.hosts, rounds: this.#rounds, queueWaits, now },
        this.#ports.policy,
      );
      if (decision.action === 'wait') return;
      await this.#record('fleet', decision.action, decision.reason);
      const to = STATE_OF[decision.action];
      const done =
        to === undefined ? await this.#launch(decision, now) : await this.#move(to, decision.reason, now);
      if (!done) return;
    }
  }

  async #move(to: FleetState, reason: string, now: number): Promise<boolean> {
    const { sessionId, fleet } = this.session;
    if (!(await this.#ports.sessions.moveFleet(sessionId, fleet, to, reason))) return false;
    this.session = { ...this.session, fleet: to, fleetReason: reason, revision: this.session.revision + 1 };
    this.events.push({
      eventId: `${sessionId}:fleet:${to}`,
      sessionId,
      at: now,
      type: 'session.fleet',
      state: to,
      reason,
    });
    return true;
  }

  async #launch(decision: FleetDecision, now: number): Promise<boolean> {
    const { hosts, newToken } = this.#ports;
    const size = this.session.fleetSize;
    if (size === undefined || decision.round === undefined) return false;
    const claimed =
      this.#rounds.find(({ round }) => round === decision.round) ??
      (await hosts.claimRound({
        sessionId: this.session.sessionId,
        round: decision.round,
        hosts: decision.hosts ?? size.hosts,
        instanceTypes: typesLeft(size, this.#rounds),
        token: newToken(),
        deadlineAt: this.session.times.terminateAt,
        claimedAt: now,
      }));
    const resolved = await this.#send(claimed);
    if (resolved === undefined) return false;
    this.#rounds = [...this.#rounds.filter(({ round }) => round !== resolved.round), resolved];
    const { outcome } = resolved;
    if (outcome !== undefined)
      await this.#ports.findings.recordAccount(accountFindingsOf(resolved, outcome, now));
    if ((resolved.outcome?.instanceIds.length ?? 0) < resolved.hosts) {
      this.launchesFailed++;
      const errors = resolved.outcome?.errors.map(({ code, message }) => `${code}: ${message}`).join('; ');
      await this.#record('fleet', 'launch-short', `round ${resolved.round} fell short: ${errors}`);
    }
    this.hosts = [...(await hosts.listHosts(this.session.sessionId))];
    return true;
  }

  /** Undefined when the cloud's answer was unclear: the round stays as it is and is sent again by a later pass. */
  async #send(round: LaunchRound): Promise<LaunchRound | undefined> {
    if (round.outcome !== undefined) return round;
    try {
      return await launchRound(round, this.session, this.#ports, this.#ports.clock.now());
    } catch (error) {
      this.launchesFailed++;
      const told = error instanceof Error ? error.message : String(error);
      await this.#record('fleet', 'launch-unclear', `round ${round.round} was not clearly answered: ${told}`);
      return undefined;
    }
  }

  async #record(subject: string, action: string, reason: string): Promise<void> {
    // One millisecond apart at least, so that they are listed in the order in which they were made.
    const at = Math.max(this.#ports.clock.now(), (this.decisions.at(-1)?.at ?? 0) + 1);
    const decision = { at, subject, action, reason };
    this.decisions.push(decision);
    await this.#ports.hosts.recordDecision(this.session.sessionId, decision);
  }
}

const EVENT_OF: Partial<
  Record<HostAction, 'host.ready' | 'host.suspect' | 'host.rejected' | 'host.terminated'>
> = {
  open: 'host.ready',
  suspect: 'host.suspect',
  reject: 'host.rejected',
  'record-gone': 'host.terminated',
};

const STATE_OF: Partial<Record<FleetAction, FleetState>> = {
  begin: 'launching',
  ready: 'ready',
  drain: 'draining',
  gone: 'gone',
  fail: 'failed',
};
