import { countOf } from '../exam/count-of.ts';
import type { Decision } from '../exam/decision.ts';
import { medianOf } from '../exam/median.ts';
import { type FleetSize, type Session, TARGET_WAIT_MS } from '../exam/session.ts';
import { isOver } from '../exam/window.ts';
import { expectWait, measurePace, type Pace } from '../submissions/expect-wait.ts';
import type { SubmissionDigest } from '../submissions/submission-digest.ts';
import type { LaunchRound } from './cloud.ts';
import { describeRejected, isAlive, roundsLately } from './decide-fleet.ts';
import { isSpot } from './decide-market.ts';
import type { FleetPolicy } from './fleet-policy.ts';
import type { Host } from './host.ts';

/** How large a fleet is to be from now on; `stay`: as it is. */
export type SizeDecision = Decision<'grow' | 'shrink' | 'stay'> & {
  readonly hosts: number;
  /** Of the hosts that it grew by and will not have, those that never were launched. */
  readonly neverCame?: number;
};

type Facts = Pick<
  SubmissionDigest,
  'participantId' | 'trial' | 'submittedAt' | 'endedAt' | 'judgingMs' | 'state'
>;

/** All that a decision about a fleet's size stands on. */
export interface SizeFacts {
  readonly session: Session;
  readonly hosts: readonly Host[];
  readonly rounds: readonly LaunchRound[];
  /** Submissions of the last {@link LOOK_BACK_MS}. */
  readonly digests: readonly Facts[];
  /** Most hosts that the stage allows a session. */
  readonly maxHosts: number;
  readonly now: number;
}

/** Between two looks, ms: a wait must be too long in both. */
export const LOOK_EVERY_MS = 30_000;
/** A fleet that had nothing to do for so long is reduced, ms; and it grows no more often than it can be seen what came of it. */
const IDLE_MS = 15 * 60_000;
/** What is older has ended, or says nothing of how much there is to do, ms. */
export const LOOK_BACK_MS = IDLE_MS + 5 * 60_000;
/** Verdicts of before a host came in say nothing of the pace after, ms. */
const SETTLES_MS = 60_000;
/** Of the slots that are left, so many may ever have been in use while it was idle. */
const IDLE_SHARE = 0.5;
/** A fleet grows to so many times what was booked. */
const MOST_TIMES = 2;
/** In the end, when everybody hands in, a fleet is as large as it was booked, ms. */
const RUSH_MS = 30 * 60_000;
/** After EC2 gave fewer hosts more than it was asked for, a fleet asks for none for so long, ms. */
const ASKS_AGAIN_MS = 10 * 60_000;
/** Of one participant so many are judged before whoever comes next, at most: that is how the queue is fair. */
const MOST_OF_ONE = 2;
/** What a host takes to be ready where none of the session tells, ms. */
const USUAL_START_MS = 2 * 60_000;

/**
 * Whether a fleet is too small or too large for what it has to do. It grows when the wait that a new submission has before it is
 * beyond the session's target for the queue's sake, now and a look ago, unless the queue is worked off sooner than a host can come; by as
 * many hosts as the queue needs, up to twice what was booked; and it goes back where these do not come. It shrinks when it had next to nothing to do for a quarter of an hour, so
 * little that the hosts which stay would not have been half busy: what makes it grow never makes it shrink. Pure.
 */
export function decideSize(facts: SizeFacts, policy: FleetPolicy): SizeDecision {
  const { session, hosts, now } = facts;
  const { fleetSize: size, times } = session;
  if (session.deployment.kind !== 'fleet' || size === undefined) return stay('it has no hosts of ours', 0);
  const keep = (reason: string) => stay(reason, size.hosts);
  if (session.fleet !== 'ready') return keep(`its fleet is ${session.fleet}`);
  if (now < times.opensAt || isOver(session, now)) return keep('nobody can hand in anything');

  const floor = leastHosts(session, size, now);
  // Booked is promised: whatever else it lacks or costs.
  if (size.hosts < floor && now + startTimeOf(hosts) < times.lastClosesAt)
    return {
      action: 'grow',
      hosts: floor,
      reason: `the end is near, and ${countOf(floor, 'host was', 'hosts were')} booked for it`,
    };
  const vain = describeVain(facts, policy);
  const attainable = vain === undefined ? undefined : findAttainable(facts, size, vain);
  if (attainable !== undefined) return attainable;
  if (session.paused !== undefined) return keep('it is paused');
  const smaller = findSmaller(facts, size, floor);
  if (smaller !== undefined) return smaller;
  const alive = hosts.filter(isAlive);
  const ready = alive.filter(({ state }) => state === 'ready');
  if (ready.length < Math.max(size.hosts, alive.length)) return keep('not all of its hosts judge');
  return vain === undefined ? findLarger(facts, size, ready) : keep(vain);
}

