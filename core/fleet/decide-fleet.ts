import { countOf } from '../exam/count-of.ts';
import type { Decision } from '../exam/decision.ts';
import type { FleetSize, Session } from '../exam/session.ts';
import { drainUntil, isOver } from '../exam/window.ts';
import { backOffMs, chanceOf } from '../resilience/back-off.ts';
import type { LaunchRound } from './cloud.ts';
import { decideMarket, isSpot } from './decide-market.ts';
import type { FleetPolicy } from './fleet-policy.ts';
import type { Host } from './host.ts';
import { describeRefusal } from './launch-types.ts';
import { isBeingMadeGood } from './recovery.ts';
import type { AffordableHosts } from './session-budgets.ts';

/** What can be done with a fleet as a whole. */
export type FleetAction =
  | 'wait'
  /** none -> launching */
  | 'begin'
  /** Claim the next launch round and launch it. */
  | 'launch'
  /** Send an unanswered round again, as it was. */
  | 'resend'
  /** launching -> ready */
  | 'ready'
  /** launching, ready -> draining */
  | 'drain'
  /** none, failed -> gone: there is nothing to drain. */
  | 'gone'
  /** launching, ready -> failed */
  | 'fail';

const HOUR_MS = 3_600_000;

/** The next act for a fleet; `hosts` says how many to launch, `round` which one, `market` as what. */
export type FleetDecision = Decision<FleetAction> &
  Pick<Partial<LaunchRound>, 'round' | 'hosts' | 'spare' | 'market'>;

/** All that a decision about a fleet stands on. */
export interface FleetFacts {
  readonly session: Session;
  readonly hosts: readonly Host[];
  readonly rounds: readonly LaunchRound[];
  /** Submissions still wait; asked for only while draining. */
  readonly queueWaits: boolean;
  /** Hosts that the account has room for beside those that the session is to have; asked for only while one of these is suspect. */
  readonly spareHosts: number;
  /** Of the hosts that failed, ids of those whose turn it is to be made good. */
  readonly permitted: ReadonlySet<string>;
  /** Hosts that its budget still pays for; absent: it has none. */
  readonly affordable?: AffordableHosts | undefined;
  readonly now: number;
}

/** Hosts that judge or will. Rejected and draining ones are on their way out and do not count. */
export function isAlive(host: Host): boolean {
  return (
    host.terminatedAt === undefined &&
    (host.state === 'requested' ||
      host.state === 'booting' ||
      host.state === 'examining' ||
      host.state === 'ready' ||
      host.state === 'suspect')
  );
}

/** Whether a host is alive and EC2 has not said that it takes it back. */
export function isStaying(host: Host): boolean {
  return isAlive(host) && host.leavesAt === undefined;
}

/** Why all hosts of the session must go now; undefined while they may stay. */
export function endingOf(session: Session, now: number): string | undefined {
  if (session.settledAt !== undefined) return 'the session is settled';
  if (now >= session.times.terminateAt) return 'the session must have no host from now on';
  if (now >= drainUntil(session)) return 'the time to judge what was accepted is over';
  if (session.fleet === 'gone') return 'the fleet is gone';
  if (session.fleet === 'failed') return `the fleet failed: ${session.fleetReason}`;
  if (session.cancelledAt !== undefined && session.cancelledAt < session.times.opensAt)
    return 'the session was cancelled before it opened';
  return undefined;
}

