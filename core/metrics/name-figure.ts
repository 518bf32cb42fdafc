import type { Statistic } from './dashboards.ts';

/** What two figures have in common that draw the same line. */
export function nameFigure(figure: {
  readonly metric: string;
  readonly statistic: Statistic;
  readonly of?: Readonly<Record<string, string>>;
}): string {
  const { metric, statistic, of = {} } = figure;
  return [metric, statistic, ...Object.entries(of).flat()].join(' ');
}
