import { given } from '../exam/given.ts';
import type { Session } from '../exam/session.ts';
import { sessionWindowAt } from '../exam/window.ts';
import { percentile } from '../metrics/figures.ts';
import { standingFor } from '../metrics/log-buckets.ts';
import type { Granularity, MetricPoint } from '../metrics/metric-series-store.ts';
import { metricOf } from '../metrics/metric-table.ts';
import type { Health } from '../monitoring/check-health.ts';
import type { Histogram, Use } from '../monitoring/figures.ts';
import { keyFiguresOf } from '../monitoring/key-figures.ts';
import type { Baseline } from '../monitoring/monitoring-store.ts';
import { sizeOf } from '../monitoring/participants.ts';
import type { FiguresOfSpan, Point } from '../monitoring/read-figures.ts';
import type { Adoption, Dashboard, Efficiency, MonitoringHealth, MonitoringMetrics } from './monitoring.ts';
import { toInstant } from './present-session.ts';

/** What every answer about a span begins with. */
export interface SpanFacts {
  readonly now: number;
  readonly granularity: Granularity;
  readonly baseline: Baseline | undefined;
  readonly sessionId: string | undefined;
}

/** Problems of an answer at most. */
const MOST_PROBLEMS = 100;

export function presentHealth({ status, at, checks }: Health): MonitoringHealth {
  return { status, at: toInstant(at), checks: [...checks] };
}

export function presentEfficiency(figures: FiguresOfSpan, facts: SpanFacts): Efficiency {
  return {
    ...presentSpan(figures, facts),
    total: keyFiguresOf(figures.total),
    points: figures.points.map((point) => {
      const key = keyFiguresOf(point);
      const { batches, testCases, judgeCalls, judgeCallsSaved, judgingSeconds, secondsSaved, usdSaved } = key;
      const { callsRatio, successShare, latencyMs } = key;
      return {
        start: toInstant(point.start),
        batches,
        testCases,
        judgeCalls,
        judgeCallsSaved,
        judgingSeconds,
        secondsSaved,
        usdSaved,
        ...given({ callsRatio, successShare, latencyMs }),
      };
    }),
    languages: byUse(figures.total.figures.languages).map(([language, { judgeCalls, callsSaved }]) => ({
      language,
      judgeCalls,
      judgeCallsSaved: callsSaved,
      ...given({ callsRatio: shareOf(judgeCalls + callsSaved, judgeCalls) }),
    })),
  };
}

export function presentAdoption(figures: FiguresOfSpan, facts: SpanFacts): Adoption {
  const { problems, languages, modes } = figures.total.figures;
  const { participants } = figures;
  const key = keyFiguresOf(figures.total);
  const { batchParticipantShare, batchShare, testCasesPerBatch } = key;
  return {
    ...presentSpan(figures, facts),
    total: {
      submissions: key.submissions,
      trials: key.trials,
      participants: key.participants,
      batchParticipants: key.batchParticipants,
      multiTestBatches: key.multiTestBatches,
      ...given({ batchParticipantShare, batchShare, testCasesPerBatch }),
    },
    points: figures.points.map(presentUse),
    problems: byUse(problems)
      .slice(0, MOST_PROBLEMS)
      .map(([problemId, use]) => ({ problemId, ...presentShare(use) })),
    languages: byUse(languages).map(([language, use]) => ({ language, ...presentShare(use) })),
    modes: byUse(modes).map(([mode, use]) => ({ mode: mode as 'stdio' | 'function', ...presentShare(use) })),
    ...(participants === undefined
      ? {}
      : {
          participants: Object.entries(participants)
            .map(([participantId, use]) => ({ participantId, ...use }))
            .toSorted((a, b) => b.programs - a.programs || (a.participantId < b.participantId ? -1 : 1)),
        }),
  };
}

