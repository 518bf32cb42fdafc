import { formatDuration, formatUsd } from '../api/format-quantity.ts';
import { escapeHtml } from '../results/documents/write-report.ts';
import {
  REHEARSAL_CHECKS,
  type RehearsalCheck,
  type RehearsalFinding,
  type RehearsalReport,
  type Waits,
} from './rehearsal.ts';

const STYLE = `:root { color-scheme: light dark; --line: light-dark(#d8dee4, #343b44); --good: light-dark(#1a7f37, #56d364); --bad: light-dark(#b3261e, #ff8a80); --note: light-dark(#8a5a00, #f0b35a); }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.15rem; margin-top: 2rem; } .scroll { overflow-x: auto; }
table { border-collapse: collapse; } td, th { padding: .25rem 1rem .25rem 0; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); }
.good { color: var(--good); } .bad { color: var(--bad); } .note, .untried { color: var(--note); } .answer { font-size: 1.3rem; font-weight: 600; }`;

const WORDS: Readonly<Record<RehearsalFinding['kind'], string>> = {
  good: 'good',
  note: 'to be known',
  bad: 'not good',
  untried: 'not tried',
};

/** The report as a page that needs nothing else: no script, no network. Pure. */
export function writeRehearsalPage(report: RehearsalReport): string {
  const { at, exam, rehearsal, findings, go, reasons, jury } = report;
  const title = `Rehearsal of ${exam.name}`;
  return [
    '<!doctype html>',
    '<html lang="en"><head><meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`,
    `<title>${escapeHtml(title)}</title><style>${STYLE}</style></head><body>`,
    `<h1>${escapeHtml(title)}</h1>`,
    `<p class="answer ${go ? 'good' : 'bad'}">${go ? 'Go' : 'No-go'}</p>`,
    ...(reasons.length === 0
      ? []
      : ['<ul>', ...reasons.map((reason) => `<li>${escapeHtml(reason)}</li>`), '</ul>']),
    `<p>${escapeHtml(at)}. ${escapeHtml(describeExam(report))}</p>`,
    '<h2>What was found</h2>',
    renderTable(
      ['', 'what', 'seen'],
      findings.map(({ check, kind, detail }) => [
        `<span class="${kind}">${WORDS[kind]}</span>`,
        escapeHtml(nameOf(check)),
        escapeHtml(detail),
      ]),
    ),
    ...renderWaits(report),
    ...(jury.length === 0 ? [] : ["<h2>The juries' programs</h2>", renderJury(report)]),
    '<h2>What it cost</h2>',
    `<p>${escapeHtml(describeCost(rehearsal))}</p>`,
    '</body></html>',
    '',
  ].join('\n');
}

/** The exam in a sentence. */
export function describeExam({ exam }: RehearsalReport): string {
  const { planned, participants } = exam;
  return planned === undefined
    ? `For ${participants} participants.`
    : `For ${participants} participants from ${planned.opensAt} to ${planned.closesAt} on ${planned.hosts} x ${planned.instanceType}: about ${planned.expectedSubmissions} submissions, ${formatUsd(planned.estimateUsd)}.`;
}

/** What the rehearsal itself cost, in a sentence. */
export function describeCost(rehearsal: RehearsalReport['rehearsal']): string {
  if (rehearsal === undefined) return 'Nothing was launched, so nothing.';
  const { usd, estimateUsd, settled, sessionId } = rehearsal;
  const so = usd === undefined ? '' : `${formatUsd(usd)}${settled ? '' : ' so far'}, `;
  return `${so}where at most ${formatUsd(estimateUsd)} was told before (session ${sessionId}).`;
}

/** What a check is about. */
export function nameOf(check: RehearsalCheck): string {
  return REHEARSAL_CHECKS[check];
}

function renderWaits({ measured }: RehearsalReport): readonly string[] {
  const rows = [
    ['on the one host, at its share of the rush', measured?.played],
    ['expected in the rush of the exam', measured?.predicted],
  ].flatMap(([name, waits]) => (waits === undefined ? [] : [[String(name), ...tellWaits(waits as Waits)]]));
  return rows.length === 0
    ? []
    : [
        '<h2>From handing in to the verdict</h2>',
        renderTable(['', 'verdicts', 'half within', '95 % within', 'all within'], rows),
      ];
}

function tellWaits({ count, p50Ms, p95Ms, longestMs }: Waits): readonly string[] {
  return [String(count), ...[p50Ms, p95Ms, longestMs].map(formatDuration)];
}

function renderJury({ jury }: RehearsalReport): string {
  return renderTable(
    ['problem', 'program', 'language', 'expected', 'verdict', 'slowest test case', ''],
    jury.map(({ label, path, language, expected, verdict, cpuMs, complaints }) => [
      escapeHtml(label),
      escapeHtml(path),
      escapeHtml(language),
      escapeHtml(expected),
      verdict ?? '-',
      cpuMs === undefined ? '' : formatDuration(cpuMs),
      escapeHtml(complaints.join(' ')),
    ]),
  );
}

/** @param rows cells as HTML */
function renderTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const row = (cells: readonly string[], tag: string) =>
    `<tr>${cells.map((cell) => `<${tag}>${cell}</${tag}>`).join('')}</tr>`;
  return `<div class="scroll"><table>${row(head, 'th')}${rows.map((cells) => row(cells, 'td')).join('')}</table></div>`;
}