/** The one next act for a session's fleet. Pure; deciding again after acting leads on. */
export function decideFleet(facts: FleetFacts, policy: FleetPolicy): FleetDecision {
  const { session, hosts, now } = facts;
  if (session.deployment.kind !== 'fleet' || session.fleetSize === undefined)
    return wait('the session has no hosts of ours');
  const over = isOver(session, now);
  const left = hosts.filter((host) => host.terminatedAt === undefined).length;
  switch (session.fleet) {
    case 'none':
      if (over) return { action: 'gone', reason: 'the session is over and nothing was launched' };
      if (now < session.times.launchAt) return wait('its launch is not due');
      return {
        action: 'begin',
        reason: `launch was due at ${new Date(session.times.launchAt).toISOString()}`,
      };
    case 'launching':
    case 'ready':
      if (over)
        return {
          action: 'drain',
          reason: session.cancelledAt === undefined ? 'the window has closed' : 'the session was cancelled',
        };
      return decideOpen(facts, session.fleetSize, policy);
    case 'draining': {
      if (endingOf(session, now) !== undefined || !facts.queueWaits || left > 0)
        return wait('auto-shutdown drains it');
      const replacement = decideReplacement(facts, 1, session.fleetSize.hosts, policy);
      return replacement.action === 'fail' ? wait(replacement.reason) : replacement;
    }
    case 'failed':
      return over && left === 0 ? { action: 'gone', reason: session.fleetReason } : wait(session.fleetReason);
    case 'gone':
      return wait('it is gone');
  }
}

function decideOpen(facts: FleetFacts, size: FleetSize, policy: FleetPolicy): FleetDecision {
  const { session, hosts, now } = facts;
  const wanted = size.hosts;
  const alive = hosts.filter(isStaying).length;
  const ready = hosts.filter((host) => host.state === 'ready').length;
  if (session.fleet === 'launching' && ready >= wanted)
    return {
      action: 'ready',
      reason:
        wanted === 1
          ? 'its host has passed its examination'
          : `all ${wanted} hosts have passed their examination`,
    };
  if (session.fleet === 'launching' && ready > 0 && now >= session.times.opensAt)
    return { action: 'ready', reason: `the window is open and ${ready} of ${wanted} hosts are ready` };
  const rejected = hosts.filter(({ state }) => state === 'rejected');
  const anyPassed = hosts.some(({ examination }) => examination?.passed === true);
  if (alive === 0 && !anyPassed && rejected.length >= policy.maxRejected)
    return {
      action: 'fail',
      reason: `${countOf(rejected.length, 'host was', 'hosts were')} rejected and none has passed: ${rejected.at(-1)?.reason}`,
    };
  const suspects = hosts.filter(({ state }) => state === 'suspect');
  const lost = Math.min(wanted, size.resized?.booked ?? wanted) - alive;
  if (lost > 0) return decideReplacement(facts, lost, wanted, policy);
  if (alive < wanted) return decideGrowth(facts, wanted - alive, wanted, policy);
  if (suspects.length === 0) return decideReplacement(facts, 0, wanted, policy);
  const turn = suspects.filter(({ hostId }) => facts.permitted.has(hostId)).length;
  return turn === 0 ? wait(NOT_ITS_TURN) : decideSpare(facts, turn, alive - wanted, policy);
}

const NOT_ITS_TURN =
  'as many hosts of the stage are being made good as may be at a time: it waits for its turn';

/**
 * Launches what is missing beyond the hosts that were booked: by rounds that leave some of an hour's to hosts that are lost, and
 * whose refusals a lost host does not wait for. Not where what it grew by is rejected again and again: the next would be too.
 */
function decideGrowth(facts: FleetFacts, missing: number, size: number, policy: FleetPolicy): FleetDecision {
  const decision = decideReplacement(facts, missing, size, policy, true);
  if (decision.action !== 'launch') return decision;
  const rejected = describeRejected(facts, policy);
  return rejected === undefined ? { ...decision, spare: true } : wait(rejected);
}

/** Why no more hosts beyond those that were booked are launched: those that were are rejected again and again. */
export function describeRejected(
  { hosts, rounds, now }: Pick<FleetFacts, 'hosts' | 'rounds' | 'now'>,
  { maxRejected }: FleetPolicy,
): string | undefined {
  const lately = new Set(
    rounds.flatMap(({ spare, round, claimedAt }) => (spare && now - claimedAt < HOUR_MS ? [round] : [])),
  );
  const rejected = hosts.filter(({ state, round }) => state === 'rejected' && lately.has(round));
  return rejected.length < maxRejected
    ? undefined
    : `${countOf(rejected.length, 'host')} beyond those that were booked were rejected in an hour, the last: ${rejected.at(-1)?.reason}`;
}

