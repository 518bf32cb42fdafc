import type { Percentiles } from '../core/load/percentiles.ts';
import { type Chart, drawChart, escapeText } from './chart.ts';
import type { LoadReport } from './measure.ts';
import type { Load } from './options.ts';
import type { QueueSample } from './record.ts';

/** A report with what it is about. */
export interface TitledReport {
  readonly at: string;
  readonly target: string;
  readonly load: Load;
  readonly report: LoadReport;
}

const STYLE = `
:root { color-scheme: light dark; --text: light-dark(#1b1f24, #e6e8eb); --dim: light-dark(#59636e, #9aa4af);
  --line: light-dark(#d8dee4, #343b44); --first: light-dark(#0a58ca, #6ea8fe); --second: light-dark(#b3541e, #f0a36b);
  --third: light-dark(#1a7f37, #56d364); --page: light-dark(#fff, #14181d); }
body { font: 16px/1.5 system-ui, sans-serif; color: var(--text); background: var(--page); max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.15rem; margin-top: 2rem; }
table { border-collapse: collapse; } td, th { padding: .25rem 1rem .25rem 0; text-align: right; font-variant-numeric: tabular-nums; border-bottom: 1px solid var(--line); }
th:first-child, td:first-child { text-align: left; } .scroll { overflow-x: auto; }
svg { width: 100%; height: auto; } .grid { stroke: var(--line); } .tick, .axis { fill: var(--dim); font-size: 11px; }
polyline { fill: none; stroke-width: 1.8; } polyline.first { stroke: var(--first); } polyline.second { stroke: var(--second); stroke-dasharray: 5 3; } polyline.third { stroke: var(--third); stroke-dasharray: 2 2; }
circle.first { fill: var(--first); fill-opacity: .5; } circle.second { fill: var(--second); }
.key { color: var(--dim); } .key b { font-weight: 600; } b.first { color: var(--first); } b.second { color: var(--second); } b.third { color: var(--third); }
`;

/** The report as a page that needs nothing else: no script, no network. Pure. */
export function renderReportPage(titled: TitledReport): string {
  return renderPage(`Load of ${titled.at.slice(0, 10)}`, renderReport(titled));
}

/** A page of these parts. */
export function renderPage(title: string, parts: readonly string[]): string {
  return [
    '<!doctype html>',
    '<html lang="en"><head><meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`,
    `<title>${escapeText(title)}</title><style>${STYLE}</style></head><body>`,
    `<h1>${escapeText(title)}</h1>`,
    ...parts,
    '</body></html>',
    '',
  ].join('\n');
}

function renderReport({ at, target, load, report }: TitledReport): readonly string[] {
  const { submissions, rates, queue, waits, cost } = report;
  return [
    `<p>${escapeText(describeLoad(load))}, on ${escapeText(target)}; ${escapeText(at)}.</p>`,
    '<h2>What became of it</h2>',
    renderTable(
      ['sent', 'accepted', 'refused', 'lost', 'judged', 'quarantined', 'wrong'],
      [
        [
          submissions.sent,
          submissions.accepted,
          submissions.refused,
          submissions.lost,
          submissions.judged,
          submissions.quarantined,
          submissions.wrong,
        ].map(String),
      ],
    ),
    renderCounts('Refused, since', submissions.whyRefused),
    renderCounts('Sent again, since', report.sentAgain),
    '<h2>How long it took</h2>',
    renderTable(
      ['', 'half within', '90 %', '95 %', '99 %', 'all'],
      [
        ['until accepted', ...tellPercentiles(report.acceptance)],
        ['until the verdict was seen', ...tellPercentiles(report.verdict)],
      ],
    ),
    `<p>${tellNumber(rates.acceptedPerSecond)} accepted and ${tellNumber(rates.verdictsPerSecond)} judged a second; ${tellNumber(rates.requestsPerSecond)} requests a second, at most ${rates.mostRequestsInASecond}.</p>`,
    '<h2>The queue</h2>',
    drawQueue(queue.samples),
    `<p class="key"><b class="first">waits or is judged</b> · <b class="second">waits</b> · <b class="third">is judged</b>. At most ${queue.peak}; ${queue.drainMs === undefined ? 'not empty at the end' : `empty ${tellMs(queue.drainMs)} after the last was accepted`}.${report.slotsBusy === undefined ? '' : ` While something waited, ${tellShare(report.slotsBusy)} of the slots judged.`}</p>`,
    '<h2>Waits as told, and as they were</h2>',
    ...(waits.rightShare === undefined
      ? ['<p>None was told: until something is judged, nobody can tell.</p>']
      : [
          drawChart({
            title: 'Real waits by told waits',
            x: 'told, s',
            y: 'real, s',
            as: 'dots',
            series: [
              {
                name: 'real',
                style: 'first',
                points: waits.pairs.map(({ toldMs, realMs }) => [toldMs / 1_000, realMs / 1_000] as const),
              },
            ],
          }),
          `<p>${waits.told} were told; ${tellShare(waits.rightShare)} came true within a factor of 2, or 3 s.</p>`,
        ]),
    ...renderProcessors(report),
    ...renderFunctions(report),
    '<h2>Cost</h2>',
    `<p>${cost.usd.toFixed(4)} USD for the session so far by AWS's list prices${cost.usdPerSubmission === undefined ? '' : `, ${cost.usdPerSubmission.toFixed(6)} a submission`}.</p>`,
  ];
}

