import { countOf } from '../../core/exam/count-of.ts';
import { drawChart } from '../chart.ts';
import { renderPage, renderTable, tellMs } from '../report-page.ts';
import { executorsOf, type Study, type StudyRow } from './study.ts';

const HEAD = [
  'load',
  'slots',
  'executors',
  'accepted',
  'lost',
  'verdicts/s',
  'until accepted, 95 %',
  'until the verdict, 95 %',
  'queue at most',
  'empty after',
  'processor time',
  'cold starts',
];

/** The study's table as rows of text, for page and terminal. */
export function tabulateStudy({ rows }: Study): {
  readonly head: readonly string[];
  readonly rows: readonly string[][];
} {
  return { head: HEAD, rows: rows.map(tabulate) };
}

function tabulate({ load, slots, executors, report }: StudyRow): string[] {
  const { submissions, rates, queue, acceptance, verdict } = report;
  const cpuMs = report.processors.reduce((sum, one) => sum + one.cpuMs, 0);
  const cold = report.functions.reduce((sum, { coldStarts }) => sum + coldStarts, 0);
  const invocations = report.functions.reduce((sum, one) => sum + one.invocations, 0);
  return [
    load.mode === 'sync'
      ? `${load.users} users, one after the other`
      : `${load.rate}/s for ${load.durationMs / 1_000} s`,
    String(slots),
    String(executors),
    String(submissions.accepted),
    String(submissions.lost),
    rates.verdictsPerSecond.toFixed(2),
    // Where the request waits for the verdict, accepting is no figure of its own.
    load.mode === 'sync' ? '' : tell(acceptance.p95),
    tell(verdict.p95),
    String(queue.peak),
    queue.drainMs === undefined ? 'not empty' : tellMs(queue.drainMs),
    tellMs(cpuMs),
    invocations === 0 ? '' : `${cold} of ${invocations}`,
  ];
}

const tell = (ms: number | undefined) => (ms === undefined ? '' : tellMs(ms));

/** What the study shows, in sentences. */
export function tellStudy({ rows, flat, costs }: Study): readonly string[] {
  const burst = rows.findLast(({ load }) => load.mode === 'async');
  const executors = burst === undefined ? [] : executorsOf(burst.report);
  const cold = executors.reduce((sum, { coldStarts }) => sum + coldStarts, 0);
  const invocations = executors.reduce((sum, one) => sum + one.invocations, 0);
  const init = executors.reduce((sum, { initMs }) => sum + initMs, 0) / Math.max(1, cold);
  return [
    `The queue stays flat from ${flat.measured ?? 'no number of those tried'} slots on; what comes in a second, times what one sleeps, is ${flat.computed}, and what else judging takes comes on top.`,
    ...(cold === 0 || burst === undefined
      ? []
      : [
          `In the flash with ${burst.slots} slots ${cold} of ${invocations} invocations of executors were cold starts, ${tellMs(init)} each: of what its participant waited (${tell(burst.report.verdict.p50)}, the median) that is ${Math.round((init / (burst.report.verdict.p50 ?? init)) * 100)} %, for whoever meets one.`,
        ]),
    `Driving a submission to its judge costs ${costs.functionUsd.toFixed(7)} USD by functions. A worker that is always on (${costs.worker.instanceType}, ${costs.worker.hourUsd} USD an hour) costs less from ${tellCount(costs.breakEvenPerHour)} submissions an hour on, day and night: ${tellCount(costs.breakEvenPerMonth)} a month.`,
  ];
}

const tellCount = (count: number) =>
  Number.isFinite(count) ? Number(count.toPrecision(3)).toLocaleString('en') : 'no number of';

/** The study as a page that needs nothing else. Pure. */
export function renderStudyPage(study: Study): string {
  const { head, rows } = tabulateStudy(study);
  const flashes = study.rows.filter(({ load }) => load.mode === 'async');
  const styles = ['first', 'second', 'third'] as const;
  return renderPage(`Slots, queues and costs, ${study.at.slice(0, 10)}`, [
    renderTable(head, rows),
    ...tellStudy(study).map((sentence) => `<p>${sentence}</p>`),
    '<h2>The queue of a flash, by slots</h2>',
    ...flashes.map(
      ({ slots, report }, at) =>
        `<h3>${countOf(slots, 'slot')}</h3>${drawChart({
          title: `Queue on ${countOf(slots, 'slot')}`,
          x: 'seconds',
          y: 'submissions',
          as: 'lines',
          series: [
            {
              name: 'waits or is judged',
              style: styles[at % styles.length]!,
              points: report.queue.samples.map(
                (sample) => [sample.at / 1_000, sample.queued + sample.running] as const,
              ),
            },
          ],
        })}`,
    ),
  ]);
}
