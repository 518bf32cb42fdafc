import { type Dashboard, figuresOf, type OwnFigure, type Statistic } from './dashboards.ts';
import { addFigures, emptyTally, type Figures, meanOf, percentile } from './figures.ts';
import type { MetricPoint } from './metric-series-store.ts';
import { type MetricId, metricOf } from './metric-table.ts';

/** What a figure came to in one minute, hour or day. */
export interface LinePoint {
  /** Begin of its time, ms since the epoch. */
  readonly at: number;
  readonly value: number;
}

/** A figure of a dashboard over time. */
export interface Line {
  readonly figure: OwnFigure;
  /** Oldest first, without times of which nothing is known. */
  readonly points: readonly LinePoint[];
}

/** The figures of a dashboard that the metrics table has. */
export function ownFiguresOf(dashboard: Dashboard): readonly OwnFigure[] {
  return figuresOf(dashboard).flatMap((figure) => ('metric' in figure ? figure : []));
}

/** The metrics that a dashboard draws from the metrics table, each once. */
export function metricsOf(dashboard: Dashboard): readonly MetricId[] {
  return [...new Set(ownFiguresOf(dashboard).map(({ metric }) => metric))];
}

/**
 * The lines of a dashboard from points of its metrics: series that a figure does not tell apart are summed up first, so that a
 * percentile is of all samples. Pure. @param points in any order
 */
export function drawLines(dashboard: Dashboard, points: readonly MetricPoint[]): readonly Line[] {
  const byMetric = Map.groupBy(points, ({ id }) => id);
  return ownFiguresOf(dashboard).map((figure) => {
    const mine = (byMetric.get(figure.metric) ?? []).filter(({ dimensions }) =>
      Object.entries(figure.of ?? {}).every(([name, value]) => dimensions[name] === value),
    );
    const line = [...Map.groupBy(mine, ({ at }) => at)]
      .toSorted(([one], [other]) => one - other)
      .flatMap(([at, parts]): LinePoint[] => {
        const value = figureOf(sumUp(figure.metric, parts), figure.statistic);
        return value === undefined ? [] : [{ at, value }];
      });
    return { figure, points: line };
  });
}

function sumUp(metric: MetricId, parts: readonly MetricPoint[]): Figures {
  const tally = emptyTally(metricOf(metric).kind);
  for (const { figures } of parts) addFigures(tally, figures);
  return tally;
}

const SHARES = { p50: 0.5, p95: 0.95, p99: 0.99 } as const;

/** One figure of many samples; undefined where there are none. */
function figureOf(figures: Figures, statistic: Statistic): number | undefined {
  if (figures.count === 0) return undefined;
  switch (statistic) {
    case 'Sum':
      return figures.sum;
    case 'SampleCount':
      return figures.count;
    case 'Average':
      return meanOf(figures);
    case 'Maximum':
      return figures.max;
    case 'Minimum':
      return figures.min;
    default:
      return percentile(figures, SHARES[statistic]);
  }
}