/** A load in words. */
export function describeLoad(load: Load): string {
  const seconds = load.durationMs / 1_000;
  const pace =
    load.mode === 'sync'
      ? 'one after the other, each waiting for its verdict in the request'
      : `${tellNumber(load.rate)} submissions a second in all, ${load.curve === 'steady' ? 'evenly' : load.curve === 'exam' ? 'half of them in the last sixth' : 'all in the first tenth'}`;
  return `${load.users} users for ${seconds} s, ${pace}; ${load.testCases} test cases${load.sleepMs === 0 ? '' : ` of ${load.sleepMs} ms`}`;
}

function drawQueue(samples: readonly QueueSample[]): string {
  const of = (value: (sample: QueueSample) => number) =>
    samples.map((sample) => [sample.at / 1_000, value(sample)] as const);
  const chart: Chart = {
    title: 'Queue over time',
    x: 'seconds',
    y: 'submissions',
    as: 'lines',
    series: [
      { name: 'waits or is judged', style: 'first', points: of(({ queued, running }) => queued + running) },
      { name: 'waits', style: 'second', points: of(({ queued }) => queued) },
      { name: 'is judged', style: 'third', points: of(({ running }) => running) },
    ],
  };
  return drawChart(chart);
}

function renderProcessors({ processors }: LoadReport): readonly string[] {
  const total = processors.reduce((sum, { cpuMs }) => sum + cpuMs, 0);
  if (total === 0) return [];
  return [
    '<h2>Where processor time went</h2>',
    renderTable(
      ['', 'processor time', 'share'],
      processors.map(({ who, cpuMs }) => [who, tellMs(cpuMs), tellShare(cpuMs / total)]),
    ),
  ];
}

function renderFunctions({ functions }: LoadReport): readonly string[] {
  const used = functions.filter(({ invocations }) => invocations > 0);
  if (used.length === 0) return [];
  return [
    '<h2>Functions</h2>',
    renderTable(
      ['', 'invocations', 'mean', 'cold starts', 'share', 'mean of a start'],
      used.map(({ name, invocations, coldStarts, initMs, runMs }) => [
        name,
        String(invocations),
        tellMs(runMs / invocations),
        String(coldStarts),
        tellShare(coldStarts / invocations),
        coldStarts === 0 ? '' : tellMs(initMs / coldStarts),
      ]),
    ),
  ];
}

function renderCounts(title: string, counts: Readonly<Record<string, number>>): string {
  const all = Object.entries(counts);
  if (all.length === 0) return '';
  return `<p>${title}: ${all.map(([why, count]) => `${escapeText(why)} (${count})`).join(', ')}.</p>`;
}

/** A table; the first column is text. */
export function renderTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const row = (cells: readonly string[], tag: 'td' | 'th') =>
    `<tr>${cells.map((cell) => `<${tag}>${escapeText(cell)}</${tag}>`).join('')}</tr>`;
  return `<div class="scroll"><table><thead>${row(head, 'th')}</thead><tbody>${rows.map((cells) => row(cells, 'td')).join('')}</tbody></table></div>`;
}

function tellPercentiles({ p50, p90, p95, p99, max }: Percentiles): readonly string[] {
  return [p50, p90, p95, p99, max].map((ms) => (ms === undefined ? '–' : tellMs(ms)));
}

/** A time as people read it. */
export function tellMs(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  return ms < 120_000 ? `${tellNumber(ms / 1_000)} s` : `${tellNumber(ms / 60_000)} min`;
}

const tellNumber = (value: number) => String(Number(value.toPrecision(3)));
const tellShare = (share: number) => `${Math.round(share * 100)} %`;
