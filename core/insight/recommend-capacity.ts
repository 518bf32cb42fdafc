import { hostHourUsd, roundUsd } from '../costs/estimate.ts';
import type { PriceTable } from '../costs/prices.ts';
import { countOf } from '../exam/count-of.ts';
import { type Session, TARGET_WAIT_MS } from '../exam/session.ts';
import { type CapacityFinding, findingsOr, type Insight, percent } from './finding.ts';
import type { WaitWithSlots } from './replay-queue.ts';
import type { SessionSummary } from './session-summary.ts';

/** A session is like another with so many times its participants and its window, at most, or at least the inverse. */
const ALIKE = 2;
/** Of fewer submissions a p95 is the longest of them. */
const LEAST_JUDGED = 20;
/** So many sessions alike at least: the largest need of three is enough for the next in three of four. */
const LEAST_SESSIONS = 3;
/** What a recommendation is to be enough for, where there are sessions enough to say so. */
const WANTED = 0.9;
/** Hosts are gone so long after the last close, ms. */
const ENDS_MS = 3 * 60_000;

/** What hosts cost, and how many a session may have. */
export interface HostTerms {
  readonly prices: PriceTable;
  readonly volumeGb: number;
  readonly maxHosts: number;
}

/**
 * Hosts that would have kept the wait below the session's target in sessions like it. Each of these is replayed as it was, with
 * more and fewer slots (replay-queue.ts); its need is scaled up where this session has more participants, and never down, since
 * small sessions need more slots for each of theirs. What is recommended is enough for the next session of the kind with a chance
 * that needs no assumption but that it is one of them: of m sessions, the r-th smallest need is enough with chance r / (m + 1)
 * (Wilks, Annals of Mathematical Statistics 12, 1941). Pure.
 * @param planned participants that the session is planned for
 */
export function recommendCapacity(
  session: Pick<Session, 'deployment' | 'fleetSize' | 'times' | 'policy'>,
  planned: number,
  history: readonly SessionSummary[],
  terms: HostTerms,
): Insight {
  const { fleetSize, times } = session;
  if (session.deployment.kind !== 'fleet' || fleetSize === undefined)
    return findingsOr('capacity', [], 'the session has no hosts of ours');
  const own = { participants: planned, windowMs: times.lastClosesAt - times.opensAt };
  const alike = history.filter((one) => isLike(one, own));
  if (alike.length < LEAST_SESSIONS)
    return findingsOr(
      'capacity',
      [],
      `${alike.length} of ${countOf(history.length, 'past session')} had hosts, half to twice as many participants, a window half to twice as long and ${LEAST_JUDGED} verdicts; ${LEAST_SESSIONS} are needed`,
    );
  const targetWaitMs = session.policy.targetWaitMs || TARGET_WAIT_MS;
  const needs = alike
    .map(({ waits, participants }) =>
      Math.ceil(slotsFor(waits, targetWaitMs) * Math.max(1, planned / participants)),
    )
    .sort((a, b) => a - b);
  const rank = Math.min(needs.length, Math.ceil(WANTED * (needs.length + 1)));
  const slots = needs[rank - 1] ?? 1;
  const hosts = Math.max(1, Math.ceil(slots / fleetSize.slotsPerHost));
  const bookedHosts = fleetSize.resized?.booked ?? fleetSize.hosts;
  const enough = rank / (needs.length + 1);
  const usd = priceOf(session, hosts - bookedHosts, terms);
  const seconds = (ms: number) => `${Math.round(ms / 1000)} s`;
  const waited = alike.flatMap(({ p95WaitMs }) => p95WaitMs ?? []).sort((a, b) => b - a)[0];
  const finding: CapacityFinding = {
    kind: 'capacity',
    text: `${countOf(slots, 'slot')}, ${countOf(hosts, 'host')}, would have kept 95 of 100 waits below ${seconds(targetWaitMs)} in ${rank} of ${countOf(needs.length, 'session')} like this one, and will in the next with a chance of ${percent(enough)} or more; ${countOf(bookedHosts, 'host is', 'hosts are')} booked${waited === undefined ? '' : `. As they were, these took up to ${seconds(waited)}`}`,
    advice: adviseHosts(hosts, bookedHosts, usd, terms),
    basis: {
      sessions: alike.length,
      submissions: alike.reduce((sum, { judged }) => sum + judged, 0),
      since: Math.min(...alike.map(({ opensAt }) => opensAt)),
    },
    targetWaitMs,
    slots,
    hosts,
    bookedHosts,
    usd,
    enough,
  };
  return findingsOr('capacity', [finding], '');
}

function isLike(
  past: SessionSummary,
  own: { readonly participants: number; readonly windowMs: number },
): boolean {
  return (
    past.booked !== undefined &&
    past.participants > 0 &&
    past.judged >= LEAST_JUDGED &&
    isWithin(past.participants, own.participants) &&
    isWithin(past.lastClosesAt - past.opensAt, own.windowMs)
  );
}

const isWithin = (one: number, other: number) => one * ALIKE >= other && other * ALIKE >= one;

/** The fewest slots with such a wait; where judging alone takes longer, those beyond which more shorten nothing. */
function slotsFor(waits: readonly WaitWithSlots[], targetMs: number): number {
  return (waits.find(({ p95Ms }) => p95Ms <= targetMs) ?? waits.at(-1))?.slots ?? 1;
}

/** What more hosts cost, or fewer save, from launch to end, USD at list price. */
function priceOf(
  { fleetSize, times }: Pick<Session, 'fleetSize' | 'times'>,
  hosts: number,
  { prices, volumeGb }: HostTerms,
): number {
  const hours = (times.lastClosesAt - times.launchAt + ENDS_MS) / 3_600_000;
  return roundUsd(hosts * hours * hostHourUsd(prices, fleetSize?.instanceType ?? '', volumeGb));
}

function adviseHosts(hosts: number, booked: number, usd: number, { maxHosts }: HostTerms): string {
  const price = `${Math.abs(usd).toFixed(2)} USD`;
  if (hosts > booked)
    return hosts > maxHosts
      ? `That is more than the ${countOf(maxHosts, 'host')} that the stage allows a session (host.maxPerSession): ask an operator`
      : `${countOf(hosts - booked, 'host')} more cost ${price} by list price`;
  if (hosts < booked)
    return `${countOf(booked - hosts, 'host')} fewer would do and save ${price} by list price, with nothing in reserve for a host that fails`;
  return 'What is booked is what history asks for';
}
