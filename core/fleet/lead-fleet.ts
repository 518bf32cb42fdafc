import { fleetFact } from '../exam/announce-session.ts';
import { given } from '../exam/given.ts';
import { noticesOf } from '../exam/notice.ts';
import type { FleetState, Session } from '../exam/session.ts';
import { tellFailure } from '../messages/notice-texts.ts';
import { accountFindingsOf } from './account-findings.ts';
import type { LaunchRound } from './cloud.ts';
import { decideFleet, type FleetAction, type FleetDecision, isStaying } from './decide-fleet.ts';
import { isSpot } from './decide-market.ts';
import type { FleetPorts, KnownFleet } from './fleet-ports.ts';
import { fleetVcpus, heldVcpus } from './instance-size.ts';
import { launchRound } from './launch-round.ts';
import { typesLeft } from './launch-types.ts';
import { askForTurns } from './take-turns.ts';

/** Acts in a row that a fleet may be led through in one pass. */
const MAX_STEPS = 4;

const STATE_OF: Partial<Record<FleetAction, FleetState>> = {
  begin: 'launching',
  ready: 'ready',
  drain: 'draining',
  gone: 'gone',
  fail: 'failed',
};

/** Moves the fleet's state and launches rounds, until there is nothing left to do now. */
export async function leadFleet(fleet: KnownFleet, ports: FleetPorts): Promise<void> {
  const permitted = await askForTurns(fleet, ports);
  for (let step = 0; step < MAX_STEPS; step++) {
    const now = ports.clock.now();
    const { session, hosts, rounds } = fleet;
    const queueWaits = session.fleet === 'draining' && (await ports.queueWaits(session.sessionId));
    const spareHosts = await countSpare(fleet, ports);
    const affordable = ports.budgets.affordable(session, hosts, now);
    const facts = { session, hosts, rounds, queueWaits, spareHosts, permitted, affordable, now };
    const decision = decideFleet(facts, ports.policy);
    if (decision.action === 'wait') return;
    await fleet.record.add('fleet', decision.action, decision.reason);
    const to = STATE_OF[decision.action];
    const done =
      to === undefined
        ? await launch(fleet, decision, now, ports)
        : await move(fleet, to, decision.reason, now, ports);
    if (!done) return;
  }
}

/**
 * Hosts that fit the account beside those that the session is to have: what nobody holds, and what the session holds and does not use, as
 * one that was reduced. Asked for only where a host may be replaced.
 */
async function countSpare({ session, hosts }: KnownFleet, { spareVcpus }: FleetPorts): Promise<number> {
  const { fleetSize } = session;
  if (fleetSize === undefined || !hosts.some(({ state }) => state === 'suspect')) return 0;
  const left = hosts.filter(({ terminatedAt }) => terminatedAt === undefined).length;
  // Those stand in the room that is counted here.
  const spares = Math.max(0, hosts.filter(isStaying).length - fleetSize.hosts);
  const used = fleetVcpus({ ...fleetSize, hosts: left - spares });
  const room = (await spareVcpus()) + heldVcpus(fleetSize) - used;
  return Math.max(0, Math.floor(room / fleetVcpus({ ...fleetSize, hosts: 1 })));
}

async function move(
  fleet: KnownFleet,
  to: FleetState,
  reason: string,
  now: number,
  { sessions }: FleetPorts,
): Promise<boolean> {
  const { session } = fleet;
  const { sessionId } = session;
  const untold = to === 'failed' ? noticesOf(session, now, [tellFailure(reason)], 'fleet') : [];
  const unannounced = [fleetFact(session, to, reason, now)];
  if (!(await sessions.moveFleet(sessionId, session.fleet, to, reason, { untold, unannounced })))
    return false;
  fleet.session = {
    ...session,
    fleet: to,
    fleetReason: reason,
    untold: [...(session.untold ?? []), ...untold],
    unannounced: [...(session.unannounced ?? []), ...unannounced],
    revision: session.revision + 1,
  };
  return true;
}

async function launch(
  fleet: KnownFleet,
  decision: FleetDecision,
  now: number,
  ports: FleetPorts,
): Promise<boolean> {
  const { session, rounds, record } = fleet;
  const { sessionId, fleetSize: size } = session;
  if (size === undefined || decision.round === undefined) return false;
  if (!(await isCurrent(session, ports))) return false;
  const claimed =
    rounds.find(({ round }) => round === decision.round) ??
    (await ports.hosts.claimRound({
      sessionId,
      round: decision.round,
      hosts: decision.hosts ?? size.hosts,
      ...given({ spare: decision.spare, market: decision.market, rehearsal: session.rehearsal }),
      instanceTypes: typesLeft(size, rounds),
      token: ports.newToken(),
      deadlineAt: session.times.terminateAt,
      claimedAt: now,
    }));
  const resolved = await send(claimed, fleet, ports);
  if (resolved === undefined) return false;
  fleet.rounds = [...rounds.filter(({ round }) => round !== resolved.round), resolved];
  const { outcome } = resolved;
  if (outcome !== undefined) await ports.findings.recordAccount(accountFindingsOf(resolved, outcome, now));
  if ((outcome?.instanceIds.length ?? 0) < resolved.hosts) {
    // Spot capacity that is lacking is launched on demand next, and hosts beyond those that are needed are no loss: nobody need know of
    // it but the record.
    if (!isSpot(resolved) && resolved.spare !== true) record.launchesFailed++;
    const errors = outcome?.errors.map(({ code, message }) => `${code}: ${message}`).join('; ');
    await record.add('fleet', 'launch-short', `round ${resolved.round} fell short: ${errors}`);
  }
  fleet.hosts = [...(await ports.hosts.listHosts(sessionId))];
  return true;
}

/** Whether the session still is what this pass read: it may have been cancelled, or be smaller now; the next pass decides on that. */
async function isCurrent({ sessionId, revision }: Session, { sessions }: FleetPorts): Promise<boolean> {
  return (await sessions.get(sessionId))?.revision === revision;
}

/** Undefined when the cloud's answer was unclear: the round stays as it is and is sent again by a later pass. */
async function send(
  round: LaunchRound,
  { session, record }: KnownFleet,
  ports: FleetPorts,
): Promise<LaunchRound | undefined> {
  if (round.outcome !== undefined) return round;
  try {
    return await launchRound(round, session, ports, ports.clock.now());
  } catch (error) {
    record.launchesFailed++;
    await ports.hosts.noteUnclear(round, ports.clock.now());
    const told = error instanceof Error ? error.message : String(error);
    await record.add('fleet', 'launch-unclear', `round ${round.round} was not clearly answered: ${told}`);
    return undefined;
  }
}
