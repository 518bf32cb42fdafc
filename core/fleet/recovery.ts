import { given } from '../exam/given.ts';
import type { FailureClass } from '../resilience/failure.ts';
import type { HostAction } from './decide-host.ts';
import type { Host } from './host.ts';

/** An act on a host that is part of making good that it failed. */
export type RecoveryAct = Extract<
  HostAction,
  'suspect' | 'drain' | 'reboot' | 'terminate' | 'reject' | 'record-gone' | 'open'
>;

/** Which function of the application acts: the fleet pass is run by two. */
export type FleetActor = 'launcher' | 'tick';

/** One thing that was done. */
export interface RecoveryStep {
  /** ms since the epoch. */
  readonly at: number;
  readonly act: RecoveryAct;
  readonly actor: FleetActor;
  readonly reason: string;
}

/**
 * How a host's failure was made good. It is written with each act, in the same conditional write; what a host lost is made
 * good when it judges again (`repaired`), or when the session has as many judging hosts as before (`replaced`).
 */
export interface Recovery {
  /** When the failure was found, ms since the epoch. */
  readonly startedAt: number;
  /** What was found. */
  readonly reason: string;
  readonly steps: readonly RecoveryStep[];
  /** Where the cause lay; absent where somebody asked for it. */
  readonly class?: FailureClass;
  /** Who asked for it; absent where it began by itself. */
  readonly askedBy?: string;
  readonly endedAt?: number;
  readonly end?: 'repaired' | 'replaced';
}

/** Why a recovery begins: a failure of a class, or somebody's wish. */
export type RecoveryCause = Pick<Recovery, 'class' | 'askedBy'>;

/** Of a host only so many are kept, the latest: one that fails more often has been replaced long before. */
const MOST_KEPT = 5;

const ACTS: readonly HostAction[] = [
  'suspect',
  'drain',
  'reboot',
  'terminate',
  'reject',
  'record-gone',
  'open',
];

/**
 * A host's recoveries after an act on it; undefined when it has no part in any.
 * @param isEnding the host goes because its session, or nobody, needs it any more: no failure begins by that
 * @param cause why one begins with it
 */
export function noteRecovery(
  host: Pick<Host, 'state' | 'recoveries'>,
  step: Omit<RecoveryStep, 'act'> & { readonly act: HostAction },
  isEnding: boolean,
  cause: RecoveryCause = {},
): readonly Recovery[] | undefined {
  const { act } = step;
  if (!isRecoveryAct(act)) return undefined;
  const before = host.recoveries ?? [];
  const last = before.at(-1);
  const added: RecoveryStep = { ...step, act };
  if (last !== undefined && last.endedAt === undefined) {
    const end = act === 'open' ? { endedAt: step.at, end: 'repaired' as const } : {};
    return [...before.slice(0, -1), { ...last, steps: [...last.steps, added], ...end }];
  }
  const begins = act !== 'open' && act !== 'reboot' && !isEnding && isOnDuty(host);
  if (!begins) return undefined;
  const begun = { startedAt: step.at, reason: step.reason, steps: [added], ...given({ ...cause }) };
  return [...before, begun].slice(-MOST_KEPT);
}

/** What is replaced by now, host by host: of the recoveries that are not ended all but the latest as many as hosts are missing. */
export function findReplaced(hosts: readonly Host[], wanted: number): readonly Host[] {
  const ready = hosts.filter(({ state, terminatedAt }) => state === 'ready' && terminatedAt === undefined);
  const missing = Math.max(0, wanted - ready.length);
  const open = hosts
    .filter((host) => host.state !== 'ready' && openOf(host) !== undefined)
    .toSorted((one, other) => (openOf(one)?.startedAt ?? 0) - (openOf(other)?.startedAt ?? 0));
  return open.slice(0, Math.max(0, open.length - missing));
}

/** A host's recoveries with the one that is not ended as ended by a replacement. @param now ms since the epoch */
export function endByReplacement(host: Host, now: number): readonly Recovery[] {
  return (host.recoveries ?? []).map((recovery) =>
    recovery.endedAt === undefined ? { ...recovery, endedAt: now, end: 'replaced' } : recovery,
  );
}

/** What the recoveries of a session come to. */
export interface RecoveryFigures {
  readonly repaired: number;
  readonly replaced: number;
  /** Never made good: they go on, or the session ended before. */
  readonly open: number;
  /** From what was found to its end, of those that were made good, ms; absent when there are none. */
  readonly meanMs?: number;
  readonly longestMs?: number;
  /** Hosts that were launched after the first round, but for those that the fleet grew by. */
  readonly backupHosts: number;
}

/** Sums up a session's recoveries. Pure. @param grown hosts that the fleet grew by */
export function sumUpRecoveries(hosts: readonly Host[], grown = 0): RecoveryFigures {
  const all = hosts.flatMap(({ recoveries = [] }) => recoveries);
  const count = (end: Recovery['end']) => all.filter((one) => one.end === end).length;
  const tookMs = all.flatMap(({ startedAt, endedAt }) =>
    endedAt === undefined ? [] : [endedAt - startedAt],
  );
  return {
    repaired: count('repaired'),
    replaced: count('replaced'),
    open: count(undefined),
    ...(tookMs.length === 0
      ? {}
      : {
          meanMs: Math.round(tookMs.reduce((sum, ms) => sum + ms, 0) / tookMs.length),
          longestMs: Math.max(...tookMs),
        }),
    backupHosts: Math.max(0, hosts.filter(({ round }) => round > 1).length - grown),
  };
}

/** Has failed, or will be gone soon by EC2's notice, and nothing judges in its place yet. */
export function isBeingMadeGood(host: Host): boolean {
  return openOf(host) !== undefined || (host.state === 'ready' && host.leavesAt !== undefined);
}

const openOf = ({ recoveries = [] }: Host) => recoveries.find(({ endedAt }) => endedAt === undefined);

const isRecoveryAct = (act: HostAction): act is RecoveryAct => ACTS.includes(act);

/** Judges, or was to. */
function isOnDuty({ state }: Pick<Host, 'state'>): boolean {
  return state !== 'draining' && state !== 'rejected' && state !== 'terminated';
}