/** Why it is not to ask for more than was booked, for a while. */
function describeVain(facts: SizeFacts, policy: FleetPolicy): string | undefined {
  const rejected = describeRejected(facts, policy);
  if (rejected !== undefined) return rejected;
  const { rounds, now } = facts;
  if (roundsLately({ rounds, now }).length >= policy.maxRoundsPerHour - policy.roundsForTheLost)
    return 'what is left of the launch rounds of this hour is for hosts that are lost';
  const last = rounds.findLast(({ spare }) => spare === true);
  if (last?.outcome === undefined || now - last.claimedAt >= ASKS_AGAIN_MS) return undefined;
  const { instanceIds, errors } = last.outcome;
  // What spot capacity lacks is asked for on demand at once.
  if (instanceIds.length >= last.hosts || isSpot(last)) return undefined;
  return `EC2 gave it ${instanceIds.length} of ${countOf(last.hosts, 'host')} more (${errors.map(({ code }) => code).join(', ')})`;
}

/** Without the hosts that it grew by and cannot have: nobody else could have their vCPUs meanwhile. */
function findAttainable(
  { hosts, rounds }: SizeFacts,
  size: FleetSize,
  reason: string,
): SizeDecision | undefined {
  const { resized } = size;
  if (resized === undefined || rounds.at(-1)?.outcome === undefined) return undefined;
  const attainable = Math.max(resized.booked, hosts.filter(isAlive).length);
  if (attainable >= size.hosts) return undefined;
  const asked = rounds.filter(({ spare, claimedAt }) => spare === true && claimedAt >= resized.at);
  if (asked.length === 0) return undefined;
  const came = asked.reduce((sum, { outcome }) => sum + (outcome?.instanceIds.length ?? 0), 0);
  const neverCame = Math.max(0, (asked[0]?.hosts ?? 0) - came);
  return {
    action: 'shrink',
    hosts: attainable,
    neverCame: Math.min(size.hosts - attainable, neverCame),
    reason,
  };
}

/** Hosts that it must have whatever there is to do. */
function leastHosts({ times }: Session, size: FleetSize, now: number): number {
  const booked = size.resized?.booked ?? size.hosts;
  return now >= times.closesAt - RUSH_MS ? booked : Math.max(1, Math.min(booked, size.leastHosts ?? booked));
}

function findSmaller(
  { session, digests, now }: SizeFacts,
  size: FleetSize,
  floor: number,
): SizeDecision | undefined {
  const quietSince = Math.max(session.times.opensAt, size.resized?.at ?? 0);
  if (size.hosts <= floor || now - quietSince < IDLE_MS) return undefined;
  const most = mostInSystem(digests, now - IDLE_MS);
  const hosts = Math.max(floor, Math.ceil(most / (size.slotsPerHost * IDLE_SHARE)));
  if (hosts >= size.hosts) return undefined;
  return {
    action: 'shrink',
    hosts,
    reason: `in ${minutes(IDLE_MS)} no more than ${countOf(most, 'submission')} at a time had to be judged, of ${size.hosts * size.slotsPerHost} that can be`,
  };
}

function findLarger(
  { session, hosts, digests, maxHosts, now }: SizeFacts,
  size: FleetSize,
  ready: readonly Host[],
): SizeDecision {
  const keep = (reason: string) => stay(reason, size.hosts);
  const target = session.policy.targetWaitMs ?? TARGET_WAIT_MS;
  if (target === 0) return keep('it is to have the hosts that were booked, however long a wait is');
  const changedAt = Math.max(size.resized?.at ?? 0, ...ready.map(({ stateAt }) => stateAt));
  if (now - changedAt < SETTLES_MS) return keep('its latest host has just begun to judge');
  const slots = ready.reduce((sum, host) => sum + host.slots, 0);
  const look = lookAt(digests, now, slots);
  const before = lookAt(digests, now - LOOK_EVERY_MS, slots);
  if (look === undefined || before === undefined) return keep('what judging takes is not known yet');
  const told = `a new submission waits ${seconds(look.waitMs)}, and ${seconds(target)} is the session's target`;
  if (look.waitMs <= target) return keep(told);
  const queueFor = queueWithin(look.pace, target);
  if (look.queueMs <= queueFor)
    return keep(
      `${told}: ${seconds(look.waitMs - look.queueMs)} of it are its own, which no host makes shorter`,
    );
  if (before.queueMs <= queueFor) return keep(`${told}: it did not a moment ago`);
  const startMs = startTimeOf(hosts);
  if (now + startMs >= session.times.lastClosesAt) return keep(`${told}: a host would come too late`);
  const doneMs = doneAfter(look.queueMs, before.queueMs, queueFor);
  if (doneMs < startMs)
    return keep(`${told}: it will not in ${seconds(doneMs)}, and a host takes ${seconds(startMs)} to come`);
  const booked = size.resized?.booked ?? size.hosts;
  const most = Math.min(maxHosts, booked * MOST_TIMES);
  if (most <= size.hosts)
    return keep(`${told}: it has ${countOf(size.hosts, 'host')}, and more than ${most} it may not have`);
  // Each of as many slots as are there now takes its share of the queue.
  const wanted = Math.ceil((look.queueMs / queueFor) * ready.length);
  const grown = Math.min(most, Math.max(size.hosts + 1, wanted));
  return { action: 'grow', hosts: grown, reason: told };
}

