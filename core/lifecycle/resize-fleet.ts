import { type BookingLimits, limitsInAccount } from '../booking/booking-limits.ts';
import { describeExcess, estimateRest } from '../booking/estimate-session.ts';
import { participantsPlanned } from '../booking/participants-planned.ts';
import {
  mostOf,
  peakVcpus,
  type ReservationStore,
  reserve,
  reserveFor,
  SETTLES_MS,
} from '../booking/reservations.ts';
import { roundUsd } from '../costs/estimate.ts';
import type { Clock } from '../exam/clock.ts';
import { countOf } from '../exam/count-of.ts';
import { given } from '../exam/given.ts';
import { timePartOf } from '../exam/ids.ts';
import type { FleetSize, Session } from '../exam/session.ts';
import type { SessionStore } from '../exam/session-store.ts';
import type { AccountFindings } from '../fleet/account-findings.ts';
import { decideSize, LOOK_BACK_MS, type SizeDecision } from '../fleet/decide-size.ts';
import type { FleetPolicy } from '../fleet/fleet-policy.ts';
import type { Host } from '../fleet/host.ts';
import type { HostStore } from '../fleet/host-store.ts';
import { heldVcpus, vcpusOf } from '../fleet/instance-size.ts';
import type { SubmissionStore } from '../submissions/submission-store.ts';

/** What a stage allows a fleet that grows. */
export type SizeLimits = Pick<BookingLimits, 'maxHosts' | 'vcpuQuota' | 'maxUsd' | 'prices' | 'volumeGb'>;

/** What resizing touches. */
export interface ResizePorts {
  readonly clock: Clock;
  readonly sessions: Pick<SessionStore, 'get' | 'update'>;
  readonly hosts: Pick<HostStore, 'listRounds' | 'recordDecision' | 'listDecisions'>;
  readonly submissions: Pick<SubmissionStore, 'listDigestsFrom'>;
  readonly reservations: ReservationStore;
  readonly findings: Pick<AccountFindings, 'listAccount'>;
  readonly sizeLimits: SizeLimits;
  readonly policy: FleetPolicy;
}

/** A fleet that may not grow says so again after this, ms. */
const SAYS_AGAIN_MS = 10 * 60_000;

/**
 * Gives a fleet the size that it needs. More hosts are reserved before the session asks for them, and the pass launches what it
 * then lacks; of fewer, the pass ends those that have nothing to do, and their vCPUs are given back once they are gone. Each step is a
 * conditional write, of two at a time one is lost, and whatever dies in between leaves at worst a reservation that is larger than its session,
 * which the next booking that it is in the way of corrects.
 * @returns whether the session is to have another size from now on
 */
export async function resizeFleet(
  session: Session,
  hosts: readonly Host[],
  ports: ResizePorts,
): Promise<boolean> {
  const { fleetSize: size, sessionId } = session;
  if (session.deployment.kind !== 'fleet' || session.fleet !== 'ready' || size === undefined) return false;
  const now = ports.clock.now();
  const [rounds, digests] = await Promise.all([
    ports.hosts.listRounds(sessionId),
    ports.submissions.listDigestsFrom(sessionId, timePartOf(now - LOOK_BACK_MS)),
  ]);
  const { maxHosts } = ports.sizeLimits;
  const decision = decideSize({ session, hosts, rounds, digests, maxHosts, now }, ports.policy);
  switch (decision.action) {
    case 'grow':
      return await grow(session, size, decision, ports);
    case 'shrink':
      return await shrink(session, size, decision, ports);
    case 'stay':
      await giveBack(session, size, hosts, ports);
      return false;
  }
}

async function grow(
  session: Session,
  size: FleetSize,
  decision: SizeDecision,
  ports: ResizePorts,
): Promise<boolean> {
  const now = ports.clock.now();
  const { sessionId, times } = session;
  const stage = limitsInAccount(ports.sizeLimits, await ports.findings.listAccount(), now);
  const limits = { ...stage, maxUsd: Math.min(stage.maxUsd, session.budgetUsd ?? stage.maxUsd) };
  const affordable = mostAffordable(session, size, decision.hosts, limits, now);
  const span = { from: now, until: times.terminateAt };
  const granted = await reserve(ports, sessionId, span, (others) => {
    const room = limits.vcpuQuota - peakVcpus(others, now, times.terminateAt);
    const fit = Math.floor(room / (vcpusOf(size.instanceType) ?? 2));
    const hosts = Math.min(decision.hosts, affordable, fit);
    // What was booked is held already.
    if (hosts <= size.hosts) return { outcome: { hosts: size.hosts, fit } };
    const before = holdingOf(session, size);
    const after = holdingOf(session, resizeTo(size, hosts, now));
    return { outcome: { hosts, fit }, reserve: mostOf(before, after) };
  });
  if (granted.hosts <= size.hosts) {
    const why =
      affordable <= size.hosts
        ? session.budgetUsd === limits.maxUsd
          ? `one more host would cost more than the session's budget of ${limits.maxUsd} USD`
          : `one more host would cost more than the ${limits.maxUsd} USD that this stage allows a session (budgetUsd.session)`
        : `of the account's ${limits.vcpuQuota} vCPUs other sessions leave it ${countOf(Math.max(0, granted.fit), 'host')}`;
    await sayOnce(sessionId, 'grow-refused', `${decision.reason}; but ${why}`, now, ports);
    return false;
  }
  const cut = granted.hosts < decision.hosts ? ` (${decision.hosts} would be right)` : '';
  const reason = `from ${size.hosts} to ${countOf(granted.hosts, 'host')}${cut}: ${decision.reason}`;
  return await write(session, resizeTo(size, granted.hosts, now), 'grow', reason, limits, ports);
}