/** Launches what is missing, but for hosts whose turn to be replaced has not come. @param size hosts that the session should have */
function decideReplacement(
  facts: FleetFacts,
  missing: number,
  size: number,
  policy: FleetPolicy,
  isSpare = false,
): FleetDecision {
  const { hosts, permitted } = facts;
  const waiting = hosts.filter((host) => isBeingMadeGood(host) && !permitted.has(host.hostId)).length;
  const most = Math.min(missing, size - waiting - hosts.filter(isStaying).length);
  const decision = decideLaunch(facts, missing, policy, isSpare);
  if (decision.action !== 'launch' || most === missing) return decision;
  return most <= 0 ? wait(NOT_ITS_TURN) : { ...decision, hosts: most };
}

/**
 * A suspect is repaired in place and replaced at the same time, where the account has room for both: whichever judges first
 * stays.
 */
function decideSpare(facts: FleetFacts, suspect: number, spares: number, policy: FleetPolicy): FleetDecision {
  const room = Math.min(suspect, facts.spareHosts) - spares;
  if (room <= 0)
    return wait(
      spares > 0
        ? 'what may replace its suspect is on its way'
        : 'the account has no vCPUs for another host beside its suspect: that is repaired, or goes first',
    );
  const decision = decideLaunch(facts, room, policy, true);
  return decision.action === 'launch'
    ? {
        ...decision,
        spare: true,
        reason: `${countOf(room, 'host')} beside what is repaired, in case it is not`,
      }
    : decision;
}

/** Rounds of the last hour, but for those that EC2 gave nothing: they cost nothing, and are asked for ever more seldom. */
export function roundsLately({ rounds, now }: Pick<FleetFacts, 'rounds' | 'now'>): readonly LaunchRound[] {
  return rounds.filter(
    ({ claimedAt, outcome }) => now - claimedAt < HOUR_MS && outcome?.instanceIds.length !== 0,
  );
}

/**
 * Launches what is missing, one round at a time; the next only when the last was clearly answered.
 * @param isSpare no booked host is lost: some of an hour's rounds are kept for those, and they wait for no refusal of this one
 */
function decideLaunch(
  facts: FleetFacts,
  missing: number,
  policy: FleetPolicy,
  isSpare = false,
): FleetDecision {
  const { session, rounds, hosts, now } = facts;
  const last = rounds.at(-1);
  if (last !== undefined && last.outcome === undefined) return decideResend(last, now, policy);
  if (missing <= 0) return wait('it has the hosts that it should have');
  const refusal = session.fleetSize && describeRefusal(session.fleetSize, rounds);
  const comparable = rounds.filter(({ spare }) => isSpare || spare !== true);
  const hopeless = refusal ?? describeHopeless(comparable, policy);
  if (hopeless !== undefined)
    return hosts.some(isAlive) ? wait(hopeless) : { action: 'fail', reason: hopeless };
  const affordable = facts.affordable?.hosts ?? missing;
  // Never more than is paid for; those that run are left alone.
  if (facts.affordable !== undefined && affordable <= 0) return wait(facts.affordable.reason);
  const lacking = countOf(missing, 'host is', 'hosts are');
  const lately = roundsLately(facts);
  if (isSpare && lately.length >= policy.maxRoundsPerHour - policy.roundsForTheLost)
    return wait('what is left of the launch rounds of this hour is for hosts that are lost');
  const [oldest] = lately;
  if (oldest !== undefined && lately.length >= policy.maxRoundsPerHour)
    return wait(
      `${lacking} missing after ${policy.maxRoundsPerHour} launch rounds in an hour; the next may be at ${new Date(oldest.claimedAt + HOUR_MS).toISOString()}`,
    );
  const market = decideMarket(policy, rounds, hosts, now);
  // What was lacking on spot capacity is launched on demand at once.
  const alike = comparable.filter((one) => isSpot(one) === (market.action === 'spot'));
  const before = alike.at(-1);
  const again =
    before === undefined
      ? 0
      : (before.resolvedAt ?? before.claimedAt) + waitAfter(before, shortInARow(alike), policy);
  // Somebody who asks now knows more than chance does.
  const isAsked = (session.askedRecovery?.at ?? 0) > (before?.resolvedAt ?? before?.claimedAt ?? now);
  if (before?.outcome !== undefined && now < again && !isAsked)
    return wait(
      `round ${before.round} launched ${before.outcome.instanceIds.length} of ${before.hosts} (${codesOf(before)}); the next is at ${new Date(again).toISOString()}`,
    );
  const round = (last?.round ?? 0) + 1;
  return {
    action: 'launch',
    round,
    hosts: Math.min(missing, affordable),
    ...(market.action === 'spot' ? { market: market.action } : {}),
    reason:
      (round === 1 ? `${countOf(missing, 'host')} for the session` : `${lacking} missing`) +
      (policy.market === 'spot' ? `; ${market.action}: ${market.reason}` : ''),
  };
}

