import pc from 'picocolors';
import type { ErrorStats } from '../core/api/resilience.ts';
import { countOf } from '../core/exam/count-of.ts';
import { formatTime } from './render-session.ts';
import { renderTable } from './table.ts';

/** Errors by what they were. */
export function renderErrors(stats: ErrorStats): string[] {
  const { from, until, total, baseline, byClass, byKind, byFunction, bySeverity } = stats;
  const rows = (by: string, counts: ErrorStats['byClass']) =>
    counts.map(({ name, count }) => [by, name, String(count)]);
  return [
    `${countOf(total, 'error')} from ${formatTime(from)} to ${formatTime(until)}`,
    ...(baseline === undefined
      ? []
      : [pc.dim(`counted from ${formatTime(baseline.at)} on, as ${baseline.by} said: ${baseline.reason}`)]),
    ...renderTable(
      ['BY', 'NAME', 'COUNT'],
      [
        ...rows('class', byClass),
        ...rows('severity', bySeverity),
        ...rows('kind', byKind),
        ...rows('function', byFunction),
      ],
    ),
  ];
}
