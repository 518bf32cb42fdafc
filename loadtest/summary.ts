import pc from 'picocolors';
import type { Percentiles } from '../core/load/percentiles.ts';
import { renderTable } from '../terminal/table.ts';
import { describeLoad, type TitledReport, tellMs } from './report-page.ts';

/** The report in some lines for a terminal. */
export function renderSummary({ load, target, report }: TitledReport): string[] {
  const { submissions, queue, waits, rates } = report;
  const again = Object.entries(report.sentAgain);
  const lost = `${submissions.lost} lost, ${submissions.wrong} wrong, ${submissions.quarantined} quarantined`;
  const isClean = submissions.lost + submissions.wrong + submissions.quarantined === 0;
  const total = report.processors.reduce((sum, { cpuMs }) => sum + cpuMs, 0);
  return [
    `${pc.bold(describeLoad(load))} on ${target}`,
    '',
    `${submissions.sent} sent: ${submissions.accepted} accepted, ${submissions.refused} refused; ${isClean ? pc.green(lost) : pc.red(lost)}`,
    ...(again.length === 0
      ? []
      : [`sent again: ${again.map(([why, count]) => `${count} x ${why}`).join(', ')}`]),
    '',
    ...renderTable(
      ['', 'half within', '95 %', '99 %', 'all'],
      [
        ['until accepted', ...tell(report.acceptance)],
        ['until the verdict was seen', ...tell(report.verdict)],
      ],
    ),
    '',
    `${rates.verdictsPerSecond.toFixed(2)} verdicts a second; queue at most ${queue.peak}, ${queue.drainMs === undefined ? 'not empty at the end' : `empty ${tellMs(queue.drainMs)} after the last was accepted`}`,
    ...(waits.rightShare === undefined
      ? []
      : [
          `${Math.round(waits.rightShare * 100)} % of ${waits.told} told waits came true within a factor of 2, or 3 s`,
        ]),
    ...(report.slotsBusy === undefined
      ? []
      : [`${Math.round(report.slotsBusy * 100)} % of the slots judged while something waited`]),
    ...(total === 0
      ? []
      : [
          '',
          ...renderTable(
            ['processor time', '', 'share'],
            report.processors.map(({ who, cpuMs }) => [
              who,
              tellMs(cpuMs),
              `${Math.round((cpuMs / total) * 100)} %`,
            ]),
          ),
        ]),
  ];
}

function tell({ p50, p95, p99, max }: Percentiles): string[] {
  return [p50, p95, p99, max].map((ms) => (ms === undefined ? '' : tellMs(ms)));
}