/** A round without a clear answer is sent again as it is: later each time, by chance, so that a throttle finds rest. */
function decideResend(
  { sessionId, round, claimedAt, unclear }: LaunchRound,
  now: number,
  policy: FleetPolicy,
) {
  if (unclear === undefined)
    return now - claimedAt >= policy.resendAfterMs
      ? ({ action: 'resend', round, reason: `round ${round} was never clearly answered` } as const)
      : wait(`round ${round} is being launched`);
  const { times, at } = unclear;
  const again = at + backOffMs(times, policy.resendBackOff, chanceOf(`${sessionId}/${round}/${times}`));
  const told = `round ${round} was sent ${countOf(times, 'time')} without a clear answer`;
  return now >= again
    ? ({ action: 'resend', round, reason: told } as const)
    : wait(`${told}; it is sent again at ${new Date(again).toISOString()}`);
}

/** Rounds at the end of the list that brought fewer hosts than they asked for. */
function shortInARow(rounds: readonly LaunchRound[]): number {
  const last = rounds.findLastIndex(
    ({ outcome, hosts }) => outcome === undefined || outcome.instanceIds.length >= hosts,
  );
  return rounds.length - 1 - last;
}

/** Between a round that fell short and the next, ms: longer with each, by chance within that, so that sessions do not come together. */
function waitAfter({ sessionId, round }: LaunchRound, short: number, policy: FleetPolicy): number {
  return short === 0 ? 0 : backOffMs(short, policy.roundBackOff, chanceOf(`${sessionId}/${round}`));
}

/** Why launching again cannot help: round after round EC2 refused what no waiting changes. */
function describeHopeless(rounds: readonly LaunchRound[], policy: FleetPolicy): string | undefined {
  const tail = rounds.slice(-policy.maxHopelessRounds);
  const isFinal = ({ outcome }: LaunchRound) =>
    outcome !== undefined &&
    outcome.instanceIds.length === 0 &&
    outcome.errors.length > 0 &&
    outcome.errors.every(({ kind }) => kind === 'permission' || kind === 'configuration');
  const last = tail.at(-1);
  if (last === undefined || tail.length < policy.maxHopelessRounds || !tail.every(isFinal)) return undefined;
  const [error] = last.outcome?.errors ?? [];
  return `EC2 refused ${countOf(tail.length, 'launch round')} in a row for what no waiting changes: ${error?.code}: ${error?.message}`;
}

const codesOf = ({ outcome }: LaunchRound) => outcome?.errors.map(({ code }) => code).join(', ') ?? '';

function wait(reason: string): FleetDecision {
  return { action: 'wait', reason };
}
