import type { Slot } from '../submissions/slot.ts';
import type { FleetPolicy } from './fleet-policy.ts';
import type { Host } from './host.ts';

/** What executors know of a host, from what they wrote on its slots. */
export interface HostEvidence {
  /** Slots that somebody holds; with as many as the host has, no worker of it is free. */
  readonly held: number;
  /** When it last answered an executor, ms since the epoch. */
  readonly answeredAt?: number;
  /** When a judge call of an executor last came to its report, ms since the epoch. */
  readonly finishedAt?: number;
  /** Slots on which a judge call outlived what any call may take, with none on the host finished since. */
  readonly overdue: number;
}

/** What the slots tell of one host. */
export function evidenceOf(hostId: string, slots: readonly Slot[], now: number): HostEvidence {
  const own = slots.filter((slot) => slot.hostId === hostId);
  const last = (times: readonly (number | undefined)[]) => {
    const known = times.filter((at) => at !== undefined);
    return known.length === 0 ? undefined : Math.max(...known);
  };
  const answeredAt = last(own.map(({ signs }) => signs?.answeredAt));
  const finishedAt = last(own.map(({ signs }) => signs?.finishedAt));
  return {
    held: own.filter(({ holder }) => holder !== undefined && holder.until > now).length,
    ...(answeredAt === undefined ? {} : { answeredAt }),
    ...(finishedAt === undefined ? {} : { finishedAt }),
    overdue: own.filter(({ signs }) => (signs?.overdueAt ?? 0) > (finishedAt ?? 0)).length,
  };
}

/**
 * Whether every worker of a host is on a long call that an executor still hears of: a known program would wait behind
 * it, and tell nothing that the executors do not. Where calls are short, it is back in a moment and tells more.
 */
export function isKnownToBeBusy(
  host: Host,
  { held, answeredAt = 0, finishedAt = 0, overdue }: HostEvidence,
  policy: FleetPolicy,
  now: number,
): boolean {
  return (
    held >= host.slots &&
    overdue === 0 &&
    host.failedProbes === 0 &&
    now - answeredAt < policy.evidenceHoldsMs &&
    now - finishedAt >= policy.longCallMs
  );
}