async function shrink(
  session: Session,
  size: FleetSize,
  { hosts, neverCame, reason }: SizeDecision,
  ports: ResizePorts,
): Promise<boolean> {
  const told = `from ${size.hosts} to ${countOf(hosts, 'host')}: ${reason}`;
  const after = resizeTo(size, hosts, ports.clock.now(), neverCame);
  return await write(session, after, 'shrink', told, ports.sizeLimits, ports);
}

/** Vcpus of hosts that are not needed any more are free for others when EC2 says that these are gone. */
async function giveBack(
  session: Session,
  size: FleetSize,
  hosts: readonly Host[],
  ports: ResizePorts,
): Promise<void> {
  const { resized } = size;
  // Of what was reserved a moment ago nothing is taken off.
  if (resized?.held === undefined || ports.clock.now() - resized.at < SETTLES_MS) return;
  if (hosts.filter(({ terminatedAt }) => terminatedAt === undefined).length > size.hosts) return;
  const { held: _, ...rest } = resized;
  const after = { ...size, resized: rest };
  const { sessionId, revision, times } = session;
  if (!(await ports.sessions.update(sessionId, revision, { fleetSize: after }))) return;
  const freed = heldVcpus(size) - heldVcpus(after);
  if (freed <= 0) return;
  const span = { from: ports.clock.now(), until: times.terminateAt };
  await reserve(ports, sessionId, span, () => ({ outcome: freed, reserve: holdingOf(session, after) }));
  await ports.hosts.recordDecision(sessionId, {
    at: ports.clock.now(),
    subject: 'fleet',
    action: 'give-back',
    reason: `${countOf(freed, 'vCPU')} are free for other sessions: the hosts that are not needed are gone`,
  });
}

async function write(
  session: Session,
  after: FleetSize,
  action: 'grow' | 'shrink',
  reason: string,
  limits: SizeLimits,
  { sessions, hosts, clock }: ResizePorts,
): Promise<boolean> {
  const { sessionId, revision, estimateUsd, fleetSize } = session;
  const now = clock.now();
  const more = estimateRest(session, after.hosts - (fleetSize?.hosts ?? 0), limits, now);
  const change = { fleetSize: after, estimateUsd: Math.max(0, roundUsd(estimateUsd + more)) };
  if (!(await sessions.update(sessionId, revision, change))) return false;
  await hosts.recordDecision(sessionId, { at: now, subject: 'fleet', action, reason });
  return true;
}

/** A fleet's size with another number of hosts. @param neverCame hosts that it grew by and that were not launched */
function resizeTo(size: FleetSize, hosts: number, now: number, neverCame = 0): FleetSize {
  const before = size.resized;
  const held = Math.max(size.hosts, before?.held ?? 0);
  return {
    ...size,
    hosts,
    resized: {
      booked: before?.booked ?? size.hosts,
      grown: (before?.grown ?? 0) + Math.max(0, hosts - size.hosts) - neverCame,
      ...given({ held: held > hosts ? held : undefined }),
      at: now,
    },
  };
}

/** Most hosts, up to those wanted, with which the session stays within what the stage allows one to cost; what was booked was allowed. */
function mostAffordable(
  session: Session,
  size: FleetSize,
  wanted: number,
  limits: SizeLimits,
  now: number,
): number {
  const allowed = size.resized?.booked ?? size.hosts;
  for (let hosts = wanted; hosts > Math.max(size.hosts, allowed); hosts--) {
    const usd = session.estimateUsd + estimateRest(session, hosts - size.hosts, limits, now);
    if (describeExcess({ usd }, limits) === undefined) return hosts;
  }
  return Math.min(wanted, Math.max(size.hosts, allowed));
}

function holdingOf(session: Session, fleetSize: FleetSize) {
  const { participantCount, join } = session;
  return reserveFor({ ...session, fleetSize }, participantsPlanned(participantCount, join));
}

/** Writes a decision down that is made at each look, once in a while. */
async function sayOnce(
  sessionId: string,
  action: string,
  reason: string,
  now: number,
  { hosts }: Pick<ResizePorts, 'hosts'>,
): Promise<void> {
  const latest = await hosts.listDecisions(sessionId, 50);
  if (latest.some((one) => one.action === action && now - one.at < SAYS_AGAIN_MS)) return;
  await hosts.recordDecision(sessionId, { at: now, subject: 'fleet', action, reason });
}
