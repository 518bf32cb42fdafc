import { ApiDocument } from './document.ts';
import { formatDuration } from './format-quantity.ts';
import type { ResilienceReport } from './resilience.ts';

/** A report as Markdown, which reads as plain text, too. */
export function writeResilienceReport(report: ResilienceReport): ApiDocument {
  const { at, stage, metrics, trends, recoveries, circuits, alerts, errors } = report;
  const { recoveries: sums, automaticShare, backupHosts, byClass, from, until } = metrics;
  const text = [
    `# Resilience of the stage ${stage}`,
    '',
    `${from} to ${until}, told at ${at}`,
    '',
    '## Recoveries',
    '',
    `${sums.total} in ${metrics.sessions} sessions with hosts: ${sums.repaired} repaired, ${sums.replaced} replaced, ${sums.open} not made good.`,
    `Mean time to recovery ${duration(sums.meanMs)}, the longest ${duration(sums.longestMs)}; ${automaticShare === undefined ? 'none' : `${Math.round(automaticShare * 100)} %`} by themselves; ${backupHosts} backup hosts.`,
    '',
    ...table(
      ['class', 'recoveries', 'repaired', 'replaced', 'open', 'mean'],
      byClass.map((one) => [
        one.class,
        one.total,
        one.repaired,
        one.replaced,
        one.open,
        duration(one.meanMs),
      ]),
    ),
    '## Days with recoveries',
    '',
    ...table(
      ['day', 'recoveries', 'open', 'mean'],
      trends.points
        .filter(({ total }) => total > 0)
        .map((one) => [one.at.slice(0, 10), one.total, one.open, duration(one.meanMs)]),
    ),
    '## The latest',
    '',
    ...table(
      ['found', 'session', 'host', 'class', 'end', 'took', 'why'],
      recoveries.map((one) => [
        one.startedAt,
        one.sessionName,
        one.hostId,
        one.class,
        one.end ?? 'open',
        duration(one.tookMs),
        one.reason,
      ]),
    ),
    '## Now',
    '',
    `Circuits that are not closed: ${circuits.map(({ operation, state }) => `${operation} (${state})`).join(', ') || 'none'}.`,
    `Alerts: ${alerts.open} open, ${alerts.acknowledged} acknowledged, ${alerts.resolved} resolved.`,
    `Errors since ${errors.from}: ${errors.total}${errors.byClass.map(({ name, count }) => `, ${count} ${name}`).join('')}.`,
    '',
  ].join('\n');
  return new ApiDocument({
    mediaType: 'text/markdown',
    fileName: `resilience-${at.slice(0, 10)}.md`,
    text,
    encoding: 'utf-8',
    inline: true,
  });
}

const duration = (ms: number | undefined) => (ms === undefined ? '-' : formatDuration(ms));

/** What stands in cells was written by others: it begins no column and no markup. */
const cell = (value: string | number) =>
  String(value)
    .replace(/[\\|<>`*_[\]]/g, '\\$&')
    .replace(/\s+/g, ' ');

function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string[] {
  if (rows.length === 0) return ['None.', ''];
  const line = (cells: readonly (string | number)[]) => `| ${cells.map(cell).join(' | ')} |`;
  return [line(head), `|${'---|'.repeat(head.length)}`, ...rows.map(line), ''];
}