export function presentDashboard(facts: {
  readonly stage: string;
  readonly now: number;
  readonly baseline: Baseline | undefined;
  readonly health: Health;
  readonly sessions: readonly Session[];
  readonly lastHour: FiguresOfSpan;
  readonly lastDay: FiguresOfSpan;
}): Dashboard {
  const { sessions, now, baseline } = facts;
  const isOpen = (session: Session) =>
    session.cancelledAt === undefined && sessionWindowAt(session, now) === 'open';
  return {
    at: toInstant(now),
    stage: facts.stage,
    ...countsFrom(baseline),
    health: presentHealth(facts.health),
    sessions: {
      unsettled: sessions.length,
      open: sessions.filter(isOpen).length,
      failed: sessions.filter(({ fleet }) => fleet === 'failed').length,
    },
    lastHour: keyFiguresOf(facts.lastHour.total),
    lastDay: keyFiguresOf(facts.lastDay.total),
    points: facts.lastDay.points.map((point) => {
      const { submissions, batches, successShare, judgeCallsSaved, participants, latencyMs } =
        keyFiguresOf(point);
      return {
        start: toInstant(point.start),
        submissions,
        batches,
        judgeCallsSaved,
        participants,
        ...given({ successShare, p95LatencyMs: latencyMs?.p95 }),
      };
    }),
  };
}

/** @param today from `since` on */
export function presentMetrics(
  today: FiguresOfSpan,
  facts: Pick<SpanFacts, 'now' | 'baseline'> & {
    readonly health: Health;
    /** Of the day, one each series. */
    readonly measured: readonly MetricPoint[];
  },
): MonitoringMetrics {
  const { latency, languages, modes } = today.total.figures;
  return {
    at: toInstant(facts.now),
    ...countsFrom(facts.baseline),
    since: toInstant(today.span.from),
    health: presentHealth(facts.health),
    today: keyFiguresOf(today.total),
    latency: cumulate(latency),
    languages: programsOf(languages),
    modes: programsOf(modes),
    measured: facts.measured.map(presentSeries),
  };
}

function presentSeries({ id, dimensions, figures }: MetricPoint): MonitoringMetrics['measured'][number] {
  const { count, sum, min, max, last } = figures;
  const [p50, p95, p99] = [0.5, 0.95, 0.99].map((share) => percentile(figures, share));
  const { unit } = metricOf(id);
  return {
    metric: id,
    unit,
    dimensions,
    count,
    sum,
    min,
    max,
    ...given({ last: last?.value, p50, p95, p99 }),
  };
}

function presentSpan({ span }: FiguresOfSpan, { now, granularity, baseline, sessionId }: SpanFacts) {
  return {
    at: toInstant(now),
    granularity,
    from: toInstant(span.from),
    until: toInstant(span.until),
    ...countsFrom(baseline),
    ...given({ sessionId }),
  };
}

const countsFrom = (baseline: Baseline | undefined) =>
  baseline === undefined ? {} : { countsFrom: toInstant(baseline.from) };

function presentUse({ start, figures, crowd, sessions }: Point): Adoption['points'][number] {
  return {
    start: toInstant(start),
    sessions,
    participants: sizeOf(crowd.people),
    batchParticipants: sizeOf(crowd.batchPeople),
    ...given({ batchShare: shareOf(figures.batched, figures.multiTest) }),
    programs: figures.submissions + figures.trials,
    problems: programsOf(figures.problems),
    languages: programsOf(figures.languages),
    modes: programsOf(figures.modes),
  };
}

const presentShare = ({ programs, accepted }: Use) => ({
  programs,
  ...given({ acceptedShare: shareOf(accepted, programs) }),
});

/** Programs by name, the most used first; what was only judged again is left out. */
function programsOf(uses: Readonly<Record<string, Use>>): Record<string, number> {
  return Object.fromEntries(
    byUse(uses)
      .filter(([, { programs }]) => programs > 0)
      .slice(0, MOST_PROBLEMS)
      .map(([name, { programs }]) => [name, programs]),
  );
}

function byUse(uses: Readonly<Record<string, Use>>): [string, Use][] {
  return Object.entries(uses).toSorted(([a, x], [b, y]) => y.programs - x.programs || (a < b ? -1 : 1));
}

/** How many took no longer than each bucket that something fell into. */
function cumulate(latency: Histogram): MonitoringMetrics['latency'] {
  let sum = 0;
  return Object.entries(latency)
    .map(([bucket, count]) => [Number(bucket), count] as const)
    .toSorted(([a], [b]) => a - b)
    .map(([bucket, count]) => {
      sum += count;
      return { ms: Math.round(standingFor(bucket) * 100) / 100, count: sum };
    });
}

const shareOf = (part: number, whole: number) =>
  whole === 0 ? undefined : Math.round((part / whole) * 1e4) / 1e4;
