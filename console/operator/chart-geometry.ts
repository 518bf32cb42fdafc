import { formatDuration, formatUsd } from '../../core/api/format-quantity.ts';
import type { MetricUnit } from '../../core/metrics/metric-table.ts';

/** A point of a line. */
export interface ChartPoint {
  /** Begin of its time, ms since the epoch. */
  readonly at: number;
  readonly value: number;
}

/** A line of a chart; it breaks where nothing is known. */
export interface ChartLine {
  readonly label: string;
  readonly points: readonly ChartPoint[];
}

/** Where the charts' own units end: 0 to WIDTH from left to right, 0 to HEIGHT from top to bottom. */
export const WIDTH = 1_000;
export const HEIGHT = 100;

/** A figure for a person. */
export function formatFigure(value: number, unit: MetricUnit): string {
  if (unit === 'ms') return formatDuration(value);
  if (unit === 'USD/h') return `${formatUsd(value)}/h`;
  const text = value.toLocaleString('en', { maximumFractionDigits: 1 });
  return unit === '%' ? `${text} %` : text;
}

const STEPS = [1, 2, 5, 10];

/** The least round number that nothing is above; of nothing and of zeros it is 1. */
export function topOf(lines: readonly ChartLine[]): number {
  const most = Math.max(0, ...lines.flatMap(({ points }) => points.map(({ value }) => value)));
  if (most === 0) return 1;
  const power = 10 ** Math.floor(Math.log10(most));
  const step = STEPS.find((one) => one * power >= most) ?? 10;
  return step * power;
}

/** Which times a chart shows. */
export interface ChartScale {
  /** ms since the epoch. */
  readonly from: number;
  readonly until: number;
  /** The time that a point is of: points that are further apart are not joined. */
  readonly stepMs: number;
  /** The value at its upper edge. */
  readonly top: number;
}

/** A line as paths: its strokes, and a dot of each point that has none beside it. */
export function pathsOf(
  points: readonly ChartPoint[],
  { from, until, stepMs, top }: ChartScale,
): { readonly strokes: string; readonly dots: string } {
  const place = ({ at, value }: ChartPoint) => {
    // What is of a whole minute stands in its middle.
    const x = ((at + stepMs / 2 - from) / (until - from)) * WIDTH;
    return `${x.toFixed(1)} ${((1 - value / top) * HEIGHT).toFixed(1)}`;
  };
  let [strokes, dots] = ['', ''];
  for (const [nth, point] of points.entries()) {
    const [before, after] = [points[nth - 1], points[nth + 1]];
    const isJoined = before !== undefined && point.at - before.at <= stepMs;
    if (isJoined) strokes += `L${place(point)}`;
    else if (after !== undefined && after.at - point.at <= stepMs) strokes += `M${place(point)}`;
    else dots += `M${place(point)}h0`;
  }
  return { strokes, dots };
}