interface Look {
  readonly pace: Pace;
  readonly waitMs: number;
  /** Of the wait, what passes until those before it have a verdict. */
  readonly queueMs: number;
}

/** What a submission that came at a moment had before it, as far as it could be known then. */
function lookAt(digests: readonly Facts[], at: number, slots: number): Look | undefined {
  const known = digests.filter(({ submittedAt }) => submittedAt <= at);
  const open = known.filter(({ endedAt }) => endedAt === undefined || endedAt > at);
  const running = Math.min(slots, open.length);
  const ended = known.filter(({ endedAt }) => endedAt !== undefined && endedAt <= at);
  const pace = measurePace(
    [
      ...ended,
      ...open.map(({ submittedAt }, index) => ({
        submittedAt,
        state: index < running ? ('running' as const) : ('queued' as const),
      })),
    ],
    slots,
  );
  const place = Math.max(0, countBefore(open) - running) + 1;
  const waitMs = expectWait(pace, place);
  if (pace === undefined || waitMs === undefined) return undefined;
  return { pace, waitMs, queueMs: waitMs - (pace.takenUpMs + pace.judgingMs) };
}

/** Of those that wait or run, how many come before a submission that comes now: of each participant a few, and no trials. */
function countBefore(open: readonly Facts[]): number {
  const of = new Map<string, number>();
  for (const { participantId, trial } of open)
    if (!trial) of.set(participantId, Math.min(MOST_OF_ONE, (of.get(participantId) ?? 0) + 1));
  return [...of.values()].reduce((sum, count) => sum + count, 0);
}

/** How long the queue may take, ms: what is left of the target; half of it where one judging alone takes more. */
function queueWithin({ takenUpMs, judgingMs }: Pace, target: number): number {
  return Math.max(target - takenUpMs - judgingMs, target / 2);
}

/** After how long a queue is as short as it may be, if it goes on falling as it does, ms. */
function doneAfter(queueMs: number, beforeMs: number, mayBeMs: number): number {
  const fallsBy = (beforeMs - queueMs) / LOOK_EVERY_MS;
  return fallsBy <= 0 ? Number.POSITIVE_INFINITY : (queueMs - mayBeMs) / fallsBy;
}

/** From the request of a host to its examination, as the session's own took, ms. */
function startTimeOf(hosts: readonly Host[]): number {
  const took = hosts.flatMap(({ milestones, requestedAt }) =>
    milestones?.examinedAt === undefined ? [] : [milestones.examinedAt - requestedAt],
  );
  return medianOf(took) ?? USUAL_START_MS;
}

/** The most submissions that waited or ran at one time since a moment. */
function mostInSystem(digests: readonly Facts[], since: number): number {
  const steps = digests
    .filter(({ endedAt }) => endedAt === undefined || endedAt > since)
    .flatMap(({ submittedAt, endedAt }) => [
      { at: Math.max(since, submittedAt), by: 1 },
      ...(endedAt === undefined ? [] : [{ at: endedAt, by: -1 }]),
    ])
    .sort((a, b) => a.at - b.at || a.by - b.by);
  let present = 0;
  let most = 0;
  for (const { by } of steps) {
    present += by;
    most = Math.max(most, present);
  }
  return most;
}

function stay(reason: string, hosts: number): SizeDecision {
  return { action: 'stay', hosts, reason };
}

const seconds = (ms: number) => `${Math.round(ms / 1000)} s`;
const minutes = (ms: number) => `${Math.round(ms / 60_000)} min`;
