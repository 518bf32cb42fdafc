import { given } from '../exam/given.ts';
import type { Host } from '../fleet/host.ts';
import { sumUpRecoveries } from '../fleet/recovery.ts';
import {
  classOf,
  type KnownRecovery,
  recoveriesIn,
  sumByClass,
  sumByTime,
  sumRecoveries,
} from '../fleet/recovery-figures.ts';
import type { AuditEntry } from './audit.ts';
import { formatDuration } from './format-quantity.ts';
import { toInstant } from './present-session.ts';
import type { Range } from './read-range.ts';
import type { ErrorStats, ResilienceMetrics, ResilienceReport, ResilienceTrends } from './resilience.ts';

/** A session with its hosts, as far as recoveries are concerned. */
export interface RecoveringSession {
  readonly sessionId: string;
  readonly name: string;
  readonly hosts: readonly Host[];
  /** Hosts that its fleet grew by. */
  readonly grown: number;
}

const spanOf = ({ from, until }: Range) => ({ from: toInstant(from), until: toInstant(until) });

/** What recoveries of some time came to, of all that is known. Pure. */
export function presentMetrics(sessions: readonly RecoveringSession[], range: Range): ResilienceMetrics {
  const recoveries = recoveriesIn(sessions, range);
  const sums = sumRecoveries(recoveries);
  const began = ({ requestedAt }: Host) => requestedAt >= range.from && requestedAt < range.until;
  return {
    ...spanOf(range),
    sessions: sessions.filter(({ hosts }) => hosts.some((host) => wasThere(host, range))).length,
    recoveries: sums,
    ...(sums.total === 0 ? {} : { automaticShare: sums.automatic / sums.total }),
    backupHosts: sessions.reduce(
      (sum, { hosts, grown }) => sum + sumUpRecoveries(hosts.filter(began), grown).backupHosts,
      0,
    ),
    byClass: [...sumByClass(recoveries)],
  };
}

/** Whether a host was there in some of a time. */
const wasThere = ({ requestedAt, state, stateAt }: Host, { from, until }: Range) =>
  requestedAt < until && (state !== 'terminated' || stateAt >= from);

/** The hours or days that a trend is of: the last of them is the one that goes on. */
export function trendOf(span: '24h' | '30d', now: number): Range & { readonly stepMs: number } {
  const stepMs = span === '24h' ? 3_600_000 : 86_400_000;
  const until = Math.floor(now / stepMs) * stepMs + stepMs;
  return { from: until - (span === '24h' ? 24 : 30) * stepMs, until, stepMs };
}

/** How recoveries went over time. Pure. */
export function presentTrends(
  sessions: readonly RecoveringSession[],
  { stepMs, ...range }: ReturnType<typeof trendOf>,
): ResilienceTrends {
  return {
    ...spanOf(range),
    step: stepMs === 3_600_000 ? 'hour' : 'day',
    points: sumByTime(recoveriesIn(sessions, range), range, stepMs).map((point) => ({
      ...point,
      at: toInstant(point.at),
    })),
  };
}

/** A recovery with where it was. */
export function presentKnownRecovery(recovery: KnownRecovery): ResilienceReport['recoveries'][number] {
  const { sessionId, sessionName, hostId, startedAt, endedAt, end, askedBy, reason, steps } = recovery;
  return {
    sessionId,
    sessionName,
    hostId,
    class: classOf(recovery),
    startedAt: toInstant(startedAt),
    ...(endedAt === undefined ? {} : { endedAt: toInstant(endedAt), tookMs: endedAt - startedAt }),
    ...given({ end, askedBy }),
    reason,
    steps: steps.map((step) => ({ ...step, at: toInstant(step.at) })),
  };
}

/** A recovery among what was done: by the function that acted last, or by who asked for it. */
export function auditRecovery(recovery: KnownRecovery): AuditEntry {
  const { sessionId, hostId, startedAt, endedAt, end, askedBy, reason, steps } = recovery;
  const acts = steps.map(({ act }) => act).join(', ');
  const took =
    endedAt === undefined ? 'not made good' : `${end} after ${formatDuration(endedAt - startedAt)}`;
  return {
    at: toInstant(startedAt),
    actor: askedBy ?? `assize (${steps.at(-1)?.actor ?? 'tick'})`,
    act: 'host.recovery',
    target: `session:${sessionId}/host:${hostId}`,
    reason,
    detail: `${acts}: ${took}${endedAt === undefined ? '' : ` at ${toInstant(endedAt)}`}`,
  };
}

/** Errors by what they were. Pure. @param points of the metric `errors` */
export function presentErrors(
  points: readonly {
    readonly dimensions: Readonly<Record<string, string>>;
    readonly figures: { readonly sum: number };
  }[],
  range: Range,
  granularity: ErrorStats['granularity'],
  baseline: { readonly at: number; readonly by: string; readonly reason: string } | undefined,
): ErrorStats {
  const by = (dimension: string) => {
    const counts = new Map<string, number>();
    for (const { dimensions, figures } of points) {
      const name = dimensions[dimension] ?? 'unknown';
      counts.set(name, (counts.get(name) ?? 0) + figures.sum);
    }
    return [...counts]
      .map(([name, count]) => ({ name, count }))
      .toSorted((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1));
  };
  return {
    ...spanOf(range),
    granularity,
    total: points.reduce((sum, { figures }) => sum + figures.sum, 0),
    byClass: by('class'),
    byKind: by('kind'),
    byFunction: by('function'),
    bySeverity: by('severity'),
    ...(baseline === undefined ? {} : { baseline: { ...baseline, at: toInstant(baseline.at) } }),
  };
}
