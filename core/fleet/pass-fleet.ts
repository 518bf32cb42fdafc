import { announceSession } from '../exam/announce-session.ts';
import type { RecordedDecision } from '../exam/decision.ts';
import type { Session } from '../exam/session.ts';
import { tellNotices } from '../messages/tell-notices.ts';
import { dismissIdle } from './dismiss-idle.ts';
import { dropLanguages } from './drop-languages.ts';
import type { FleetPorts, KnownFleet } from './fleet-ports.ts';
import type { Host } from './host.ts';
import { keepAccount } from './keep-account.ts';
import { leadFleet } from './lead-fleet.ts';
import { leadHosts } from './lead-hosts.ts';
import { moveDeadlines } from './move-deadlines.ts';
import { noteBudget } from './note-budget.ts';
import { noteWithoutHosts } from './note-without-hosts.ts';
import { PassRecord } from './pass-record.ts';
import { reconcileSlots } from './reconcile-slots.ts';
import { hostFromCloud } from './record-instance.ts';
import { isBeingMadeGood } from './recovery.ts';
import { keepTurns } from './take-turns.ts';

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

/** What failed in a pass. */
export type PassFailures = Pick<FleetPass, 'hostsFailed' | 'launchesFailed'>;

/**
 * One pass over a session's fleet: cloud truth, then what the prober finds, then for each host and for the fleet one
 * pure decision after the other, each done and recorded with its reason. Launcher and health monitor run the same
 * pass; two at a time disturb each other only in that one of them loses a conditional write.
 * A session whose judges somebody keeps has no fleet: a pass over it only looks at the languages that they judge.
 * @param onFailures hears of what failed though the pass fails too, since no later one meets it again
 * @returns undefined when there is no such session
 */
export async function passFleet(
  sessionId: string,
  ports: FleetPorts,
  onFailures?: (failed: PassFailures) => void,
): Promise<FleetPass | undefined> {
  const session = await ports.sessions.get(sessionId);
  if (session === undefined) return undefined;
  if (session.deployment.kind !== 'fleet') {
    const { session: after, dropped } = await dropLanguages(session, [], ports);
    return {
      session: await tellOf(after, ports),
      hosts: [],
      decisions: [],
      hostsFailed: 0,
      launchesFailed: 0,
      degraded: Math.sign(dropped),
    };
  }
  const fleet = await learnCloudTruth(session, ports);
  try {
    return await lead(fleet, ports);
  } catch (error) {
    const { hostsFailed, launchesFailed } = fleet.record;
    onFailures?.({ hostsFailed, launchesFailed });
    throw error;
  }
}

async function lead(fleet: KnownFleet, ports: FleetPorts): Promise<FleetPass> {
  const { record, session } = fleet;
  const { sessionId } = session;
  const hadFailed = fleet.hosts.some(isBeingMadeGood);
  await followDeadlines(fleet, ports);
  await leadHosts(fleet, ports);
  await leadFleet(fleet, ports);
  await dismissIdle(fleet, ports);
  await keepAccount(fleet, ports);
  if (hadFailed || fleet.hosts.some(isBeingMadeGood)) await keepTurns(fleet, ports);
  await reconcileSlots(sessionId, fleet.hosts, ports);
  await ports.events.publish(record.events);
  const failed = session.fleet !== 'failed' && fleet.session.fleet === 'failed';
  const { session: after, dropped } = await dropLanguages(fleet.session, fleet.hosts, ports);
  return {
    session: await tellOf(
      await noteWithoutHosts(await noteBudget(after, fleet.hosts, ports), fleet.hosts, ports),
      ports,
    ),
    hosts: fleet.hosts,
    decisions: record.decisions,
    hostsFailed: record.hostsFailed,
    launchesFailed: record.launchesFailed,
    degraded: failed || dropped > 0 ? 1 : 0,
  };
}

/** Tells participants and subscribers of what has changed. */
async function tellOf(session: Session, ports: FleetPorts): Promise<Session> {
  return await tellNotices(await announceSession(session, ports), ports);
}

/** Reads EC2 and the rows, and gives every instance of the session that has no row a row. */
async function learnCloudTruth(session: Session, ports: FleetPorts): Promise<KnownFleet> {
  const { cloud, hosts, clock, schedules } = ports;
  const { sessionId } = session;
  const [instances, rounds, rows] = await Promise.all([
    cloud.describe(sessionId),
    hosts.listRounds(sessionId),
    hosts.listHosts(sessionId),
  ]);
  const known = [...rows];
  for (const instance of instances) {
    if (rows.some(({ hostId }) => hostId === instance.instanceId)) continue;
    const round = rounds.find((other) => other.round === instance.round);
    const host = hostFromCloud(instance, round, session.fleetSize?.slotsPerHost ?? 1, clock.now());
    await hosts.recordHost(host);
    known.push(host);
    // No launch was heard to name it, so nobody has planned its end yet.
    await schedules.planTermination(session, [instance.instanceId]);
  }
  return {
    session,
    hosts: known,
    rounds,
    instances: new Map(instances.map((instance) => [instance.instanceId, instance])),
    record: new PassRecord(sessionId, ports),
  };
}

/** After a change of the session's times: hosts and schedules that end them follow. */
async function followDeadlines({ session, instances, record }: KnownFleet, ports: FleetPorts): Promise<void> {
  const moved = await moveDeadlines(session, instances.values(), ports);
  if (moved === undefined) return;
  const to = new Date(session.times.terminateAt).toISOString();
  for (const hostId of moved.done)
    await record.add(`host:${hostId}`, 'move-deadline', `it ends at ${to}, as its session now says`);
  for (const { instanceId, code, message } of moved.refused)
    await record.add(
      `host:${instanceId}`,
      'deadline-refused',
      `EC2 does not move its end: ${code}: ${message}`,
    );
}
