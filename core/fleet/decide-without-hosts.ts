import type { Decision } from '../exam/decision.ts';
import type { Session } from '../exam/session.ts';
import { isOver } from '../exam/window.ts';
import type { FleetPolicy } from './fleet-policy.ts';
import type { Host } from './host.ts';

/** What participants are to be told: that no host judges, or that one does again. */
export type WithoutHostsAction = 'keep' | 'without-hosts' | 'judged-again';

/** `since` with `without-hosts`: from when on nobody judged, ms since the epoch. */
export type WithoutHostsDecision = Decision<WithoutHostsAction> & { readonly since?: number };

/** A lost host is made good in less, ms: what takes longer is worth a word. */
const WORTH_A_WORD_MS = 3 * 60_000;

/**
 * Whether it is time to say that no host of an open session judges, or that this is over. A fleet that has failed says so
 * itself, and when it is over nobody waits at a screen: then nothing more is said but that a host judges again. Pure.
 */
export function decideWithoutHosts(
  session: Session,
  hosts: readonly Host[],
  { bootLimitMs }: Pick<FleetPolicy, 'bootLimitMs'>,
  now: number,
): WithoutHostsDecision {
  const { withoutHostsSince, fleet, times } = session;
  if (session.deployment.kind !== 'fleet' || fleet === 'failed' || fleet === 'gone')
    return { action: 'keep', reason: 'it has no hosts that could judge' };
  if (hosts.some(isJudging))
    return withoutHostsSince === undefined
      ? { action: 'keep', reason: 'a host judges' }
      : {
          action: 'judged-again',
          reason: `a host judges again, ${minutesOf(now - withoutHostsSince)} later`,
        };
  if (withoutHostsSince !== undefined) return { action: 'keep', reason: 'it has been said' };
  if (now < times.opensAt || isOver(session, now))
    return { action: 'keep', reason: 'nobody can hand in anything' };
  const stopped = hosts.flatMap(stoppedAt);
  // A session that opens as it is launched was booked so: its first hosts are in time for as long as any may take.
  const isFirst = stopped.length === 0 && hosts.some(isComing);
  const dueAt = isFirst ? Math.min(...hosts.map(({ requestedAt }) => requestedAt)) + bootLimitMs : 0;
  if (now < dueAt) return { action: 'keep', reason: 'its first hosts are on their way' };
  const since = Math.max(times.opensAt, ...stopped);
  return now - since < WORTH_A_WORD_MS
    ? { action: 'keep', reason: 'it may judge again in a moment' }
    : {
        action: 'without-hosts',
        since,
        reason: `the window is open, and for ${minutesOf(now - since)} no host has judged`,
      };
}

const isComing = ({ state, terminatedAt }: Host) =>
  (state === 'requested' || state === 'booting' || state === 'examining') && terminatedAt === undefined;

const isJudging = ({ state, terminatedAt }: Host) => state === 'ready' && terminatedAt === undefined;

/** When a host that has judged stopped; none for one that never did. */
function stoppedAt({ milestones, recoveries = [], stateAt }: Host): readonly number[] {
  if (milestones?.examinedAt === undefined) return [];
  const last = recoveries.at(-1);
  return [last === undefined || last.end === 'repaired' ? stateAt : last.startedAt];
}

const minutesOf = (ms: number) => `${Math.max(1, Math.floor(ms / 60_000))} min`;
