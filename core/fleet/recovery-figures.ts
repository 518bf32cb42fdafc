import type { FailureClass } from '../resilience/failure.ts';
import type { Host } from './host.ts';
import type { Recovery } from './recovery.ts';

/** A recovery, and where it was. */
export interface KnownRecovery extends Recovery {
  readonly sessionId: string;
  readonly sessionName: string;
  readonly hostId: string;
}

/** What recoveries of some time come to. Times in ms. */
export interface RecoverySums {
  readonly total: number;
  readonly repaired: number;
  readonly replaced: number;
  /** Never made good: they go on, or their session ended before. */
  readonly open: number;
  /** Of the total, those that nobody asked for. */
  readonly automatic: number;
  /** From what was found to its end, of those that were made good; absent where there is none. */
  readonly meanMs?: number;
  readonly longestMs?: number;
}

/** Where the cause of a recovery lay; `by-hand`: somebody asked for it, `unknown`: it was kept before classes were. */
export type RecoveryClass = FailureClass | 'by-hand' | 'unknown';

/** The recoveries of hosts that began in [from, until), ms since the epoch, the latest first. */
export function recoveriesIn(
  sessions: readonly {
    readonly sessionId: string;
    readonly name: string;
    readonly hosts: readonly Host[];
  }[],
  { from, until }: { readonly from: number; readonly until: number },
): readonly KnownRecovery[] {
  return sessions
    .flatMap(({ sessionId, name, hosts }) =>
      hosts.flatMap(({ hostId, recoveries = [] }) =>
        recoveries.map((recovery) => ({ ...recovery, sessionId, sessionName: name, hostId })),
      ),
    )
    .filter(({ startedAt }) => startedAt >= from && startedAt < until)
    .toSorted((a, b) => b.startedAt - a.startedAt);
}

/** Sums recoveries up. Pure. */
export function sumRecoveries(recoveries: readonly Recovery[]): RecoverySums {
  const count = (is: (one: Recovery) => boolean) => recoveries.filter(is).length;
  const tookMs = recoveries.flatMap(({ startedAt, endedAt }) =>
    endedAt === undefined ? [] : [endedAt - startedAt],
  );
  return {
    total: recoveries.length,
    repaired: count(({ end }) => end === 'repaired'),
    replaced: count(({ end }) => end === 'replaced'),
    open: count(({ endedAt }) => endedAt === undefined),
    automatic: count(({ askedBy }) => askedBy === undefined),
    ...(tookMs.length === 0
      ? {}
      : {
          meanMs: Math.round(tookMs.reduce((sum, ms) => sum + ms, 0) / tookMs.length),
          longestMs: Math.max(...tookMs),
        }),
  };
}

/** Where its cause lay. */
export function classOf({ class: of, askedBy }: Recovery): RecoveryClass {
  return of ?? (askedBy === undefined ? 'unknown' : 'by-hand');
}

/** What recoveries of each class come to, the most first. */
export function sumByClass(
  recoveries: readonly Recovery[],
): readonly (RecoverySums & { readonly class: RecoveryClass })[] {
  return [...Map.groupBy(recoveries, classOf)]
    .map(([of, same]) => ({ class: of, ...sumRecoveries(same) }))
    .toSorted((a, b) => b.total - a.total || (a.class < b.class ? -1 : 1));
}

/** What began in each hour or day of a time, the oldest first. @param stepMs how long each is */
export function sumByTime(
  recoveries: readonly Recovery[],
  { from, until }: { readonly from: number; readonly until: number },
  stepMs: number,
): readonly (RecoverySums & { readonly at: number })[] {
  return Array.from({ length: Math.ceil((until - from) / stepMs) }, (_, index) => {
    const at = from + index * stepMs;
    const own = recoveries.filter(({ startedAt }) => startedAt >= at && startedAt < at + stepMs);
    return { at, ...sumRecoveries(own) };
  });
}
